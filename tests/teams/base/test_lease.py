"""The lease under which a worker makes a report or does an import."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from teams.base.lease import LEASE_DURATION, MAX_ATTEMPTS, Lease, LeaseLostError
from teams.models import Import, ReportJob
from teams.models.leases import LeasedQuerySet
from tests.world import World

Row = Import | ReportJob
AFTER_LEASE = LEASE_DURATION + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel("2026-03-04T12:00Z", tick=False):
        yield


@pytest.fixture(params=[Import, ReportJob])
def row(request: pytest.FixtureRequest, world: World) -> Row:
    by, ours = world.users["admin"], world.organization
    if request.param is Import:
        return Import.objects.create(organization=ours, by=by, state=Import.State.READING)
    return ReportJob.objects.create(organization=ours, by=by, asked={})


def rows(row: Row) -> LeasedQuerySet[Row]:
    found: LeasedQuerySet[Row] = type(row).objects.filter(pk=row.pk)
    return found


def take_lease(row: Row) -> Lease[Row]:
    lease = rows(row).take(state="failed", error="gave up")
    assert lease
    return lease


def test_one_worker_at_a_time_has_it(row: Row) -> None:
    assert rows(row).free().exists()
    take_lease(row)
    assert not rows(row).free().exists()
    assert rows(row).take(state="failed", error="gave up") is None


def test_a_lease_that_ran_out_is_lost_to_the_next_worker(row: Row) -> None:
    slow = take_lease(row)
    with time_machine.travel(timezone.now() + AFTER_LEASE, tick=False):
        fresh = take_lease(row)
        with pytest.raises(LeaseLostError):
            slow.save(done=1)
        fresh.save(done=2)
    row.refresh_from_db()
    assert row.done == 2


def test_a_renewed_lease_runs_on(row: Row) -> None:
    lease = take_lease(row)
    lease.renew(longer=LEASE_DURATION)
    with time_machine.travel(timezone.now() + AFTER_LEASE, tick=False):
        assert not rows(row).free().exists()


def test_what_was_finished_is_free_and_its_attempts_are_forgotten(row: Row) -> None:
    take_lease(row).finish("failed", error="It is not a table.")
    row.refresh_from_db()
    assert (row.state, row.error, row.attempts) == ("failed", "It is not a table.", 0)
    assert rows(row).free().exists()


def test_after_three_attempts_it_is_given_up(row: Row) -> None:
    for _ in range(MAX_ATTEMPTS):
        take_lease(row).release("It broke off.")
    assert rows(row).take(state="failed", error="gave up") is None
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "gave up")


def test_waiting_is_no_attempt(row: Row) -> None:
    take_lease(row).wait(LEASE_DURATION, "No mail server answers.")
    row.refresh_from_db()
    assert row.attempts == 0 and not rows(row).free().exists()
    with time_machine.travel(timezone.now() + AFTER_LEASE, tick=False):
        assert take_lease(row).row.error == "No mail server answers."
