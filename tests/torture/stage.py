"""A database and a broker, with processes of the product that use them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis
from celery import Celery

from tests.commands import program_environment, run_manage
from tests.servers import LOCALHOST
from tests.torture.hosts import Host
from tests.torture.processes import Process, python, wait_until
from tests.torture.verdict import is_complete

CELERY = ("-m", "celery", "--app", "ssi_project")
RESTORE_SECONDS = 300  # seconds, from broker_transport_options in ssi_project.celery
RECOVERY_TIMEOUT_SECONDS = (
    600.0  # seconds after which recovery is given up; report.py says how long it may take
)


@dataclass
class Stage:
    """A database, a broker and the processes started on them, which end with it."""

    folder: Path
    database: str
    broker: str
    processes: list[Process] = field(default_factory=list)

    def worker(self, name: str, *, failpoint: str = "", on: Host | None = None) -> Process:
        """Starts a worker as in docs/operations.md; `ready` waits until it accepts messages."""
        words = ("worker", "--concurrency", "1", "--loglevel", "INFO", "--hostname", f"{name}@here")
        return self._start(name, words, on, FAILPOINT=failpoint)

    def beat(self, name: str = "beat") -> Process:
        """Starts a beat with a data folder of its own, as on a separate machine."""
        return self._start(name, ("beat", "--loglevel", "INFO"), None)

    def ready(self, *workers: Process) -> None:
        """Waits until these workers accept messages."""
        wait_until("workers are ready", lambda: all(each.says(" ready.") for each in workers))

    def _start(self, name: str, words: Sequence[str], on: Host | None, **given: str) -> Process:
        data = self.folder / name
        data.mkdir()
        variables = program_environment(data, **self.given(on), **given)
        within = on.within if on else ()
        process = Process(
            [*within, *python(*CELERY, *words)], variables, self.folder / f"{name}.log"
        )
        self.processes.append(process)
        return process

    def given(self, on: Host | None = None) -> dict[str, str]:
        """Environment variables with the addresses of the servers, as seen from a host."""
        address = on.here if on else LOCALHOST
        return {
            "DATABASE_URL": self.database.replace(LOCALHOST, address),
            "REDIS_URL": self.broker.replace(LOCALHOST, address),
            "SECRET_KEY": "of a throw-away stage, and fifty characters long at that",
        }

    def manage(self, *words: str, **given: str) -> str:
        """Output of `manage.py …`; RuntimeError on failure."""
        done = run_manage(self.folder, *words, **self.given(), **given)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)}:\n{done.stderr[-2000:]}")
        return done.stdout

    def call(self, function: str, *arguments: object) -> str:
        """Output of a function in tests/torture/facts.py."""
        call = f"{function}({', '.join(map(repr, arguments))})"
        line = f"from tests.torture.facts import {function}; {call}"
        return self.manage("shell", "--no-imports", "--command", line)

    def ring(self) -> None:
        """Sends a tick, as beat does every 15 seconds."""
        with self.bell() as bell:
            bell.send_task("scoring.tasks.tick", expires=15)

    def bell(self) -> Any:
        """A Celery client for the broker, independent of the product's app."""
        return Celery("bell", broker=self.broker, set_as_current=False)

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows returned by the query."""
        return sql(self.database, query, *values)

    def stopped(self) -> bool:
        """Whether any process is stopped at a failpoint."""
        return any(process.stopped() for process in self.processes)

    def go_on(self) -> None:
        """Resumes all processes stopped at a failpoint."""
        for process in self.processes:
            process.go_on()

    def is_whole(self) -> bool:
        """Whether all days that are over are done, and no rep is waiting to be rescored."""
        return is_complete(self.database)

    def messages(self) -> tuple[int, int]:
        """Number of messages waiting in the broker, and number held by workers."""
        with redis.Redis.from_url(self.broker) as client:
            return int(client.llen("celery")), int(client.hlen("unacked"))

    def let_messages_return(self) -> None:
        """Makes the broker redeliver messages held by dead workers now, and waits for them."""
        with redis.Redis.from_url(self.broker) as client:
            for tag in client.zrange("unacked_index", 0, -1):
                client.zincrby("unacked_index", -RESTORE_SECONDS, tag)
        wait_until("messages of the dead come back", lambda: self.messages() == (0, 0))

    def close(self) -> None:
        """Kills all processes that are still running."""
        for process in self.processes:
            process.kill()


def sql(database: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows returned by the query."""
    with psycopg.connect(database, autocommit=True) as connection:
        found = connection.execute(query.encode(), values or None)
        return found.fetchall() if found.description else []
