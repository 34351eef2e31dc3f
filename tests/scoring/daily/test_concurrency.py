"""Concurrency: workers and users at work simultaneously lose, double or block nothing."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django_scopes import scope

from scoring.daily import ledger, runs
from scoring.daily.ledger import PassResult, ShardClaim
from scoring.models import Run
from teams.base.sources import Source
from teams.facts.readings import Reading, save_readings
from teams.facts.save_days import DayEntry, save_days
from teams.models import OfficialReading, Organization, Rep
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
from tests.servers import wait_for
from tests.world import World

concurrent = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        yield


def run_in_thread(organization: Organization, work: Callable[[], Any]) -> "Future[Any]":
    """Runs the work on its own connection, as another process would."""

    def working() -> Any:
        try:
            with scope(organization=organization):
                return work()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(working)
    pool.shutdown(wait=False)
    return future


def is_waiting() -> bool:
    """Whether any connection to this database is waiting for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # statistics are cached otherwise
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def call_before_statement(statement: str, act: Callable[[], object]) -> Iterator[None]:
    """Calls `act` once, right before the first SQL statement that starts with `statement`."""
    acted: list[bool] = []

    def execute(call: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(statement) and not acted:
            acted.append(True)
            act()
        return call(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield
    assert acted


def claim_first_shard(organization: Organization, number: int) -> ShardClaim:
    """Claims the first shard through that day."""
    ledger.open_days(organization, day(number))
    claim = ledger.claim(organization, FIRST_SHARD)
    assert claim
    return claim


@contextmanager
def call_before_write(act: Callable[[], object]) -> Iterator[None]:
    """Calls `act` after a worker has read all facts and before it writes."""
    with call_before_statement('UPDATE "scoring_run"', act):
        yield


def test_an_entry_saved_while_its_rep_is_scored_is_not_lost(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    save_inputs(world.rep_other, {day(1): {"posts": 1}})
    claim = claim_first_shard(world.organization, 4)
    with call_before_write(lambda: save_inputs(world.rep, {day(2): {"comments": 9}})):
        assert score_and_write(claim) == (4, [world.rep.pk])
    assert snapshot_days(world.rep) == [] and snapshot_days(world.rep_other) == [1, 2, 3, 4]
    world.rep.refresh_from_db()
    assert world.rep.changed_from == day(1)


def test_a_reading_saved_while_its_rep_is_scored_is_not_lost(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 3)
    claim = claim_first_shard(world.organization, 4)
    with call_before_write(lambda: save_reading(world.rep, day(2), 10, 10, 10, 10)):
        assert score_and_write(claim) == (1, [])
    ledger.finish(claim, PassResult())
    # The rep was not marked as changed when this run began, so the next run scores the reading.
    assert close_through(world.organization, 4) == 3
    assert [row.last_reading for row in stored_snapshots(world.rep)] == [
        None,
        day(2),
        day(2),
        day(2),
    ]


@concurrent
@pytest.mark.postgres
def test_a_worker_waits_for_an_entry_being_saved_and_scores_it(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    ledger.open_days(world.organization, day(4))
    with transaction.atomic():
        save_inputs(world.rep, {day(2): {"comments": 9}})
        worker = run_in_thread(
            world.organization, lambda: runs.close_shard(world.organization, FIRST_SHARD)
        )
        wait_for(is_waiting)
    assert worker.result(60) == 4
    kept = stored_snapshots(world.rep)
    runs.delete_derived_data(world.organization)
    close_through(world.organization, 4)
    assert kept == stored_snapshots(world.rep) and len(kept) == 4


@concurrent
@pytest.mark.postgres
def test_two_simultaneous_workers_get_one_claim(world: World) -> None:
    close_through(world.organization, 2)
    ledger.open_days(world.organization, day(5))
    others: list[Future[Any]] = []

    def ask() -> None:
        others.append(
            run_in_thread(world.organization, lambda: ledger.claim(world.organization, FIRST_SHARD))
        )
        wait_for(lambda: others[0].done() or is_waiting())

    with call_before_statement("UPDATE", ask):
        claims = [ledger.claim(world.organization, FIRST_SHARD)]
    claims.append(others[0].result(60))
    assert sum(claim is not None for claim in claims) == 1
    assert set(Run.objects.filter(state="running").values_list("attempts", flat=True)) == {1}


@concurrent
@pytest.mark.postgres
def test_a_day_opened_during_a_claim_is_not_marked_done(world: World) -> None:
    organization = world.organization
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(organization, 2)
    ledger.open_days(organization, day(5))

    def midnight() -> None:
        run_in_thread(organization, lambda: ledger.open_days(organization, day(6))).result(60)

    with call_before_statement("UPDATE", midnight):
        assert runs.close_shard(organization, FIRST_SHARD) == 3
    assert rows()[-2:] == [(0, 5, "done"), (0, 6, "due")]
    close_through(organization, 7)
    assert snapshot_days(world.rep) == [1, 2, 3, 4, 5, 6, 7]


def _save_days(organization: Organization, reps: list[Rep]) -> None:
    entries = [DayEntry(rep.pk, day(1), {"posts": 1}) for rep in reps]
    save_days(organization=organization, source=Source.CSV, entries=entries)


def _save_readings(organization: Organization, reps: list[Rep]) -> None:
    readings = [Reading(rep.pk, day(1), 1, 2, 3, 4) for rep in reps]
    save_readings(organization=organization, readings=readings, how=OfficialReading.How.CSV)


@concurrent
@pytest.mark.postgres
@pytest.mark.parametrize("save", [_save_days, _save_readings])
def test_reps_are_locked_in_one_order_to_avoid_deadlocks(
    world: World, save: Callable[[Organization, list[Rep]], None]
) -> None:
    first, second = create_rep(world.north, "Zoe"), create_rep(world.north, "Ada")
    with transaction.atomic():
        Rep.objects.select_for_update().get(pk=first.pk)
        both = [second, first]
        saving = run_in_thread(world.organization, lambda: save(world.organization, both))
        wait_for(is_waiting)
        # A worker locks reps by id: this one is free, because the save waits for the first.
        Rep.objects.select_for_update(nowait=True).get(pk=second.pk)
    saving.result(60)
