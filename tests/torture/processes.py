"""Processes of the product that can be watched, stopped in mid-work and killed, each as a group."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.programs import ROOT

INTERRUPTED = threading.Event()  # somebody wants all of it to end


def until(
    hope: str,
    holds: Callable[[], object],
    seconds: float = 60.0,
    *,
    every: float = 0.1,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Waits until it holds; TimeoutError with what was hoped for when it takes too long."""
    deadline = time.monotonic() + seconds
    while not holds():
        if INTERRUPTED.is_set():
            raise InterruptedError(hope)
        if time.monotonic() > deadline:
            raise TimeoutError(f"{hope}: not within {seconds:g} s")
        meanwhile()
        time.sleep(every)


class Process:
    """A Python program and all that it starts; what it says goes to a file."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], output: Path) -> None:
        self.output = output
        with output.open("ab") as said:
            self.leader = subprocess.Popen(
                words,
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,  # and with it a group, under the leader's id
            )

    def text(self) -> str:
        """All that it said."""
        return self.output.read_text(errors="replace")

    def says(self, words: str) -> bool:
        """Whether it said so; RuntimeError when it has ended."""
        if self.leader.poll() is not None:
            raise RuntimeError(f"{self.output.name} has ended:\n{self.text()[-2000:]}")
        return words in self.text()

    def freeze(self) -> None:
        """Stops it and all that it started, until it may go on."""
        os.killpg(self.leader.pid, signal.SIGSTOP)

    def stopped(self) -> list[int]:
        """Who was stopped, as by a failpoint: it, or a child."""
        return [pid for pid in (self.leader.pid, *_children(self.leader.pid)) if _is_stopped(pid)]

    def go_on(self) -> None:
        """Lets whoever was stopped go on."""
        for pid in self.stopped():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def kill(self) -> None:
        """Ends the whole group at once, as when its machine loses power."""
        if self.leader.returncode is None:
            os.killpg(self.leader.pid, signal.SIGKILL)
            self.leader.wait()


def _children(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # that thread has just ended
            yield from map(int, children.read_text().split())


def _is_stopped(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except OSError:  # it has just ended
        return False


def python(*words: str) -> list[str]:
    """This Python with those words."""
    return [sys.executable, *words]
