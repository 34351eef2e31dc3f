"""manage.py export_activity: what goes out comes in again."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django_scopes import scope

from teams.by_hand import log_days
from teams.models import DailyLog, Rep
from teams.sources import Value
from tests.scoring.core.histories import day
from tests.scoring.facts import know
from tests.world import World, join

TODAY = 59
DAYS: dict[date, dict[str, Value]] = {
    day(50): {"posts": 2, "response_hours": 0.1, "profile_completeness": 66.7},
    day(51): {"off": True},
    day(52): {"posts": 0, "connections": 812, "meetings": 1},
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z"):
        yield


@pytest.fixture
def logged(world: World) -> World:
    with world.scope():
        know(world.rep, DAYS)
        know(world.rep_other, {day(51): {"comments": 3}})
    return world


def exported(capsys: pytest.CaptureFixture[str], **options: Any) -> list[str]:
    call_command("export_activity", organization="northwind", **options)
    return capsys.readouterr().out.splitlines()


def known(rep: Rep) -> dict[Any, dict[str, Any]]:
    return {log.day: log.known() for log in DailyLog.objects.of(rep)}


def test_what_goes_out_makes_the_same_days_elsewhere(logged: World, tmp_path: Path) -> None:
    there = join(logged.east, "Rep Reyes", logged.users["rep"])
    file = tmp_path / "days.csv"
    call_command("export_activity", organization="northwind", rep=logged.rep.email, output=file)
    call_command("import_file", str(file), organization="contoso")
    with scope(organization=logged.contoso):
        assert known(there) == DAYS


def test_rows_come_by_day_and_address_and_an_unknown_is_empty(
    logged: World, capsys: pytest.CaptureFixture[str]
) -> None:
    header, *rows = exported(capsys)
    assert header.startswith("date,email,profile_completeness,posts,")
    starts = [",".join(row.split(",")[:4]) for row in rows]
    assert starts == [
        f"{day(50)},{logged.rep.email},66.7,2",
        f"{day(51)},{logged.rep.email},,",
        f"{day(51)},{logged.rep_other.email},,",
        f"{day(52)},{logged.rep.email},,0",
    ]


def test_a_period_and_a_rep_may_be_asked_for(
    logged: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(exported(capsys, first=day(51), last=day(51))) == 1 + 2
    assert len(exported(capsys, rep=logged.rep_other.email)) == 1 + 1


def test_nothing_of_another_organisation_goes_out(
    logged: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with scope(organization=logged.contoso):
        know(logged.elsewhere, {day(50): {"posts": 9}})
    assert not any("else.where" in row for row in exported(capsys))
    with pytest.raises(CommandError, match="has no rep else"):
        exported(capsys, rep=logged.elsewhere.email)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"first": day(52), "last": day(51)}, "is after --to"),
        ({"output": Path("/nowhere/days.csv")}, "can't be written"),
    ],
)
def test_what_can_not_be_done_is_a_sentence(
    logged: World, capsys: pytest.CaptureFixture[str], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        exported(capsys, **options)


def test_leave_to_come_stays_at_home(logged: World, capsys: pytest.CaptureFixture[str]) -> None:
    with logged.scope():
        days = {day(TODAY + ahead): {"off": True} for ahead in range(3)}
        log_days(rep=logged.rep, days=days, by=logged.users["rep"])
    rows = exported(capsys, first=day(TODAY - 1), last=day(TODAY + 9))
    assert [row.split(",")[0] for row in rows] == ["date", str(day(TODAY))]
