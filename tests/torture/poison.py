"""A shard that can't be scored: started exactly three times, then left to people."""

from typing import NamedTuple

from tests.torture.outages import Outage, measure_outcome, wait_until_complete
from tests.torture.processes import wait_until
from tests.torture.situations import MISSED_DAYS
from tests.torture.stage import Stage
from tests.torture.theatre import Theatre
from tests.torture.verdict import Verdict

MAX_STARTS = 3


class Victim(NamedTuple):
    """An organisation with one shard."""

    id: int
    name: str
    slug: str


def poison_that_raises(around: Theatre) -> Outage:
    """A corrupted state, with which every attempt ends with an error."""
    with around.stage("poison") as stage:
        victim = _choose_victim(stage)
        state = "UPDATE scoring_shardstate SET states = 'poison' WHERE organization_id = %s"
        stage.sql(state, victim.id)
        worker = stage.worker("worker")
        stage.ready(worker)
        given_up = "it is given up", lambda: _failed_attempts(stage, victim)
        wait_until(*given_up, every=1.0, meanwhile=stage.ring)
        _assert_no_retry(stage)
        _assert_given_up(around, stage, victim, worker.text().count(f"of {victim.name} failed\n"))
        stage.sql("DELETE FROM scoring_shardstate WHERE organization_id = %s", victim.id)
        return _outcome_after_repair(around, stage, victim)


def poison_that_kills(around: Theatre) -> Outage:
    """Every worker on the shard is killed: there is no error message, but starts are counted."""
    with around.stage("killer") as stage:
        victim = _choose_victim(stage)
        _complete_all(stage)
        changed = "UPDATE teams_rep SET changed_from = current_date - 30, changes = changes + 1"
        stage.sql(f"{changed} WHERE organization_id = %s", victim.id)
        starts = 0
        while _kill_next_worker(stage, victim, f"worker-{starts}"):
            starts += 1
        _assert_no_retry(stage)
        _assert_given_up(around, stage, victim, starts)
        return _outcome_after_repair(around, stage, victim)


def _complete_all(stage: Stage) -> None:
    worker = stage.worker("first")
    stage.ready(worker)
    stage.ring()
    wait_until_complete(stage)
    worker.kill()


def _kill_next_worker(stage: Stage, victim: Victim, name: str) -> bool:
    """Starts a worker and kills it in the shard; False if the shard has been given up instead."""
    worker = stage.worker(name, failpoint="mid-compute")
    stage.ready(worker)
    stopped = (
        "it is started on, or given up",
        lambda: worker.stopped() or _failed_attempts(stage, victim),
    )
    wait_until(*stopped, every=1.0, meanwhile=stage.ring)
    started = bool(worker.stopped())
    if started:
        worker.kill()
    return started


def _choose_victim(stage: Stage) -> Victim:
    """An organisation with missed days."""
    named = "SELECT id, name, slug FROM teams_organization WHERE name LIKE %s LIMIT 1"
    (row,) = stage.sql(named, f"% {MISSED_DAYS.name}")
    return Victim(*row)


def _failed_attempts(stage: Stage, victim: Victim) -> set[int]:
    """Number of attempts of its failed runs; empty if none has failed."""
    attempts = "SELECT attempts FROM scoring_run WHERE state = 'failed' AND organization_id = %s"
    return {each for (each,) in stage.sql(attempts, victim.id)}


def _assert_no_retry(stage: Stage) -> None:
    """Sends more ticks and lets late messages return; none of them may start the shard again."""
    for _ in range(MAX_STARTS):
        stage.ring()
    stage.let_messages_return()


def _assert_given_up(around: Theatre, stage: Stage, victim: Victim, starts: int) -> None:
    """Checks that the shard was started three times and reported, and all others are complete."""
    assert starts == MAX_STARTS, f"{starts} starts"
    assert _failed_attempts(stage, victim) == {MAX_STARTS}, "the ledger has counted otherwise"
    others = around.judge(stage)
    del others[victim.id]
    assert set(others.values()) == {Verdict()}, others


def _outcome_after_repair(around: Theatre, stage: Stage, victim: Victim) -> Outage:
    """Runs the command that people use after removing the cause."""
    stage.manage("score", "--organization", victim.slug)
    return measure_outcome(
        around, stage, f"exactly {MAX_STARTS} starts, then failed; whole when asked for"
    )
