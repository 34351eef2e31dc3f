"""Facts: organisations, people, what reps did each day and what LinkedIn said."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self) -> None:
        from teams.sign_in_audit import listen  # models are there only now

        listen()
        _close_gaps()


def _close_gaps() -> None:
    """Outside a scope every query raises; the library forgot these."""
    from django_scopes.manager import DisabledQuerySet

    for forgotten in ("exists", "contains", "in_bulk", "explain", "bulk_update"):
        setattr(DisabledQuerySet, forgotten, DisabledQuerySet.error)
