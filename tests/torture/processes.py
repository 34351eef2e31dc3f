"""Processes of the product, which can be watched, stopped during work and killed as a group."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.commands import ROOT

INTERRUPTED = threading.Event()  # set when all scenarios must end


def wait_until(
    hope: str,
    holds: Callable[[], object],
    seconds: float = 300.0,  # a busy machine needs a while
    *,
    every: float = 0.1,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Waits until the condition holds; TimeoutError with `hope` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        if INTERRUPTED.is_set():
            raise InterruptedError(hope)
        if time.monotonic() > deadline:
            raise TimeoutError(f"{hope}: not within {seconds:g} s")
        meanwhile()
        time.sleep(every)


class Process:
    """A Python program with its children; output goes to a file."""

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
                start_new_session=True,  # which also creates a process group with the leader's id
            )

    def text(self) -> str:
        """The output so far."""
        return self.output.read_text(errors="replace")

    def says(self, words: str) -> bool:
        """Whether the output contains the words; RuntimeError if the process has ended."""
        if self.leader.poll() is not None:
            raise RuntimeError(f"{self.output.name} has ended:\n{self.text()[-2000:]}")
        return words in self.text()

    def freeze(self) -> None:
        """Stops the process and its children until `go_on`."""
        os.killpg(self.leader.pid, signal.SIGSTOP)

    def stopped(self) -> list[int]:
        """Ids of stopped processes in the group, such as at a failpoint."""
        return [pid for pid in (self.leader.pid, *_children(self.leader.pid)) if _is_stopped(pid)]

    def go_on(self) -> None:
        """Resumes all stopped processes of the group."""
        for pid in self.stopped():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def kill(self) -> None:
        """Kills the whole group at once, like a power failure."""
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
    except OSError:  # the process has just ended
        return False


def python(*words: str) -> list[str]:
    """Command line for this Python interpreter."""
    return [sys.executable, *words]
