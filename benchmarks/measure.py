"""Timing, worker processes for benchmarks, and formatting of figures."""

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


def time_call(work: Callable[[], Any]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Worker:
    """A worker process that closes days on request."""

    def __init__(self, *how: str) -> None:
        command = [sys.executable, str(ROOT / "benchmarks" / "worker.py"), *how]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        self._line()

    def begin(self, organization: str, day: date) -> None:
        """Asks the worker to close the day."""
        assert self.process.stdin
        self.process.stdin.write(f"{organization} {day}\n")
        self.process.stdin.flush()

    def result(self) -> dict[str, float]:
        """Waits for the worker and returns its result."""
        return dict(json.loads(self._line()))

    def close(self, organization: str, day: date) -> dict[str, float]:
        """Closes the day and returns the worker's result."""
        self.begin(organization, day)
        return self.result()

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def end(self) -> None:
        """Ends the process."""
        with suppress(OSError):
            self.process.communicate(timeout=30)


@contextmanager
def start_workers(*how: str) -> Iterator[list[Worker]]:
    """Starts one worker for each set of arguments."""
    started = [Worker(*way.split()) for way in how]
    try:
        yield started
    finally:
        for worker in started:
            worker.end()


def median(values: list[float]) -> float:
    """The median of the values."""
    return statistics.median(values)


def format_spread(values: list[float], digits: int = 1) -> str:
    """The median with the least and the largest value, as text."""
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"
