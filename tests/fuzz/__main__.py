"""Ten thousand spoilt files: `python -m tests.fuzz`, and --short for some hundred of them.

Each is read in a worker of its own kind, as the product reads it. Ends with one line, and with 0
only if nothing but findings or a sentence came of any, none took longer than two seconds of one
processor, none needed more than 256 MB, and no worker died.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.commands import ROOT
from tests.fuzz.workers import (
    CRASHED,
    MAX_MEMORY_MB,
    MAX_SECONDS,
    READ,
    REFUSED,
    Trial,
    print_trials,
)
from tests.teams.importers.corpus.seeds import all_seeds

MUTATIONS = 10_000
SHORT_MUTATIONS = 400
MUTATIONS_PER_WORKER = 250  # mutations per worker, so that one that dies loses few
WORKER_TIMEOUT_SECONDS = 600.0  # seconds for a piece before it counts as dead


def main() -> int:
    """Runs all mutations; prints failures and a summary."""
    options = _options()
    if options.worker is not None:
        return print_trials(options.worker, options.worker + options.count)
    count = SHORT_MUTATIONS if options.short else options.count
    trials = list(_trials(count, options.jobs))
    for trial in trials:
        if trial.wrong:
            _print_line(f"{trial.number} ({trial.seed}): {trial.wrong}")
    return _print_summary(trials, count)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=MUTATIONS, metavar="N", help="how many")
    parser.add_argument("--short", action="store_true", help=f"{SHORT_MUTATIONS} of them")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="workers at a time")
    parser.add_argument("--worker", type=int, metavar="FIRST", help="one worker's part of it")
    return parser.parse_args()


def _trials(count: int, jobs: int) -> Iterator[Trial]:
    pieces = [
        (first, min(MUTATIONS_PER_WORKER, count - first))
        for first in range(0, count, MUTATIONS_PER_WORKER)
    ]
    with ThreadPoolExecutor(jobs) as pool:
        for found in pool.map(lambda piece: _run_worker(*piece), pieces):
            yield from found


def _run_worker(first: int, count: int) -> list[Trial]:
    """Trials of one worker process; if it dies, the last one says so."""
    command = [sys.executable, "-m", "tests.fuzz", "--worker", str(first), "--count", str(count)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=WORKER_TIMEOUT_SECONDS,
            check=False,
        )
        said, how = done.stdout, f"died with {done.returncode}: {done.stderr[-500:]}"
    except subprocess.TimeoutExpired as late:
        said = late.stdout.decode() if isinstance(late.stdout, bytes) else ""
        how = "never ended"
    trials = [Trial(**json.loads(line)) for line in said.splitlines()]
    if len(trials) < count:
        trials.append(Trial(first + len(trials), "?", f"the worker {how}", 0, 0, CRASHED))
    return trials


def _print_summary(trials: list[Trial], count: int) -> int:
    crashes = sum(bool(trial.wrong) for trial in trials)
    slowest = max(trials, key=lambda trial: trial.seconds)
    largest = max(trials, key=lambda trial: trial.megabytes)
    came = Counter(trial.came for trial in trials)
    _print_line(f"read {came[READ]}, refused {came[REFUSED]}; slowest {slowest.number} "
         f"({slowest.seed}), largest {largest.number} ({largest.seed})")  # fmt: skip
    fine = not crashes and slowest.seconds <= MAX_SECONDS and largest.megabytes <= MAX_MEMORY_MB
    _print_line(
        f"fuzz: {len(all_seeds())} seeds, {count} mutations, {crashes} crashes, "
        f"slowest {slowest.seconds:.1f} s, {largest.megabytes:.0f} MB over base"
    )
    return 0 if fine and len(trials) == count else 1


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
