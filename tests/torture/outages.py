"""Outages: servers that stop, freeze or lose data; two schedulers or none; an isolated host."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.servers import own_redis
from tests.torture.hosts import Host
from tests.torture.processes import Process, wait_until
from tests.torture.situations import MISSED_DAYS
from tests.torture.stage import RECOVERY_TIMEOUT_SECONDS, Stage
from tests.torture.theatre import Theatre
from tests.torture.verdict import Verdict


@dataclass(frozen=True)
class Outage:
    """The outcome for all organisations, and the seconds from the outage to recovery."""

    recovery: float  # seconds
    verdict: Verdict
    remark: str


def empty_redis(around: Theatre, seconds: float) -> Outage:
    """Redis dies during a run with all its messages, and comes back empty."""
    with own_redis(around.new_folder()) as broker, around.stage("emptied", broker.url) as stage:
        _stop_one_worker(stage)
        lost = sum(stage.messages())
        broker.stop()
        _resume_for(stage, seconds)
        broker.start()
        return measure_outcome(around, stage, f"{lost} messages were lost")


def freeze_redis(around: Theatre, seconds: float) -> Outage:
    """Redis does not reply for a while during a run; meanwhile people log days."""
    with own_redis(around.new_folder()) as broker, around.stage("frozen", broker.url) as stage:
        _stop_one_worker(stage, "mid-read")  # no row is locked here, so people need not wait
        broker.freeze()
        thaws = time.monotonic() + seconds
        took = [float(stage.call("log_a_day", f"org-{number}")) for number in range(2)]
        _resume_for(stage, thaws - time.monotonic())
        broker.thaw()
        return measure_outcome(around, stage, f"meanwhile a day was logged in {max(took):.2f} s")


def stop_postgres_at_once(around: Theatre, seconds: float) -> Outage:
    """PostgreSQL stops without shutdown during a run, and recovers without its unlogged tables."""
    with around.twin() as own, own.stage("stopped") as stage:
        _stop_one_worker(stage)
        wait_until(
            "another run is under way",
            lambda: _count_stored_states(stage) > 2,
            meanwhile=stage.go_on,
        )
        wait_until("and in its middle", stage.stopped)
        before = _count_stored_states(stage)
        own.postgres.stop_at_once()
        _resume_for(stage, seconds)
        own.postgres.start()
        return measure_outcome(
            own, stage, f"{before} shards' states became {_count_stored_states(stage)}"
        )


def run_two_beats(around: Theatre, rings: int) -> Outage:
    """Two beats run at once and both send ticks."""
    with around.stage("two-beats") as stage:
        stage.ready(stage.worker("worker"))
        beats = stage.beat("first-beat"), stage.beat("second-beat")
        wait_until(
            "both have rung",
            lambda: min(map(_count_ticks, beats)) >= rings,
            RECOVERY_TIMEOUT_SECONDS,
        )
        rang = " and ".join(str(_count_ticks(beat)) for beat in beats)
        return measure_outcome(around, stage, f"they rang {rang} times")


def run_without_beat(around: Theatre) -> Outage:
    """No beat runs for 48 hours, so the last closed day is three days back; then one starts."""
    with around.stage("no-beat") as stage:
        stage.ready(stage.worker("worker"))
        ((before, _),) = _days_done(stage)
        stage.beat()
        outage = measure_outcome(around, stage, "three missed days were made")
        ((after, all_done),) = _days_done(stage)
        assert (after - before, all_done) == (3, True), "a missed day is not in the ledger"
        return outage


def cut_off_host(around: Theatre, hosts: tuple[Host, Host], seconds: float) -> Outage:
    """A host with two workers loses its network during runs, and gets it back later."""
    lost, other = hosts
    with around.stage("cut-off") as stage:
        _stop_two_workers(stage, lost)
        lost.cut()
        try:
            stage.worker("elsewhere", on=other)
            stage.beat()
            recovery = wait_until_complete(stage)
        finally:
            lost.mend()
        return _outcome_after_return(around, stage, seconds, recovery)


def freeze_workers(around: Theatre, seconds: float) -> Outage:
    """Two workers freeze during runs, keeping their connections, and go on later."""
    with around.stage("frozen-workers") as stage:
        _stop_two_workers(stage)
        stage.worker("another")
        stage.beat()
        recovery = wait_until_complete(stage, meanwhile=lambda: None)
        return _outcome_after_return(around, stage, seconds, recovery)


def _stop_two_workers(stage: Stage, on: Host | None = None) -> None:
    """Starts two workers and stops them during runs, one of them inside a transaction."""
    points = {"reading": "mid-read", "committing": "before commit"}
    workers = [stage.worker(name, failpoint=points[name], on=on) for name in points]
    stage.ready(*workers)
    stage.ring()
    both = "both are in the middle", lambda: all(each.stopped() for each in workers)
    wait_until(*both, every=5.0, meanwhile=stage.ring)  # a tick that waits for 15 seconds expires


def _outcome_after_return(around: Theatre, stage: Stage, seconds: float, recovery: float) -> Outage:
    """The outcome after the missing workers have been back for a while."""
    _resume_for(stage, seconds)
    again = measure_outcome(around, stage, f"they were back for {seconds:g} s")
    return replace(again, recovery=max(recovery, again.recovery))


def _stop_one_worker(stage: Stage, point: str = "before commit") -> None:
    """Starts a beat and a worker that is stopped between its claim and the end of its work."""
    worker = stage.worker("worker", failpoint=point)
    stage.ready(worker)
    stage.beat()
    stage.ring()
    wait_until("the worker is in the middle of a run", worker.stopped)


def _resume_for(stage: Stage, seconds: float) -> None:
    """Lets stopped processes go on for `seconds`."""
    ends = time.monotonic() + seconds
    passed = "time passes", lambda: time.monotonic() > ends, seconds + 5
    wait_until(*passed, meanwhile=stage.go_on)


def measure_outcome(around: Theatre, stage: Stage, remark: str) -> Outage:
    """Waits for recovery and compares the results with an undisturbed run."""
    recovery = wait_until_complete(stage)
    return Outage(recovery, sum(around.judge(stage).values(), Verdict()), remark)


def wait_until_complete(stage: Stage, meanwhile: Callable[[], object] | None = None) -> float:
    """Seconds until everything is complete, infinity on timeout; stopped processes are resumed."""
    began = time.monotonic()
    let = meanwhile or stage.go_on
    try:
        wait_until(
            "all is whole", stage.is_whole, RECOVERY_TIMEOUT_SECONDS, every=0.2, meanwhile=let
        )
    except TimeoutError:
        return math.inf
    return time.monotonic() - began


def _count_stored_states(stage: Stage) -> int:
    """Number of shards with stored states."""
    ((count,),) = stage.sql("SELECT count(*) FROM scoring_shardstate")
    return int(count)


def _count_ticks(beat: Process) -> int:
    return beat.text().count("Sending due task tick")


def _days_done(stage: Stage) -> list[tuple[int, bool]]:
    """Ledger days of the organisation with missed days, and whether all of them are done."""
    return stage.sql(
        "SELECT count(*), bool_and(r.state = 'done') FROM scoring_run r "
        "JOIN teams_organization o ON o.id = r.organization_id WHERE o.name LIKE %s",
        f"% {MISSED_DAYS.name}",
    )
