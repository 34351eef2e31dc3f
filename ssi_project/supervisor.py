"""Keeps a few programs running: starts them, restarts whichever dies, ends them all.

Each program is the leader of a process group of its own, so that whatever it started can be ended
with it and Ctrl-C in the terminal reaches only the supervisor, which then ends them in order. On
Linux the kernel ends them too when the supervisor itself is killed.
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
LONGEST_PAUSE = 30.0
LOOK_EVERY = 0.1
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Loaded here because after a fork, before the exec, nothing may be loaded any more.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    """Something to keep running: what people call it, its command, and its own variables."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def pause_after(deaths: int) -> float:
    """Seconds to wait before the next start after so many deaths in a row: 1, 2, 4, … 30."""
    return min(LONGEST_PAUSE, 2.0 ** (deaths - 1))


def deaths_in_a_row(before: int, lived: float) -> int:
    """How many there are with this one; a program that lived a minute starts the count anew."""
    return 1 if lived >= STEADY_SECONDS else before + 1


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


@dataclass
class Child:
    """A program's current process, or when it is to have one again."""

    program: Program
    process: subprocess.Popen[bytes]
    started_at: float
    deaths: int = 0
    start_at: float | None = None


class Supervisor:
    """A few programs and their processes; `say` gets one line for every death."""

    def __init__(
        self, programs: Iterable[Program], say: Callable[[str], object], grace: float = 8.0
    ) -> None:
        self.programs = tuple(programs)
        self.say = say
        self.grace = grace
        self.children: list[Child] = []
        self.stopping = False

    def run(self, each_look: Callable[[], object] = lambda: None) -> None:
        """Keeps everything running until SIGINT, SIGTERM or SIGHUP, then ends it all.

        `each_look` is called about ten times a second. A second signal ends the wait for programs
        that take their time.
        """
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            self.start()
            while not self.stopping:
                self.look(time.monotonic())
                each_look()
                time.sleep(LOOK_EVERY)
            self.say("Stopping ...")
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self) -> None:
        """Starts every program."""
        for program in self.programs:
            self.children.append(Child(program, _started(program), time.monotonic()))

    def look(self, now: float) -> None:
        """Notices who died, and starts again whose pause is over."""
        for child in self.children:
            if child.start_at is None:
                self._notice_death(child, now)
            elif now >= child.start_at:
                child.process, child.started_at = _started(child.program), now
                child.start_at = None

    def stop(self) -> None:
        """Ends every program and whatever it started, by force when `grace` is over."""
        processes = [child.process for child in self.children]
        for process in processes:
            if process.poll() is None:
                process.terminate()
        self._wait(processes)
        for process in processes:
            _end_group(process.pid)
            process.wait()
        self.children.clear()

    def _wait(self, processes: list[subprocess.Popen[bytes]]) -> None:
        self.stopping = False
        deadline = time.monotonic() + self.grace
        while any(process.poll() is None for process in processes):
            if time.monotonic() > deadline or self.stopping:
                return
            time.sleep(LOOK_EVERY)

    def _notice_death(self, child: Child, now: float) -> None:
        code = child.process.poll()
        if code is None:
            return
        _end_group(child.process.pid)
        child.deaths = deaths_in_a_row(child.deaths, now - child.started_at)
        pause = pause_after(child.deaths)
        child.start_at = now + pause
        self.say(
            f"{child.program.name} ended ({how_it_ended(code)}); starting it again in {pause:g} s."
        )

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def _started(program: Program) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def end_with_parent() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it died before the kernel was told
                os._exit(1)

    return subprocess.Popen(
        program.command,
        env={**os.environ, **program.environment},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509  the supervisor has no threads
    )


def _end_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
