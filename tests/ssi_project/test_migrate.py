"""A database made by the migrations before the squash is brought along or refused."""

from contextlib import AbstractContextManager
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django_scopes import scopes_disabled

from ssi_project.management.commands.migrate import EARLIER_MIGRATIONS, SQUASHED_MIGRATIONS
from teams.models import DailyLog
from tests import databases
from tests.world import World

Record = set[tuple[str, str]]


def our_migrations() -> Record:
    return {each for each in applied_migrations() if each[0] in ("teams", "scoring")}


def applied_migrations() -> Record:
    return set(MigrationRecorder(connection).applied_migrations())


def record_earlier_migrations(lacks: Record) -> None:
    """The database says it was made by the earlier migrations, but for those it lacks."""
    recorder = MigrationRecorder(connection)
    for each in SQUASHED_MIGRATIONS:
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


@pytest.mark.slow
def test_the_log_of_an_older_database_is_kept_and_gets_new_columns(
    db: None, tmp_path: Path
) -> None:
    with empty_database(tmp_path):
        call_command("migrate", *SQUASHED_MIGRATIONS[1], verbosity=0)
        save_day_of_earlier_version(posts=2, decision_makers=7)
        record_earlier_migrations(lacks=set())
        assert "Applying teams.0002_relevant_connections" in migrate()
        with scopes_disabled():
            (log,) = DailyLog.objects.all()
    assert log.known() == {"posts": 2, "decision_makers": 7}
    assert log.relevant_connections is None


def empty_database(folder: Path) -> AbstractContextManager[None]:
    return databases.default_database(databases.empty_sqlite_file(folder / "earlier.sqlite3"))


def save_day_of_earlier_version(**values: int) -> None:
    state = MigrationExecutor(connection).loader.project_state(SQUASHED_MIGRATIONS)

    def create(model: str, **fields: Any) -> Any:
        return state.apps.get_model("teams", model)._base_manager.create(**fields)

    organization = create("Organization", name="Northwind", slug="northwind", working_weeks=[])
    rep = create("Rep", organization=organization, name="Mona", email="mona@example.com")
    create("DailyLog", organization=organization, rep=rep, day=date(2026, 5, 4), **values)


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
