"""Reports that are made in the background, as tests ask for them and work on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import pytest
import time_machine
from django.utils import timezone

from scoring.reports import mailing, making
from scoring.reports.beginning import EACH, How, begin
from scoring.reports.order import Kind, Order
from teams.base.lease import LEASE
from teams.models import ReportJob, Team
from teams.report_files import path_of
from teams.viewer import Viewer, viewer_of
from tests.scoring.core.histories import day
from tests.scoring.facts import close, read
from tests.world import Person, World, join

FIRST, CLOSE, TODAY = day(28), 58, day(59)
LAST = day(CLOSE)
NOON = f"{TODAY}T12:00Z"
ZIP, FILE = How("csv", EACH), How("csv")


def staffed(world: World, people: int = 3) -> None:
    """Besides Reyes so many in North, each with two readings, and a close."""
    for at in range(people):
        rep = join(world.north, f"Ann {chr(65 + at)}")
        read(rep, day(26), *[8 + at % 9] * 4)
        read(rep, day(55), *[10 + at % 9] * 4)
    close(world.organization, CLOSE)


def viewer(world: World, person: Person = "admin") -> Viewer:
    found = viewer_of(world.users[person], world.organization.pk)
    assert found
    return found


def order(team: Team) -> Order:
    return Order(Kind.TEAM, team.pk, FIRST, LAST)


def asked(world: World, how: How = ZIP, person: Person = "admin", **more: Any) -> ReportJob:
    """A report on North (of the coach: South), to be made."""
    team = world.south if person == "coach" else world.north
    return begin(viewer=viewer(world, person), order=order(team), how=how, more=more or None)


def made(world: World, job: ReportJob) -> ReportJob:
    """What came of it when a worker had done what is due."""
    making.perform(job.pk)
    return ReportJob.objects.select_related("organization", "by").get(pk=job.pk)


def names_in(job: ReportJob) -> list[str]:
    """The files of a ZIP."""
    path = path_of(job)
    assert path
    with ZipFile(path) as packed:
        assert packed.testzip() is None
        return sorted(packed.namelist())


class KilledError(BaseException):
    """What a worker does not live to handle."""


@contextmanager
def killed_at(point: str, after: int = 0) -> Iterator[None]:
    """The worker is gone when it gets there once more than so often."""
    left = iter([None] * after)

    def reach(reached: str) -> None:
        if reached == point and next(left, "dead") == "dead":
            raise KilledError

    here, there = patch.object(making, "reach", reach), patch.object(mailing, "reach", reach)
    with here, there, pytest.raises(KilledError):
        yield


@contextmanager
def at_point(point: str, happens: Any) -> Iterator[None]:
    """Something happens once, just when a worker gets there."""
    once = iter([happens])

    def reach(reached: str) -> None:
        if reached == point and (now := next(once, None)):
            now()

    with patch.object(making, "reach", reach), patch.object(mailing, "reach", reach):
        yield


def later() -> Any:
    """After any lease."""
    return time_machine.travel(timezone.now() + LEASE + timedelta(seconds=30), tick=False)
