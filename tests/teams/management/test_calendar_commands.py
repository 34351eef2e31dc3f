"""Commands for time zones, working days and team moves: effective dates, output and refusals."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import ValidationError

from teams.models import Membership, Organization, Rep
from teams.people.staffing import move_rep
from tests.scoring.core.histories import day
from tests.scoring.facts import run_command, run_failing_command
from tests.world import World

NORTHWIND = ("--organization", "northwind")


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel("2026-02-02T12:00Z", tick=False):
        yield


def test_the_time_zone_of_an_organisation_and_a_rep_can_be_set(world: World) -> None:
    run_command("set_time_zone", "Europe/Lisbon", *NORTHWIND)
    run_command("set_time_zone", "Asia/Tokyo", "--rep", world.rep.email.upper(), *NORTHWIND)
    assert Organization.objects.get(slug="northwind").time_zone == "Europe/Lisbon"
    rep = Rep.objects.select_related("organization").get(pk=world.rep.pk)
    assert rep.zone == "Asia/Tokyo"
    run_command("set_time_zone", "-", "--rep", world.rep.email, *NORTHWIND)
    rep.refresh_from_db()
    assert rep.zone == "Europe/Lisbon"


def test_working_days_apply_from_their_date(world: World) -> None:
    said = run_command("set_working_days", "1234", "--since", day(15), *NORTHWIND)
    assert said == f"Northwind: working days 1234 since {day(15)}.\n"
    organization = Organization.objects.get(slug="northwind")
    friday_before, friday_after = day(12), day(19)
    assert organization.works_on(friday_before) and not organization.works_on(friday_after)
    run_command("set_working_days", "12345", "--since", day(15), *NORTHWIND)
    organization.refresh_from_db()
    assert organization.works_on(friday_after)


def test_a_rep_changes_team_from_a_given_day(world: World) -> None:
    said = run_command(
        "move_rep", world.rep.email, "--team", "south", "--since", day(9), *NORTHWIND
    )
    assert said == f"Rep Reyes: South since {day(9)}.\n"
    seats = Membership.objects.filter(rep=world.rep).values_list("team", "since", "until")
    assert list(seats)[-2:] == [
        (world.north.pk, list(seats)[-2][1], day(9)),
        (world.south.pk, day(9), None),
    ]


def test_a_rep_who_leaves_and_returns_has_no_team_in_between(world: World) -> None:
    move_rep(world.rep, None, day(5))
    move_rep(world.rep, world.north, day(9))
    sat = {n: Rep.objects.of_team(world.north, day(n)).exists() for n in (4, 5, 8, 9)}
    assert sat == {4: True, 5: False, 8: False, 9: True}


def test_of_two_moves_on_one_day_the_last_counts(world: World) -> None:
    move_rep(world.rep, world.south, day(9))
    move_rep(world.rep, world.north, day(9))
    seats = Membership.objects.filter(rep=world.rep, since=day(9))
    assert [seat.team_id for seat in seats] == [world.north.pk]


def test_invalid_moves_are_refused(world: World) -> None:
    move_rep(world.rep, world.south, day(9))
    with pytest.raises(ValidationError, match="changes team on 2026-01-13 already"):
        move_rep(world.rep, world.north, day(4))
    with pytest.raises(ValidationError, match="sits there already"):
        move_rep(world.rep, world.south, day(20))
    assert "has no rep nobody@x.example" in run_failing_command(
        "move_rep", "nobody@x.example", *NORTHWIND
    )
    assert "has no team “West”" in run_failing_command(
        "move_rep", world.rep.email, "--team", "West", *NORTHWIND
    )
    assert "is no time zone" in run_failing_command("set_time_zone", "Utopia", *NORTHWIND)
    assert "ISO weekdays" in run_failing_command("set_working_days", "89", *NORTHWIND)
