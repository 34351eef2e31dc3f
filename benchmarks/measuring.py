"""Worker processes to be timed, and figures in words."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5


def timed(work: Callable[[], Any]) -> float:
    """Seconds the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Worker:
    """A worker process that closes days when told to."""

    def __init__(self, *how: str) -> None:
        command = [sys.executable, str(ROOT / "benchmarks" / "worker.py"), *how]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        self._line()

    def begin(self, organization: str, day: date) -> None:
        """Tells it to close the day."""
        assert self.process.stdin
        self.process.stdin.write(f"{organization} {day}\n")
        self.process.stdin.flush()

    def result(self) -> dict[str, float]:
        """Waits until it has."""
        return dict(json.loads(self._line()))

    def close(self, organization: str, day: date) -> dict[str, float]:
        """Both."""
        self.begin(organization, day)
        return self.result()

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def end(self) -> None:
        """Lets it go."""
        with suppress(OSError):
            self.process.communicate(timeout=30)


@contextmanager
def workers(*how: str) -> Iterator[list[Worker]]:
    """As many workers as ways to work."""
    started = [Worker(*way.split()) for way in how]
    try:
        yield started
    finally:
        for worker in started:
            worker.end()


def median(values: list[float]) -> float:
    """The middle one, with the spread said."""
    return statistics.median(values)


def spread(values: list[float], digits: int = 1) -> str:
    """The middle of some figures, and the least and largest."""
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"
