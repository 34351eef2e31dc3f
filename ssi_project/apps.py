"""The project itself as an app: it brings `serve` and the deployment checks."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "ssi_project"

    def ready(self) -> None:
        from ssi_project import checks  # noqa: F401  registers them
