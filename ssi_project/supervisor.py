"""Process supervisor: starts a few programs, restarts those that die, stops all on a signal.

Each program leads a process group, so that its child processes can be ended with it, and Ctrl-C in
the terminal reaches only the supervisor, which then stops the programs in order. On Linux the
kernel also ends them when the supervisor itself is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

STEADY_SECONDS = 60.0
MAX_PAUSE_SECONDS = 30.0
POLL_SECONDS = 0.1
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Loaded here because loading libraries between fork and exec is unsafe.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    """A program to keep running: its name, command and extra environment variables."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def restart_pause(deaths: int) -> float:
    """Seconds to wait before a restart after so many deaths in a row: 1, 2, 4, ... 30."""
    return min(MAX_PAUSE_SECONDS, 2.0 ** (deaths - 1))


def consecutive_deaths(before: int, lifetime: float) -> int:
    """Returns the count including this death; resets after a program has run for a minute."""
    return 1 if lifetime >= STEADY_SECONDS else before + 1


def describe_exit(code: int) -> str:
    """Describes an exit code in words."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


@dataclass
class Child:
    """A program's current process, or the time of its next start."""

    program: Program
    process: subprocess.Popen[bytes]
    started_at: float
    deaths: int = 0
    start_at: float | None = None


class Supervisor:
    """Keeps programs running; `say` receives one line for every death."""

    def __init__(
        self, programs: Iterable[Program], say: Callable[[str], object], grace: float = 8.0
    ) -> None:
        self.programs = tuple(programs)
        self.say = say
        self.grace = grace
        self.children: list[Child] = []
        self.stopping = False

    def run(self, on_poll: Callable[[], object] = lambda: None) -> None:
        """Keeps everything running until SIGINT, SIGTERM or SIGHUP, then stops all programs.

        `on_poll` is called about ten times a second. A second signal skips the wait for programs
        that are slow to stop.
        """
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            self.start()
            while not self.stopping:
                self.poll(time.monotonic())
                on_poll()
                time.sleep(POLL_SECONDS)
            self.say("Stopping ...")
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self) -> None:
        """Starts every program."""
        for program in self.programs:
            self.children.append(Child(program, _start_process(program), time.monotonic()))

    def poll(self, now: float) -> None:
        """Detects programs that died, and restarts those whose pause is over."""
        for child in self.children:
            if child.start_at is None:
                self._record_death(child, now)
            elif now >= child.start_at:
                child.process, child.started_at = _start_process(child.program), now
                child.start_at = None

    def stop(self) -> None:
        """Stops every program and its process group, by force once `grace` seconds have passed."""
        processes = [child.process for child in self.children]
        for process in processes:
            if process.poll() is None:
                process.terminate()
        self._wait(processes)
        for process in processes:
            _kill_process_group(process.pid)
            process.wait()
        self.children.clear()

    def _wait(self, processes: list[subprocess.Popen[bytes]]) -> None:
        self.stopping = False
        deadline = time.monotonic() + self.grace
        while any(process.poll() is None for process in processes):
            if time.monotonic() > deadline or self.stopping:
                return
            time.sleep(POLL_SECONDS)

    def _record_death(self, child: Child, now: float) -> None:
        code = child.process.poll()
        if code is None:
            return
        _kill_process_group(child.process.pid)
        child.deaths = consecutive_deaths(child.deaths, now - child.started_at)
        pause = restart_pause(child.deaths)
        child.start_at = now + pause
        self.say(
            f"{child.program.name} ended ({describe_exit(code)}); starting it again in {pause:g} s."
        )

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def _start_process(program: Program) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def end_with_parent() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # the parent died before prctl took effect
                os._exit(1)

    return subprocess.Popen(
        program.command,
        env={**os.environ, **program.environment},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509  the supervisor has no threads
    )


def _kill_process_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
