"""Killed exports: an incomplete file never appears in place of a complete one."""

import time
from collections import Counter
from pathlib import Path

from tests.commands import program_environment
from tests.torture.kills import MID_EXPORT, Kill
from tests.torture.processes import Process, python, wait_until
from tests.torture.stage import Stage
from tests.torture.theatre import Theatre
from tests.torture.verdict import Verdict

EXPORT = ("export_scores", "--organization", "org-2", "--output")
ROWS_APART = 7  # rows by which each export gets further than the one before


def kill_exports(theatre: Theatre, count: int) -> list[Kill]:
    """Runs `count` exports of one database, each killed a few rows later, then repeated."""
    stage = theatre.undisturbed()
    whole = stage.folder / "unkilled.csv"
    stage.manage(*EXPORT, str(whole))
    return [_kill_and_repeat(stage, whole, at) for at in range(count)]


def _kill_and_repeat(stage: Stage, whole: Path, at: int) -> Kill:
    """Kills and repeats one export; every second time, an earlier file must survive the kill."""
    output = stage.folder / f"killed-{at}.csv"
    if at % 2:
        output.write_text("an earlier export")
    before = _text(output)
    _kill_at_row(stage, output, 1 + at * ROWS_APART)
    killed, left = time.time(), _text(output)
    stage.manage(*EXPORT, str(output))
    recovery = time.time() - killed
    verdict = _compare(output, whole) + Verdict(different=int(left != before))
    return Kill(MID_EXPORT, ("undisturbed",), recovery, verdict)


def _text(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def _kill_at_row(stage: Stage, output: Path, row: int) -> None:
    words = python("manage.py", *EXPORT, str(output))
    variables = program_environment(stage.folder, **stage.given(), FAILPOINT=MID_EXPORT)
    export = Process(words, variables, output.with_suffix(".log"))
    try:
        for _ in range(row):
            export.go_on()
            wait_until("the export is at its next row", export.stopped, every=0.01)
    finally:
        export.kill()


def _compare(output: Path, whole: Path) -> Verdict:
    mine, all_of_it = _pairs(output), _pairs(whole)
    return Verdict(
        missing=len(all_of_it.keys() - mine.keys()),
        doubled=sum((mine - all_of_it).values()),
        different=int(output.read_bytes() != whole.read_bytes()),
    )


def _pairs(path: Path) -> Counter[tuple[str, ...]]:
    """How often each pair of day and address occurs in the file."""
    return Counter(tuple(line.split(",")[:2]) for line in path.read_text().splitlines())
