"""Runs the short form of the torture tests once, in the first pytest process that needs it."""

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.commands import ROOT
from tests.servers import wait_for
from tests.torture.report import ENDED_FILE, Result, load_result

TIMEOUT_SECONDS = 1800.0  # seconds; six minutes on an idle machine
Torture = Callable[[str], Result]


@pytest.fixture(scope="session")
def torture() -> Iterator[Torture]:
    """Function that waits for a scenario of tests/torture/scenarios.py and returns its result."""
    results = settings.DATA_DIR / "torture"
    program = _start_program(results)

    def result(name: str) -> Result:
        wait_for(
            lambda: (results / name).exists() or (results / ENDED_FILE).exists(), TIMEOUT_SECONDS
        )
        return _wait_for_result(results, name)

    yield result
    if program:
        _wait_for_program(program)


def _start_program(results: Path) -> "subprocess.Popen[bytes] | None":
    """Starts the program unless another pytest process has already done so."""
    with (settings.DATA_DIR / "torture.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if results.exists():
            return None
        results.mkdir()
        words = [sys.executable, "-m", "tests.torture", "--short", "--results", str(results)]
        with (results / "said").open("wb") as said:
            return subprocess.Popen(words, cwd=ROOT, stdout=said, stderr=said)


def _wait_for_result(results: Path, name: str) -> Result:
    if not (results / name).exists():
        missing, said = (results / ENDED_FILE).read_text(), (results / "said").read_text()
        pytest.skip(missing) if missing else pytest.fail(said)
    result = load_result(results / name)
    if result.skipped:
        pytest.skip(result.skipped)
    return result


def _wait_for_program(program: "subprocess.Popen[bytes]") -> None:
    """Waits for the program to end, because other processes may need it; ends it on timeout."""
    try:
        program.wait(TIMEOUT_SECONDS)
    finally:
        program.terminate()
        program.wait()
