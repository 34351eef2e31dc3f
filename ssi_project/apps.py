"""App config of the project itself, which adds the `serve` command and deployment checks."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "ssi_project"

    def ready(self) -> None:
        from ssi_project import checks  # noqa: F401  registers them
