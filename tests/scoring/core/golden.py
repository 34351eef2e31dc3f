"""Golden file of a version, made by the reference implementation. It never changes once written.

    .venv/bin/python -m tests.scoring.core.golden

writes golden_1.json: the version's parameters, a diary, its scores, and a stored state.
"""

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from scoring.core.state import pack
from scoring.core.versions import VERSION_2, Version
from tests.scoring.core import reference
from tests.scoring.core.histories import Day, day, random_diary, score_diary

DAYS = 45


def path_of(identifier: str) -> Path:
    """Path of a version's golden file."""
    return Path(__file__).with_name(f"golden_{identifier}.json")


def parameters(version: Version) -> dict[str, Any]:
    """All fields of a version except `why`, as JSON data."""
    told = asdict(version) | {
        "signals": [{"kind": type(s).__name__, **asdict(s)} for s in version.signals]
    }
    del told["why"]
    return dict(json.loads(json.dumps(told)))


def diary_of(kept: dict[str, Any]) -> dict[date, Day]:
    """The diary from its JSON data."""
    return {
        date.fromisoformat(when): Day(said["inputs"], said["off"], said["reading"])
        for when, said in kept.items()
    }


def _diary() -> dict[date, Day]:
    """A diary with every input, some leave, a first reading that seeds and one that does not."""
    diary = random_diary(Random("golden"), DAYS)
    for number, reading in {12: (11.5, 6.25, 4.0, 14.75), 33: (14.0, 3.5, 9.75, 25.0)}.items():
        diary[day(number)] = replace(diary[day(number)], reading=reading)
    return diary


def _build_golden() -> dict[str, Any]:
    diary = _diary()
    results = reference.replay(diary, day(DAYS))
    return {
        "parameters": parameters(VERSION_2),
        "diary": {when.isoformat(): asdict(said) for when, said in diary.items()},
        "scores": {each.day.isoformat(): [*each.pillars.values(), each.total] for each in results},
        "state": pack(score_diary(diary, DAYS)[-1].state)[0].tolist(),
    }


if __name__ == "__main__":
    if path_of("1").exists():
        raise SystemExit(f"{path_of('1')} is there, and a version never changes.")
    parts = (f"{json.dumps(name)}: {json.dumps(part)}" for name, part in _build_golden().items())
    path_of("1").write_text("{\n" + ",\n".join(parts) + "\n}\n")
