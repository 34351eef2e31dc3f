"""Run ledger: every day of every shard is scored once, despite killed, doubled or late workers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from scoring.daily import ledger, live, runs
from scoring.daily.ledger import LEASE_DURATION, MAX_ATTEMPTS, SHARD_SIZE, PassResult, ShardClaim
from scoring.daily.tasks import close_days, tick
from scoring.models import Run, Shard, ShardState
from teams.base.lease import LeaseLostError
from teams.facts.readings import withdraw_reading
from teams.models import OfficialReading, Organization
from tests.scoring.core.histories import day
from tests.scoring.facts import (
    FIRST_SHARD,
    close_through,
    create_rep,
    save_inputs,
    save_reading,
    score_and_write,
    snapshot_days,
    stored_snapshots,
)
from tests.scoring.facts import ledger_rows as rows
from tests.world import World

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)  # day 6: day 5 is over in every time zone


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with world.scope(), time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def organization(world: World) -> Organization:
    """Northwind, whose rep has been logging since day 1."""
    save_inputs(world.rep, {day(1): {"posts": 1}})
    return world.organization


def claim_first_shard(organization: Organization) -> ShardClaim:
    """Claims the first shard, which must be free."""
    claim = ledger.claim(organization, FIRST_SHARD)
    assert claim is not None
    return claim


def corrupt_states(world: World) -> None:
    """Stores states that cannot be decoded, so that every attempt to continue from them fails."""
    ShardState.objects.filter(organization=world.organization).update(states=b"poison")


def test_the_first_tick_opens_only_the_last_day(organization: Organization) -> None:
    ledger.open_days(organization, day(5))
    assert rows() == [(0, 5, "due")]


def test_missed_days_are_opened_in_order(organization: Organization) -> None:
    close_through(organization, 2)
    ledger.open_days(organization, day(5))
    ledger.open_days(organization, day(5))
    assert rows() == [(0, 2, "done"), (0, 3, "due"), (0, 4, "due"), (0, 5, "due")]
    assert claim_first_shard(organization).through == day(5)


def test_every_shard_has_its_runs(world: World, organization: Organization) -> None:
    far = create_rep(world.south, "Far", pk=2 * SHARD_SIZE + 5)
    save_inputs(far, {day(3): {"posts": 1}})
    assert ledger.shards(organization) == [FIRST_SHARD, Shard("UTC", 2)]
    assert close_through(organization, 4) == 4 + 2
    save_inputs(far, {day(4): {"comments": 1}})
    ledger.open_days(organization, day(4))
    assert rows() == [(0, 4, "done"), (2, 4, "due")]


def test_a_changed_fact_opens_the_last_day_again(world: World, organization: Organization) -> None:
    close_through(organization, 3)
    close_through(organization, 5)
    save_inputs(world.rep, {day(2): {"comments": 1}})
    ledger.open_days(organization, day(5))
    assert rows() == [(0, 3, "done"), (0, 4, "done"), (0, 5, "due")]
    assert Run.objects.closed_through() == day(5)


def test_a_fact_of_a_future_day_opens_no_run(world: World, organization: Organization) -> None:
    close_through(organization, 5)
    save_inputs(world.rep, {day(6): {"posts": 1}})
    ledger.open_days(organization, day(5))
    assert rows() == [(0, 5, "done")]


def test_a_shard_is_claimed_once_while_the_lease_lasts(
    organization: Organization, clock: time_machine.Traveller
) -> None:
    ledger.open_days(organization, day(5))
    assert ledger.claim(organization, FIRST_SHARD)
    assert ledger.claim(organization, FIRST_SHARD) is None
    clock.shift(LEASE_DURATION - timedelta(seconds=1))
    assert ledger.claim(organization, FIRST_SHARD) is None


def test_days_opened_while_a_shard_is_claimed_wait_for_the_lease(
    organization: Organization,
) -> None:
    ledger.open_days(organization, day(4))
    claim = claim_first_shard(organization)
    ledger.open_days(organization, day(5))
    assert ledger.claim(organization, FIRST_SHARD) is None
    ledger.finish(claim, PassResult())
    assert rows() == [(0, 4, "done"), (0, 5, "due")]


def test_after_an_expired_lease_is_reclaimed_its_first_holder_cannot_write(
    organization: Organization, clock: time_machine.Traveller
) -> None:
    ledger.open_days(organization, day(5))
    first = claim_first_shard(organization)
    clock.shift(LEASE_DURATION + timedelta(seconds=1))
    second = claim_first_shard(organization)
    with pytest.raises(LeaseLostError):
        ledger.renew(first)
    with pytest.raises(LeaseLostError):
        score_and_write(first)
    with pytest.raises(LeaseLostError):
        ledger.finish(first, PassResult())
    ledger.release(first, "too late")
    assert stored_snapshots() == []
    ledger.renew(second)
    assert Run.objects.get().error == ""


def test_a_renewed_lease_cannot_be_claimed(
    organization: Organization, clock: time_machine.Traveller
) -> None:
    ledger.open_days(organization, day(5))
    claim = claim_first_shard(organization)
    clock.shift(LEASE_DURATION - timedelta(seconds=1))
    ledger.renew(claim)
    clock.shift(LEASE_DURATION - timedelta(seconds=1))
    assert ledger.claim(organization, FIRST_SHARD) is None


def test_attempts_of_killed_workers_count_and_the_fourth_fails(
    organization: Organization, clock: time_machine.Traveller
) -> None:
    ledger.open_days(organization, day(5))
    for attempt in range(1, MAX_ATTEMPTS + 1):
        claim_first_shard(organization)  # and dies
        assert Run.objects.get().attempts == attempt
        clock.shift(LEASE_DURATION + timedelta(seconds=1))
    assert ledger.claim(organization, FIRST_SHARD) is None
    run = Run.objects.get()
    assert (run.state, run.token, run.attempts) == ("failed", None, MAX_ATTEMPTS)


def test_snapshots_of_a_killed_first_run_are_not_built_upon(
    world: World, organization: Organization, clock: time_machine.Traveller
) -> None:
    save_reading(world.rep_other, day(2), 25, 25, 25, 25)
    save_reading(world.rep_other, day(4), 5, 5, 5, 5)
    ledger.open_days(organization, day(5))
    claim = claim_first_shard(organization)
    score_and_write(claim)  # and dies before the run is finished
    clock.shift(LEASE_DURATION + timedelta(seconds=1))
    withdraw_reading(OfficialReading.objects.get(day=day(2)), by=world.users["admin"])
    world.rep_other.refresh_from_db()
    shown = [
        date.fromordinal(each.ordinal) for each in live.compute_live_scores(world.rep_other, day(5))
    ]
    close_through(organization, 5)
    assert (snapshot_days(world.rep_other), shown) == ([4, 5], [day(4), day(5)])


def test_a_failing_day_is_tried_three_times_and_then_reported(
    world: World, organization: Organization
) -> None:
    close_through(organization, 4)
    corrupt_states(world)
    with pytest.raises(RuntimeError, match="2026-01-09 could not be scored in 3 attempts: Value"):
        close_through(organization, 5)
    run = Run.objects.get(day=day(5))
    assert (run.state, run.attempts, run.finished_at) == ("failed", MAX_ATTEMPTS, None)
    assert [row.day for row in stored_snapshots()] == [day(n) for n in (1, 2, 3, 4)]


def test_a_failed_day_is_retried_only_on_request(world: World, organization: Organization) -> None:
    close_through(organization, 4)
    save_inputs(world.rep, {day(4): {"posts": 2}})
    corrupt_states(world)
    with pytest.raises(RuntimeError):
        close_through(organization, 5)
    ledger.open_days(organization, day(5))  # the next tick
    assert rows()[-1] == (0, 5, "failed")
    ShardState.objects.all().delete()
    save_inputs(world.rep, {day(1): {"posts": 2}})
    assert close_through(organization, 5) == 5


def test_the_next_days_run_scores_a_failed_day(
    organization: Organization, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=1))
    close_through(organization, 4)
    ledger.open_days(organization, day(5))
    Run.objects.filter(day=day(5)).give_up()
    ledger.open_days(organization, day(6))
    runs.close_shard(organization, FIRST_SHARD)
    assert [row.day for row in stored_snapshots()] == [day(n) for n in range(1, 7)]
    assert rows()[-2:] == [(0, 5, "done"), (0, 6, "done")]


def test_rescoring_an_earlier_day_goes_on_to_the_last_snapshot(
    world: World, organization: Organization, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=1))
    close_through(organization, 4)
    close_through(organization, 6)
    Run.objects.filter(day=day(5)).reopen()
    save_inputs(world.rep, {day(3): {"posts": 2}})
    assert runs.close_shard(organization, FIRST_SHARD) == 4  # days 3, 4, 5 and 6
    close_through(organization, 6)
    restated = stored_snapshots()
    runs.delete_derived_data(organization)
    close_through(organization, 6)
    assert stored_snapshots() == restated


def test_after_a_tick_a_worker_closes_every_missed_day(
    organization: Organization, clock: time_machine.Traveller
) -> None:
    close_through(organization, 2)
    clock.shift(timedelta(days=3))  # no tick for three days
    tick()
    close_days(organization.pk, "UTC", 0)
    assert Run.objects.closed_through() == day(8)
    assert [row.day for row in stored_snapshots()] == [day(n) for n in range(1, 9)]
    assert set(Run.objects.values_list("state", flat=True)) == {"done"}


def test_repeated_ticks_and_tasks_score_a_day_once(organization: Organization) -> None:
    for _ in range(2):
        tick()
    for _ in range(2):
        close_days(organization.pk, "UTC", 0)
    assert rows() == [(0, 5, "done")]
    done, kept = Run.objects.get().finished_at, stored_snapshots()
    tick()
    close_days(organization.pk, "UTC", 0)
    assert (Run.objects.get().finished_at, stored_snapshots()) == (done, kept)
    assert Run.objects.get().snapshots == 5


@pytest.mark.parametrize(
    ("zone", "closed"), [("Pacific/Kiritimati", 6), ("UTC", 5), ("Etc/GMT+12", 4)]
)
def test_a_day_closes_when_it_ends_in_the_organisations_zone(
    organization: Organization, zone: str, closed: int
) -> None:
    Organization.objects.filter(pk=organization.pk).update(time_zone=zone)
    tick()
    assert [number for _, number, _ in rows()] == [closed]
