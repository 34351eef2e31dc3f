"""Services of docker-compose.yml as plain processes, for want of a Docker engine.

A service has a folder laid out as the image's /app, a data folder of its own, and the environment
that the compose file and the Dockerfile give it. Three things are not as in a container: the names
of PostgreSQL and Redis lead to the servers of the tests, web listens on a free port, and programs
are those of this virtual environment.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.compose import OURS, Image, image, seconds
from tests.programs import environment


@dataclass
class Container:
    """A service's command as a process, the leader of a session of its own."""

    name: str
    command: list[str]
    health: list[str]
    variables: dict[str, str]
    port: int  # where this machine has web
    stop_signal: signal.Signals
    grace: float  # seconds it may take to end
    app: Path
    data: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Starts its command."""
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self._environment(),
                cwd=self.app,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """What another command says in the same surroundings, as `docker compose run` would."""
        return subprocess.run(
            words,
            env=self._environment(),
            cwd=self.app,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def is_healthy(self) -> bool:
        """What the health check says; AssertionError if the process has ended."""
        assert self._process.poll() is None, self.text()
        return self.run(*self.health).returncode == 0

    def stop(self) -> None:
        """Asks it to end, with the signal that `docker stop` would send."""
        self._process.send_signal(self.stop_signal)

    def wait(self, seconds: float) -> int:
        """Its exit code; AssertionError when it takes longer."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"not ended after {seconds:g} s. {self.text()}") from None

    def kill(self) -> None:
        """Ends it and whatever it started, if they are still there."""
        for pid in self.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def pids(self) -> list[int]:
        """Its process and whatever that started, as far as they have not ended."""
        if self.process is None:
            return []
        folders = Path("/proc").glob("[0-9]*")
        return [int(folder.name) for folder in folders if _session(folder) == self.process.pid]

    def largest_process(self) -> int:
        """The most bytes that any of its processes has ever had in memory."""
        return max(_peak(Path(f"/proc/{pid}")) for pid in self.pids())

    def text(self) -> str:
        """What it has said so far."""
        return f"{self.name} said:\n{self._log.read_text()}"

    @property
    def _process(self) -> "subprocess.Popen[bytes]":
        assert self.process is not None, f"{self.name} was not started"
        return self.process

    @property
    def _log(self) -> Path:
        return self.data.with_name(f"{self.name}.log")

    def _environment(self) -> dict[str, str]:
        programs = Path(sys.executable).parent
        here = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        return environment(self.data, **self.variables, **here, HOSTNAME=socket.gethostname())


def containers(
    composed: dict[str, Any], folder: Path, servers: dict[str, str], port: int
) -> dict[str, Container]:
    """Our services by name, not yet started; `servers` are URLs by the name of a service."""
    ours, app = image(), folder / "app"
    app.mkdir()
    ours.lay_out(app)
    return {
        name: _container(name, composed["services"][name], ours, folder / name, app, servers, port)
        for name in OURS
    }


def _container(
    name: str,
    service: dict[str, Any],
    ours: Image,
    data: Path,
    app: Path,
    servers: dict[str, str],
    port: int,
) -> Container:
    data.mkdir()
    variables = {**ours.variables, **service["environment"]}
    for elsewhere in ("DATA_DIR", "PATH"):
        variables.pop(elsewhere)
    return Container(
        name=name,
        command=_with_port(service.get("command", ours.command), ours, port),
        health=_with_port(_health(service, ours), ours, port),
        variables={key: _led_to(servers, value) for key, value in variables.items()},
        port=port,
        stop_signal=signal.Signals[service.get("stop_signal", "SIGTERM")],
        grace=seconds(service.get("stop_grace_period", "10s")),
        app=app,
        data=data,
    )


def _with_port(words: Iterable[str], ours: Image, port: int) -> list[str]:
    (inside,) = ours.ports
    return [word.replace(str(inside), str(port)) for word in words]


def _led_to(servers: dict[str, str], value: str) -> str:
    """The URL of a server instead of one with the name of its service."""
    host = urlsplit(value).hostname if "://" in value else None
    return servers.get(host or "", value)


def _health(service: dict[str, Any], ours: Image) -> list[str]:
    kind, *words = service.get("healthcheck", {}).get("test", ["CMD", *ours.health])
    return ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words


def _session(process: Path) -> int | None:
    """The leader of a process's session; None when it has ended."""
    try:
        state, _, _, session, *_ = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state == "Z" else int(session)


def _peak(process: Path) -> int:
    try:
        lines = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    except OSError:
        return 0
    return int(lines.get("VmHWM", "0 kB").split()[0]) * 2**10
