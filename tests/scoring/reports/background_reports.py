"""Helpers for tests of background reports: request them, work on them, kill workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import pytest
import time_machine
from django.utils import timezone

from scoring.reports import mail, worker
from scoring.reports.request import EACH, ReportOutput, request_report
from scoring.reports.spec import ReportSpec, SubjectKind
from teams.access.viewer import Viewer, viewer_of
from teams.base.lease import LEASE_DURATION
from teams.models import ReportJob, Team
from teams.reports.files import path_of
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import Person, World, add_rep

FIRST, CLOSE, TODAY = day(28), 58, day(59)
LAST = day(CLOSE)
NOON = f"{TODAY}T12:00Z"
ZIP, FILE = ReportOutput("csv", EACH), ReportOutput("csv")


def create_scored_reps(world: World, people: int = 3) -> None:
    """Adds so many reps to North, each with two readings, and closes the days."""
    for at in range(people):
        rep = add_rep(world.north, f"Ann {chr(65 + at)}")
        save_reading(rep, day(26), *[8 + at % 9] * 4)
        save_reading(rep, day(55), *[10 + at % 9] * 4)
    close_through(world.organization, CLOSE)


def viewer(world: World, person: Person = "admin") -> Viewer:
    found = viewer_of(world.users[person], world.organization.pk)
    assert found
    return found


def build_spec(team: Team) -> ReportSpec:
    return ReportSpec(SubjectKind.TEAM, team.pk, FIRST, LAST)


def create_job(
    world: World, how: ReportOutput = ZIP, person: Person = "admin", **more: Any
) -> ReportJob:
    """A report job on North, or on South for the coach."""
    team = world.south if person == "coach" else world.north
    return request_report(
        viewer=viewer(world, person), spec=build_spec(team), output=how, extra=more or None
    )


def run_job(world: World, job: ReportJob) -> ReportJob:
    """The job after a worker did what was due."""
    worker.run_report_job(job.pk)
    return ReportJob.objects.select_related("organization", "by").get(pk=job.pk)


def names_in(job: ReportJob) -> list[str]:
    """Sorted names of the files in a job's ZIP."""
    path = path_of(job)
    assert path
    with ZipFile(path) as packed:
        assert packed.testzip() is None
        return sorted(packed.namelist())


class WorkerKilledError(BaseException):
    """Kills a worker: a BaseException that it does not handle."""


@contextmanager
def kill_worker_at(point: str, after: int = 0) -> Iterator[None]:
    """Kills the worker at a failpoint, after passing it `after` times."""
    left = iter([None] * after)

    def reach(reached: str) -> None:
        if reached == point and next(left, "dead") == "dead":
            raise WorkerKilledError

    here = patch.object(worker, "stop_at_failpoint", reach)
    there = patch.object(mail, "stop_at_failpoint", reach)
    with here, there, pytest.raises(WorkerKilledError):
        yield


@contextmanager
def call_at_failpoint(point: str, happens: Any) -> Iterator[None]:
    """Calls `happens` once when the worker reaches a failpoint."""
    once = iter([happens])

    def reach(reached: str) -> None:
        if reached == point and (now := next(once, None)):
            now()

    here = patch.object(worker, "stop_at_failpoint", reach)
    there = patch.object(mail, "stop_at_failpoint", reach)
    with here, there:
        yield


def after_lease_expiry() -> Any:
    """Travels to a time after any lease has expired."""
    return time_machine.travel(timezone.now() + LEASE_DURATION + timedelta(seconds=30), tick=False)
