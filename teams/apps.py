"""App config of teams: connects audit signals and closes gaps in tenant scoping."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self) -> None:
        from teams.accounts.sign_in_audit import connect_signals  # models are not loaded earlier

        connect_signals()
        _guard_unscoped_queries()


def _guard_unscoped_queries() -> None:
    """Makes more queryset methods raise outside a scope; django_scopes leaves these out."""
    from django_scopes.manager import DisabledQuerySet

    for name in ("exists", "contains", "in_bulk", "explain", "bulk_update"):
        setattr(DisabledQuerySet, name, DisabledQuerySet.error)
