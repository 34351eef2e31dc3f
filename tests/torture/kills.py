"""Workers killed at each point of their work, and recovery by the next ones."""

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tests.torture.processes import Process, wait_until
from tests.torture.stage import RECOVERY_TIMEOUT_SECONDS, Stage
from tests.torture.theatre import Theatre
from tests.torture.verdict import Verdict

FAILPOINTS = (
    "before claim",
    "after claim",
    "mid-read",
    "mid-compute",
    "before commit",
    "after commit",
)
AFTER_ACK = "after ack"  # none of our code runs there; the broker shows when it is reached
MID_EXPORT = "mid-export"
POLL_SECONDS = 1.5  # seconds, slightly longer than a worker's poll of the broker
POINTS = (*FAILPOINTS, AFTER_ACK, MID_EXPORT)
MAX_RECOVERY_SECONDS = 60.0  # seconds allowed from a kill until everything is complete again


@dataclass(frozen=True)
class Kill:
    """A killed process, and the outcome for the organisations it was working on."""

    point: str
    situations: tuple[str, ...]
    recovery: float  # seconds until they were complete again
    verdict: Verdict


def kill_wave(theatre: Theatre, name: str) -> list[Kill]:
    """Kills a worker at each point, six of them at once, then starts a new one and a beat."""
    with theatre.stage(name) as stage:
        doomed = {point: stage.worker(_name(point), failpoint=point) for point in FAILPOINTS}
        last = stage.worker(_name(AFTER_ACK))
        stage.ready(*doomed.values(), last)
        _stop_taking_messages(last)
        stage.ring()
        wait_until("all are stopped", lambda: all(each.stopped() for each in doomed.values()))
        victims = _victims_by_worker(stage)
        killed = dict.fromkeys(FAILPOINTS, time.time())
        for each in doomed.values():
            each.kill()
        stage.beat()
        killed[AFTER_ACK] = _kill_after_ack(stage, last, victims[AFTER_ACK])
        _start_recovery(stage)
        verdicts = theatre.judge(stage)
        return [
            _build_kill(stage, point, victims[point], killed[point], verdicts) for point in killed
        ]


def _stop_taking_messages(worker: Process) -> None:
    """Freezes the worker until its last poll of the broker has expired."""
    worker.freeze()
    time.sleep(POLL_SECONDS)


def _kill_after_ack(stage: Stage, worker: Process, victims: Sequence[int]) -> float:
    """Lets the worker do and acknowledge the remaining work, kills it, and returns the time."""
    worker.go_on()
    wait_until("what is left is done and acknowledged", lambda: _is_acknowledged(stage, victims))
    worker.kill()
    return time.time()


def _name(point: str) -> str:
    return point.replace(" ", "-")


def _is_acknowledged(stage: Stage, victims: Sequence[int]) -> bool:
    """Whether these are done, no message is waiting, and only dead workers hold messages."""
    done = all(_finished_at(stage, each) < math.inf for each in victims)
    return done and stage.messages() == (0, len(FAILPOINTS))


def _victims_by_worker(stage: Stage) -> dict[str, list[int]]:
    """Ids of the organisations whose message each worker has, or has finished."""
    names = {f"{_name(point)}@here": point for point in FAILPOINTS}
    with stage.bell() as bell:
        asked = bell.control.inspect(list(names), timeout=10, limit=len(names))
        active = asked.active()
    found = {names[name]: [task["args"][0] for task in tasks] for name, tasks in active.items()}
    others = [organization for each in found.values() for organization in each]
    every = stage.sql("SELECT id FROM teams_organization")
    return found | {AFTER_ACK: [each for (each,) in every if each not in others]}


def _start_recovery(stage: Stage) -> None:
    """Starts a worker; messages held by dead workers are redelivered late."""
    stage.worker("next")
    with suppress(TimeoutError):  # missing days then appear in the verdict
        wait_until("all is whole", stage.is_whole, RECOVERY_TIMEOUT_SECONDS)
        stage.let_messages_return()


def _build_kill(
    stage: Stage,
    point: str,
    victims: Sequence[int],
    killed: float,
    verdicts: Mapping[int, Verdict],
) -> Kill:
    names = stage.sql("SELECT id, name FROM teams_organization WHERE id = ANY(%s)", [*victims])
    return Kill(
        point=point,
        situations=tuple(name.split(" ", 1)[1] for _, name in names),
        recovery=max(0.0, *(_finished_at(stage, each) - killed for each in victims)),
        verdict=sum((verdicts[each] for each in victims), Verdict()),
    )


def _finished_at(stage: Stage, organization: int) -> float:
    """When the organisation's last day was finished; infinity while any day is open."""
    ((open_days, finished),) = stage.sql(
        "SELECT count(*) FILTER (WHERE state <> 'done'), extract(epoch FROM max(finished_at)) "
        "FROM scoring_run WHERE organization_id = %s",
        organization,
    )
    return math.inf if open_days else float(finished)
