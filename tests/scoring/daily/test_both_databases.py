"""SQLite and PostgreSQL: identical files and commands give identical scores."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.commands import ROOT, program_environment, run_manage
from tests.scoring.core.histories import Diary, day, random_diary
from tests.scoring.facts import activity_lines, reading_lines, write_lines

pytestmark = pytest.mark.slow

DAYS = 60
PROGRAM = """
import hashlib, sys, time_machine, django
time_machine.travel("2026-04-01 12:00Z", tick=False).start()
django.setup()
from django.core.management import call_command
from django_scopes import scopes_disabled
activity, more, readings, export = sys.argv[1:]
call_command("migrate", verbosity=0)
call_command("create_organization", "Both", "--slug", "both", "--team", "North")
call_command("import_activity", activity, "--create-reps", "North")
call_command("score", "--through", "2026-02-10")
call_command("import_readings", readings)
call_command("import_activity", more)
call_command("score", "--through", "2026-03-05")
call_command("export_scores", "--output", export)
from scoring.models import KeptState, ShardState
with scopes_disabled():
    states = [bytes(each.state) for each in KeptState.objects.order_by("day", "rep")]
    states += [bytes(each.states) for each in ShardState.objects.order_by("shard")]
    print(len(states), hashlib.sha256(b"".join(states)).hexdigest())
"""


def start(data: Path, database: str, *arguments: object) -> "subprocess.Popen[str]":
    """Starts PROGRAM on that database, configured through environment variables only."""
    given = {"DATABASE_URL": database, "SECRET_KEY": "only of this test"}
    given["DJANGO_SETTINGS_MODULE"] = "ssi_project.settings"
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        cwd=ROOT,
        env=program_environment(data, **given),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def files(folder: Path) -> list[Path]:
    """Activity, late activity and LinkedIn scores of a few reps, as CSV files."""
    people = {f"rep{n}@both.example": random_diary(Random(f"files {n}"), DAYS) for n in range(8)}
    late: dict[str, Diary] = {
        who: {day(9): said[day(12)]} for who, said in people.items() if day(12) in said
    }
    late |= {f"rep{n}@both.example": {} for n in range(3)}
    return [
        write_lines(folder, "activity.csv", *activity_lines(people)),
        write_lines(folder, "late.csv", *activity_lines(late)),
        write_lines(folder, "readings.csv", *reading_lines(people)),
    ]


def test_sqlite_and_postgresql_give_identical_scores(tmp_path: Path, postgres_url: str) -> None:
    urls = {"sqlite": f"sqlite:///{tmp_path}/seventy.sqlite3", "postgresql": postgres_url}
    given = files(tmp_path)
    programs = {
        name: start(tmp_path / name, url, *given, tmp_path / f"{name}.csv")
        for name, url in urls.items()
    }
    said = {name: program.communicate(timeout=300) for name, program in programs.items()}
    assert [program.returncode for program in programs.values()] == [0, 0], said
    exports = [(tmp_path / f"{name}.csv").read_text() for name in urls]
    assert exports[0] == exports[1]
    assert exports[0].count("\n") > 300
    states = [out.splitlines()[-1] for out, _ in said.values()]
    assert states[0] == states[1]


def test_a_failed_command_exits_with_1_and_a_usage_error_with_2(tmp_path: Path) -> None:
    wrong = run_manage(tmp_path, "score", "--through", "31.02.")
    refused = run_manage(tmp_path, "export_scores", "--from", "2026-02-02", "--to", "2026-02-01")
    assert "“31.02.” is no date; write YYYY-MM-DD." in wrong.stderr
    assert "--from 2026-02-02 is after --to 2026-02-01." in refused.stderr
    assert (wrong.returncode, refused.returncode) == (2, 1)
