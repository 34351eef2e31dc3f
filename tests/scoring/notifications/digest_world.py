"""Helpers for digest tests: a team with movement, subscriptions, and a run of the digest job."""

from datetime import date

import time_machine
from django.core import mail

from scoring.notifications.send_digests import send_digests
from teams.models import Digest
from teams.notifications.subscriptions import set_digest
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_rep, save_inputs, save_reading
from tests.world import FIRST_DAY, Person, World

CLOSE = 58  # Tuesday 3 March 2026
MONDAY, WEDNESDAY = day(57), day(59)


def create_team_scores(world: World) -> None:
    """Fills North: Reyes fell and Ann rose, nothing is known of Ben lately, Cleo has just begun."""
    save_reading(world.rep, day(20), 17.6, 17.6, 17.6, 17.6)
    ann, ben, cleo = (
        create_rep(world.north, name, since=FIRST_DAY) for name in ("Ann", "Ben", "Cleo")
    )
    save_reading(ann, day(20), 13, 13, 13, 13)
    save_reading(ben, day(20), 13, 13, 13, 13)
    quiet = {"posts": 0, "comments": 0, "leads_saved": 0, "conversations": 0}
    save_inputs(world.rep, {day(at): {"posts": at % 2, "comments": 2} for at in range(5, 40)})
    save_inputs(world.rep, {day(at): quiet for at in range(40, CLOSE + 1)})
    save_inputs(ann, {day(at): {"posts": 2, "comments": 9} for at in range(30, CLOSE + 1)})
    save_reading(ann, day(57), 15, 14, 15, 15)
    save_inputs(ben, {day(at): {"posts": 1} for at in range(20, 41)})
    save_inputs(cleo, {day(at): {"posts": 1} for at in range(50, CLOSE + 1)})
    close_through(world.organization, CLOSE)


def subscribe_digest(
    world: World, person: Person = "manager", weekday: int = 2, hour: int = 7
) -> Digest:
    """Subscribes a person to the digest, on Wednesday at 7:00 unless given otherwise."""
    return set_digest(
        user=world.users[person], organization=world.organization, weekday=weekday, hour=hour
    )


def run_digests(world: World, when: date, hour: int = 7, minute: int = 0) -> list[str]:
    """Runs the digest job at this time (UTC); returns the addresses that were sent a mail."""
    mail.outbox.clear()
    with time_machine.travel(f"{when}T{hour:02}:{minute:02}Z", tick=False):
        assert send_digests(world.organization)
    return [address for letter in mail.outbox for address in letter.to]


def address(world: World, person: Person = "manager") -> list[str]:
    return [world.users[person].email]
