"""A shard that can't be scored: started exactly three times, then left to people."""

from typing import NamedTuple

from tests.torture.outages import Outage, outcome, until_whole
from tests.torture.processes import until
from tests.torture.situations import MISSED
from tests.torture.stage import Stage
from tests.torture.theatre import Theatre
from tests.torture.verdict import Verdict

STARTS = 3


class Victim(NamedTuple):
    """An organisation with one shard."""

    id: int
    name: str
    slug: str


def raises(around: Theatre) -> Outage:
    """A corrupted state, with which every attempt ends with an error."""
    with around.stage("poison") as stage:
        victim = _victim(stage)
        state = "UPDATE scoring_shardstate SET states = 'poison' WHERE organization_id = %s"
        stage.sql(state, victim.id)
        worker = stage.worker("worker")
        stage.ready(worker)
        given_up = "it is given up", lambda: _given_up(stage, victim)
        until(*given_up, every=1.0, meanwhile=stage.ring)
        _nobody_tries_again(stage)
        _is_left_to_people(around, stage, victim, worker.text().count(f"of {victim.name} failed\n"))
        stage.sql("DELETE FROM scoring_shardstate WHERE organization_id = %s", victim.id)
        return _mended(around, stage, victim)


def kills(around: Theatre) -> Outage:
    """Every worker on the shard is killed: there is no error message, but starts are counted."""
    with around.stage("killer") as stage:
        victim = _victim(stage)
        _make_whole(stage)
        changed = "UPDATE teams_rep SET changed_from = current_date - 30, changes = changes + 1"
        stage.sql(f"{changed} WHERE organization_id = %s", victim.id)
        starts = 0
        while _kills_another(stage, victim, f"worker-{starts}"):
            starts += 1
        _nobody_tries_again(stage)
        _is_left_to_people(around, stage, victim, starts)
        return _mended(around, stage, victim)


def _make_whole(stage: Stage) -> None:
    worker = stage.worker("first")
    stage.ready(worker)
    stage.ring()
    until_whole(stage)
    worker.kill()


def _kills_another(stage: Stage, victim: Victim, name: str) -> bool:
    """Starts a worker and kills it in the shard; False if the shard has been given up instead."""
    worker = stage.worker(name, failpoint="mid-compute")
    stage.ready(worker)
    stopped = "it is started on, or given up", lambda: worker.stopped() or _given_up(stage, victim)
    until(*stopped, every=1.0, meanwhile=stage.ring)
    started = bool(worker.stopped())
    if started:
        worker.kill()
    return started


def _victim(stage: Stage) -> Victim:
    """An organisation with missed days."""
    named = "SELECT id, name, slug FROM teams_organization WHERE name LIKE %s LIMIT 1"
    (row,) = stage.sql(named, f"% {MISSED.name}")
    return Victim(*row)


def _given_up(stage: Stage, victim: Victim) -> set[int]:
    """Number of attempts of its failed runs; empty if none has failed."""
    attempts = "SELECT attempts FROM scoring_run WHERE state = 'failed' AND organization_id = %s"
    return {each for (each,) in stage.sql(attempts, victim.id)}


def _nobody_tries_again(stage: Stage) -> None:
    """Sends more ticks and lets late messages return; none of them may start the shard again."""
    for _ in range(STARTS):
        stage.ring()
    stage.let_messages_return()


def _is_left_to_people(around: Theatre, stage: Stage, victim: Victim, starts: int) -> None:
    """Checks that the shard was started three times and reported, and all others are complete."""
    assert starts == STARTS, f"{starts} starts"
    assert _given_up(stage, victim) == {STARTS}, "the ledger has counted otherwise"
    others = around.judge(stage)
    del others[victim.id]
    assert set(others.values()) == {Verdict()}, others


def _mended(around: Theatre, stage: Stage, victim: Victim) -> Outage:
    """Runs the command that people use after removing the cause."""
    stage.manage("score", "--organization", victim.slug)
    return outcome(around, stage, f"exactly {STARTS} starts, then failed; whole when asked for")
