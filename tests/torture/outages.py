"""Outages: servers that stop, freeze or lose data; two schedulers or none; an isolated host."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.servers import own_redis
from tests.torture.hosts import Host
from tests.torture.processes import Process, until
from tests.torture.situations import MISSED
from tests.torture.stage import PATIENCE, Stage
from tests.torture.theatre import Theatre
from tests.torture.verdict import Verdict


@dataclass(frozen=True)
class Outage:
    """The outcome for all organisations, and the seconds from the outage to recovery."""

    recovery: float  # seconds
    verdict: Verdict
    remark: str


def redis_emptied(around: Theatre, seconds: float) -> Outage:
    """Redis dies during a run with all its messages, and comes back empty."""
    with own_redis(around.new_folder()) as broker, around.stage("emptied", broker.url) as stage:
        _in_mid_run(stage)
        lost = sum(stage.messages())
        broker.stop()
        _go_on_for(stage, seconds)
        broker.start()
        return outcome(around, stage, f"{lost} messages were lost")


def redis_frozen(around: Theatre, seconds: float) -> Outage:
    """Redis does not reply for a while during a run; meanwhile people log days."""
    with own_redis(around.new_folder()) as broker, around.stage("frozen", broker.url) as stage:
        _in_mid_run(stage, "mid-read")  # no row is locked here, so people need not wait
        broker.freeze()
        thaws = time.monotonic() + seconds
        took = [float(stage.call("log_a_day", f"org-{number}")) for number in range(2)]
        _go_on_for(stage, thaws - time.monotonic())
        broker.thaw()
        return outcome(around, stage, f"meanwhile a day was logged in {max(took):.2f} s")


def postgres_stopped(around: Theatre, seconds: float) -> Outage:
    """PostgreSQL stops without shutdown during a run, and recovers without its unlogged tables."""
    with around.twin() as own, own.stage("stopped") as stage:
        _in_mid_run(stage)
        until("another run is under way", lambda: _states(stage) > 2, meanwhile=stage.go_on)
        until("and in its middle", stage.stopped)
        before = _states(stage)
        own.postgres.stop_at_once()
        _go_on_for(stage, seconds)
        own.postgres.start()
        return outcome(own, stage, f"{before} shards' states became {_states(stage)}")


def two_beats(around: Theatre, rings: int) -> Outage:
    """Two beats run at once and both send ticks."""
    with around.stage("two-beats") as stage:
        stage.ready(stage.worker("worker"))
        beats = stage.beat("first-beat"), stage.beat("second-beat")
        until("both have rung", lambda: min(map(_rings, beats)) >= rings, PATIENCE)
        rang = " and ".join(str(_rings(beat)) for beat in beats)
        return outcome(around, stage, f"they rang {rang} times")


def no_beat(around: Theatre) -> Outage:
    """No beat runs for 48 hours, so the last closed day is three days back; then one starts."""
    with around.stage("no-beat") as stage:
        stage.ready(stage.worker("worker"))
        ((before, _),) = _days_done(stage)
        stage.beat()
        outage = outcome(around, stage, "three missed days were made")
        ((after, all_done),) = _days_done(stage)
        assert (after - before, all_done) == (3, True), "a missed day is not in the ledger"
        return outage


def cut_off(around: Theatre, hosts: tuple[Host, Host], seconds: float) -> Outage:
    """A host with two workers loses its network during runs, and gets it back later."""
    lost, other = hosts
    with around.stage("cut-off") as stage:
        _two_in_mid_run(stage, lost)
        lost.cut()
        try:
            stage.worker("elsewhere", on=other)
            stage.beat()
            recovery = until_whole(stage)
        finally:
            lost.mend()
        return _after_return(around, stage, seconds, recovery)


def workers_frozen(around: Theatre, seconds: float) -> Outage:
    """Two workers freeze during runs, keeping their connections, and go on later."""
    with around.stage("frozen-workers") as stage:
        _two_in_mid_run(stage)
        stage.worker("another")
        stage.beat()
        recovery = until_whole(stage, meanwhile=lambda: None)
        return _after_return(around, stage, seconds, recovery)


def _two_in_mid_run(stage: Stage, on: Host | None = None) -> None:
    """Starts two workers and stops them during runs, one of them inside a transaction."""
    points = {"reading": "mid-read", "committing": "before commit"}
    workers = [stage.worker(name, failpoint=points[name], on=on) for name in points]
    stage.ready(*workers)
    stage.ring()
    both = "both are in the middle", lambda: all(each.stopped() for each in workers)
    until(*both, every=5.0, meanwhile=stage.ring)  # a tick that waits for 15 seconds expires


def _after_return(around: Theatre, stage: Stage, seconds: float, recovery: float) -> Outage:
    """The outcome after the missing workers have been back for a while."""
    _go_on_for(stage, seconds)
    again = outcome(around, stage, f"they were back for {seconds:g} s")
    return replace(again, recovery=max(recovery, again.recovery))


def _in_mid_run(stage: Stage, point: str = "before commit") -> None:
    """Starts a beat and a worker that is stopped between its claim and the end of its work."""
    worker = stage.worker("worker", failpoint=point)
    stage.ready(worker)
    stage.beat()
    stage.ring()
    until("the worker is in the middle of a run", worker.stopped)


def _go_on_for(stage: Stage, seconds: float) -> None:
    """Lets stopped processes go on for `seconds`."""
    ends = time.monotonic() + seconds
    passed = "time passes", lambda: time.monotonic() > ends, seconds + 5
    until(*passed, meanwhile=stage.go_on)


def outcome(around: Theatre, stage: Stage, remark: str) -> Outage:
    """Waits for recovery and compares the results with an undisturbed run."""
    recovery = until_whole(stage)
    return Outage(recovery, sum(around.judge(stage).values(), Verdict()), remark)


def until_whole(stage: Stage, meanwhile: Callable[[], object] | None = None) -> float:
    """Seconds until everything is complete, infinity on timeout; stopped processes are resumed."""
    began = time.monotonic()
    let = meanwhile or stage.go_on
    try:
        until("all is whole", stage.is_whole, PATIENCE, every=0.2, meanwhile=let)
    except TimeoutError:
        return math.inf
    return time.monotonic() - began


def _states(stage: Stage) -> int:
    """Number of shards with stored states."""
    ((count,),) = stage.sql("SELECT count(*) FROM scoring_shardstate")
    return int(count)


def _rings(beat: Process) -> int:
    return beat.text().count("Sending due task tick")


def _days_done(stage: Stage) -> list[tuple[int, bool]]:
    """Ledger days of the organisation with missed days, and whether all of them are done."""
    return stage.sql(
        "SELECT count(*), bool_and(r.state = 'done') FROM scoring_run r "
        "JOIN teams_organization o ON o.id = r.organization_id WHERE o.name LIKE %s",
        f"% {MISSED.name}",
    )
