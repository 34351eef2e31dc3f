"""manage.py migrate: Django's own, which first brings along databases made before the squash."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

# Until November 2026 there were these; each app's one migration does what they did together.
EARLIER_MIGRATIONS = {
    ("teams", "0001_initial"),
    ("teams", "0002_cache_table"),
    ("teams", "0003_people_and_privacy"),
    ("teams", "0004_invitation_sent"),
    ("teams", "0005_begun"),
    ("teams", "0006_imports_and_weeks"),
    ("teams", "0007_goals_and_watching"),
    ("teams", "0008_plans"),
    ("teams", "0009_reports"),
    ("scoring", "0001_initial"),
    ("scoring", "0002_postgresql_storage"),
    ("scoring", "0003_versions"),
}
SQUASHED_MIGRATIONS = [("teams", "0001_squashed"), ("scoring", "0001_squashed")]


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        """Migrates, after the record of a database made by the earlier migrations is rewritten."""
        record_squashed_migrations(connections[options["database"]])
        return super().handle(*args, **options)


def record_squashed_migrations(connection: BaseDatabaseWrapper) -> None:
    """Records the squashed migrations in place of the earlier ones, whose tables are the same.

    CommandError if not all the earlier ones were applied.
    """
    recorder = MigrationRecorder(connection)
    applied = EARLIER_MIGRATIONS & recorder.applied_migrations().keys()
    if not applied:
        return
    if missing := EARLIER_MIGRATIONS - applied:
        raise CommandError(_missing_migrations_message(len(missing)))
    with transaction.atomic(connection.alias):
        for each in EARLIER_MIGRATIONS:
            recorder.record_unapplied(*each)
        for each in SQUASHED_MIGRATIONS:
            recorder.record_applied(*each)


def _missing_migrations_message(missing: int) -> str:
    return (
        f"This database was made by an earlier version of Seventy and lacks {missing} of that "
        "version's migrations, which are no longer here. Either check out the last commit that has "
        "the file teams/migrations/0009_reports.py, run `manage.py migrate` there and come back, "
        "or start again with an empty database."
    )
