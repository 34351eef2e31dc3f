"""A database made by the migrations before the squash is brought along or refused."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from ssi_project.management.commands.migrate import EARLIER_MIGRATIONS, SQUASHED_MIGRATIONS
from tests.world import World

Record = set[tuple[str, str]]


def our_migrations() -> Record:
    return {each for each in applied_migrations() if each[0] in ("teams", "scoring")}


def applied_migrations() -> Record:
    return set(MigrationRecorder(connection).applied_migrations())


def record_earlier_migrations(lacks: Record) -> None:
    """The database says it was made by the earlier migrations, but for those it lacks."""
    recorder = MigrationRecorder(connection)
    for each in our_migrations():
        recorder.record_unapplied(*each)
    for each in EARLIER_MIGRATIONS - lacks:
        recorder.record_applied(*each)


def migrate() -> str:
    said = StringIO()
    call_command("migrate", stdout=said)
    return said.getvalue()


def test_a_database_made_by_all_earlier_migrations_is_brought_along(world: World) -> None:
    before, others = our_migrations(), applied_migrations() - our_migrations()
    record_earlier_migrations(lacks=set())
    assert "No migrations to apply." in migrate()
    assert our_migrations() == before >= set(SQUASHED_MIGRATIONS)
    assert applied_migrations() - our_migrations() == others
    with world.scope():
        assert world.organization.reps.count() == 2


@pytest.mark.parametrize(
    "lacks",
    [
        {("teams", "0009_reports")},
        {each for each in EARLIER_MIGRATIONS if each[1] != "0001_initial"},
    ],
    ids=["all but the last", "the first alone"],
)
def test_a_database_that_lacks_some_of_them_is_refused_with_a_sentence(
    db: None, lacks: Record
) -> None:
    record_earlier_migrations(lacks)
    before = our_migrations()
    with pytest.raises(CommandError, match=f"lacks {len(lacks)} of that version's migrations"):
        migrate()
    assert our_migrations() == before
