"""Runs the services of docker-compose.yml as plain processes, without a Docker engine.

Each service gets a folder laid out like /app in the image, a data folder of its own, and the
environment from the compose file and the Dockerfile. Three things differ from a container: the host
names of PostgreSQL and Redis are replaced by the test servers, web listens on a free port, and
programs come from this virtual environment.
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

from tests.commands import program_environment
from tests.repository.compose import OUR_SERVICES, Image, image, seconds


@dataclass
class Container:
    """A service's command as a process that leads its own session."""

    name: str
    command: list[str]
    health: list[str]
    variables: dict[str, str]
    port: int  # port of web on this machine
    stop_signal: signal.Signals
    grace: float  # seconds allowed for shutting down
    app: Path
    data: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Starts the command."""
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
        """Runs another command in the same environment, as `docker compose run` would."""
        return subprocess.run(
            words,
            env=self._environment(),
            cwd=self.app,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def is_healthy(self) -> bool:
        """Whether the health check passes; AssertionError if the process has ended."""
        assert self._process.poll() is None, self.text()
        return self.run(*self.health).returncode == 0

    def stop(self) -> None:
        """Asks the process to stop, with the signal that `docker stop` would send."""
        self._process.send_signal(self.stop_signal)

    def wait(self, seconds: float) -> int:
        """Waits for the process and returns its exit code; AssertionError on timeout."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"not ended after {seconds:g} s. {self.text()}") from None

    def kill(self) -> None:
        """Kills the process and all its children that are still running."""
        for pid in self.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def pids(self) -> list[int]:
        """Ids of the process and its children that have not ended."""
        if self.process is None:
            return []
        folders = Path("/proc").glob("[0-9]*")
        return [int(folder.name) for folder in folders if _session(folder) == self.process.pid]

    def largest_process(self) -> int:
        """Peak memory in bytes of the largest of its processes."""
        return max(_peak(Path(f"/proc/{pid}")) for pid in self.pids())

    def text(self) -> str:
        """The service's output so far."""
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
        return program_environment(
            self.data, **self.variables, **here, HOSTNAME=socket.gethostname()
        )


def containers(
    composed: dict[str, Any], folder: Path, servers: dict[str, str], port: int
) -> dict[str, Container]:
    """Our services by name, not yet started; `servers` maps service names to URLs."""
    ours, app = image(), folder / "app"
    app.mkdir()
    ours.lay_out(app)
    return {
        name: _container(name, composed["services"][name], ours, folder / name, app, servers, port)
        for name in OUR_SERVICES
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
        command=_replace_port(service.get("command", ours.command), ours, port),
        health=_replace_port(_health(service, ours), ours, port),
        variables={key: _server_url(servers, value) for key, value in variables.items()},
        port=port,
        stop_signal=signal.Signals[service.get("stop_signal", "SIGTERM")],
        grace=seconds(service.get("stop_grace_period", "10s")),
        app=app,
        data=data,
    )


def _replace_port(words: Iterable[str], ours: Image, port: int) -> list[str]:
    (inside,) = ours.ports
    return [word.replace(str(inside), str(port)) for word in words]


def _server_url(servers: dict[str, str], value: str) -> str:
    """The test server's URL, if the value is a URL whose host is a service."""
    host = urlsplit(value).hostname if "://" in value else None
    return servers.get(host or "", value)


def _health(service: dict[str, Any], ours: Image) -> list[str]:
    kind, *words = service.get("healthcheck", {}).get("test", ["CMD", *ours.health])
    return ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words


def _session(process: Path) -> int | None:
    """The session leader's process id; None if the process has ended."""
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
