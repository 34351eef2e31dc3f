"""App config of teams: connects audit signals and closes gaps in tenant scoping."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self) -> None:
        from teams.accounts.sign_in_audit import listen  # models are not loaded earlier

        listen()
        _close_gaps()


def _close_gaps() -> None:
    """Makes more queryset methods raise outside a scope; django_scopes leaves these out."""
    from django_scopes.manager import DisabledQuerySet

    for forgotten in ("exists", "contains", "in_bulk", "explain", "bulk_update"):
        setattr(DisabledQuerySet, forgotten, DisabledQuerySet.error)
