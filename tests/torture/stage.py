"""A database and a broker, and the product's own processes around them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis
from celery import Celery

from tests.programs import environment, manage
from tests.servers import HERE
from tests.torture.hosts import Host
from tests.torture.processes import Process, python, until
from tests.torture.verdict import is_whole

CELERY = ("-m", "celery", "--app", "ssi_project")
RESTORED_AFTER = 300  # seconds: broker_transport_options of ssi_project.celery
PATIENCE = 150.0  # seconds after which what is not whole never will be


@dataclass
class Stage:
    """Everything it starts works on its database and broker, and ends with it."""

    folder: Path
    database: str
    broker: str
    processes: list[Process] = field(default_factory=list)

    def worker(self, name: str, *, failpoint: str = "", on: Host | None = None) -> Process:
        """A worker as in docs/operations.md; `ready` waits until it takes messages."""
        words = ("worker", "--concurrency", "1", "--loglevel", "INFO", "--hostname", f"{name}@here")
        return self._start(name, words, on, FAILPOINT=failpoint)

    def beat(self, name: str = "beat") -> Process:
        """A beat with its own folder, as on a machine of its own."""
        return self._start(name, ("beat", "--loglevel", "INFO"), None)

    def ready(self, *workers: Process) -> None:
        """Waits until these workers take messages."""
        until("workers are ready", lambda: all(each.says(" ready.") for each in workers))

    def _start(self, name: str, words: Sequence[str], on: Host | None, **given: str) -> Process:
        data = self.folder / name
        data.mkdir()
        variables = environment(data, **self.given(on), **given)
        within = on.within if on else ()
        process = Process(
            [*within, *python(*CELERY, *words)], variables, self.folder / f"{name}.log"
        )
        self.processes.append(process)
        return process

    def given(self, on: Host | None = None) -> dict[str, str]:
        """Variables that say where things are, as seen from a host."""
        address = on.here if on else HERE
        return {
            "DATABASE_URL": self.database.replace(HERE, address),
            "REDIS_URL": self.broker.replace(HERE, address),
            "SECRET_KEY": "of a throw-away stage, and fifty characters long at that",
        }

    def manage(self, *words: str, **given: str) -> str:
        """What `manage.py …` printed; RuntimeError when it failed."""
        done = manage(self.folder, *words, **self.given(), **given)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)}:\n{done.stderr[-2000:]}")
        return done.stdout

    def call(self, function: str, *arguments: object) -> str:
        """What a function of tests/torture/facts.py printed."""
        call = f"{function}({', '.join(map(repr, arguments))})"
        line = f"from tests.torture.facts import {function}; {call}"
        return self.manage("shell", "--no-imports", "--command", line)

    def ring(self) -> None:
        """What beat does every 15 seconds."""
        with self.bell() as bell:
            bell.send_task("scoring.tasks.tick", expires=15)

    def bell(self) -> Any:
        """A Celery client of the broker that knows nothing of the product."""
        return Celery("bell", broker=self.broker, set_as_current=False)

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        return sql(self.database, query, *values)

    def stopped(self) -> bool:
        """Whether anybody is stopped at a failpoint."""
        return any(process.stopped() for process in self.processes)

    def go_on(self) -> None:
        """Lets whoever is stopped at a failpoint go on."""
        for process in self.processes:
            process.go_on()

    def is_whole(self) -> bool:
        """Whether everything that is over is done, and nothing waits to be made anew."""
        return is_whole(self.database)

    def messages(self) -> tuple[int, int]:
        """How many wait in the broker, and how many are with a worker."""
        with redis.Redis.from_url(self.broker) as client:
            return int(client.llen("celery")), int(client.hlen("unacked"))

    def let_messages_return(self) -> None:
        """Puts the broker's clock forward for what dead workers held, until it has come back."""
        with redis.Redis.from_url(self.broker) as client:
            for tag in client.zrange("unacked_index", 0, -1):
                client.zincrby("unacked_index", -RESTORED_AFTER, tag)
        until("messages of the dead come back", lambda: self.messages() == (0, 0))

    def close(self) -> None:
        """Kills whatever still runs."""
        for process in self.processes:
            process.kill()


def sql(database: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a database."""
    with psycopg.connect(database, autocommit=True) as connection:
        found = connection.execute(query.encode(), values or None)
        return found.fetchall() if found.description else []
