"""Migrations as PostgreSQL runs them: while the product goes on, so none may lock or break it."""

import pytest
from django.core.management import call_command


@pytest.mark.postgres
def test_no_migration_stops_those_who_work_meanwhile(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    # On SQLite every change makes a table anew, which reads as if it added what was there before.
    try:
        call_command("lintmigrations", "--quiet", "ok", "ignore")
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
