"""The work of one fuzz worker: reads file after file and measures time and memory."""

import json
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from teams.importers.file_kinds import FileKind
from tests.fuzz.mutations import mutate_seed
from tests.fuzz.trial import Files, Outcome, faults_of, read_files_once
from tests.teams.importers.corpus.seeds import all_seeds

MAX_SECONDS = 2.0
MAX_MEMORY_MB = 256.0  # megabytes above the worker's memory before reading
REFUSED, READ, CRASHED = "1 refused", "2 read", "3 crashed"  # of two results the greater counts
STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Trial:
    """The result for one file."""

    number: int
    seed: str
    wrong: str
    seconds: float  # processor time, because other load may delay it
    megabytes: float
    came: str


def trials(first: int, last: int) -> Iterator[Trial]:
    """Reads each mutated file as the detected kind and as its seed's kind."""
    seeds = all_seeds()
    for number in range(first, last):
        seed, files = mutate_seed(seeds, number)
        base = _reset_peak_memory()
        both = [_run_trial(files, kind) for kind in (None, seed.kind)]
        wrong, seconds, came = (max(each) for each in zip(*both, strict=True))
        yield Trial(number, seed.name, wrong, seconds, max(0.0, _peak() - base), came)


def _run_trial(files: Files, kind: FileKind | None) -> tuple[str, float, str]:
    """Problem, seconds, and kind of result for one file."""
    began = time.process_time()
    try:
        outcome: Outcome = read_files_once(files, kind)
    except BaseException as crash:  # noqa: BLE001  anything but an error message is a crash
        return "".join(traceback.format_exception(crash)[-3:]), 0.0, CRASHED
    seconds = time.process_time() - began
    wrong = next(iter(faults_of(outcome)), "")
    return wrong, seconds, READ if outcome.found else REFUSED


def print_trials(first: int, last: int) -> int:
    """Prints a line of JSON for each trial."""
    for trial in trials(first, last):
        sys.stdout.write(json.dumps(asdict(trial)) + "\n")
        sys.stdout.flush()
    return 0


def _reset_peak_memory() -> float:
    """Current memory in MB, and resets the peak; 0 if the system does not report it."""
    if not STATUS.exists():
        return 0.0
    CLEAR.write_text("5")
    return _read_status("VmRSS")


def _peak() -> float:
    return _read_status("VmHWM") if STATUS.exists() else 0.0


def _read_status(name: str) -> float:
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))
