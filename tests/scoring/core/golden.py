"""Golden file of a version, made by the reference implementation. It never changes once written.

    .venv/bin/python -m tests.scoring.core.golden

writes golden_2.json: the version's parameters, and a diary with its scores. The state that is
stored after it is the core's own form, added once its scores were found equal to the reference's.
"""

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from scoring.core.state import pack
from scoring.core.versions import VERSION_2, Version
from tests.scoring.core.histories import Day, day, random_amount
from tests.scoring.core.reference import replay as reference
from tests.scoring.core.reference.tables import MODEL
from tests.scoring.core.replays import run

DAYS = 75


def path_of(identifier: str) -> Path:
    """Path of a version's golden file."""
    return Path(__file__).with_name(f"golden_{identifier}.json")


def parameters(version: Version) -> dict[str, Any]:
    """All fields of a version except `why`, as JSON data."""
    found = asdict(version) | {
        "signals": [{"kind": type(s).__name__, **asdict(s)} for s in version.signals]
    }
    del found["why"]
    return dict(json.loads(json.dumps(found)))


def diary_of(kept: dict[str, Any]) -> dict[date, Day]:
    """The diary from its JSON data."""
    return {
        date.fromisoformat(when): Day(said["inputs"], said["off"], said["reading"])
        for when, said in kept.items()
    }


def scores_of(close: reference.Close) -> dict[str, Any]:
    """What the golden file has of a day."""
    return {
        "pillars": list(close.pillars.values()),
        "total": close.total,
        "coverage": close.coverage,
        "state": close.state,
    }


def _diary() -> dict[date, Day]:
    """A diary in which every signal comes to count, with leave, idle weekends and two readings."""
    chance, diary = Random("golden"), {}
    for number in range(1, DAYS + 1):
        weekend = day(number).weekday() > 4
        often = 0.1 if weekend else 0.7
        diary[day(number)] = Day({
            name: round(random_amount(name, chance), 2)
            for name in sorted(MODEL.scored)
            if chance.random() < (often if number > 1 else 0.3)
        })  # fmt: skip
    for number in (17, 18, 41):
        diary[day(number)] = Day({}, off=True)
    for number, reading in {26: (11.5, 6.25, 4.0, 14.75), 57: (14.0, 3.5, 9.75, 25.0)}.items():
        diary[day(number)] = replace(diary[day(number)], reading=reading)
    return diary


def _build_golden() -> dict[str, Any]:
    diary = _diary()
    closes = reference.replay(diary, day(DAYS))
    if set(closes[-1].points) != set(MODEL.signals):
        raise SystemExit(f"Never counted: {set(MODEL.signals) - set(closes[-1].points)}")
    return {
        "parameters": parameters(VERSION_2),
        "diary": {when.isoformat(): asdict(said) for when, said in diary.items()},
        "scores": {each.day.isoformat(): scores_of(each) for each in closes},
        "points": closes[-1].points,
        "rest": list(closes[-1].rest.values()),
        "state": pack(run([diary], DAYS).state)[0].tolist(),
    }


if __name__ == "__main__":
    if path_of("2").exists():
        raise SystemExit(f"{path_of('2')} is there, and a version never changes.")
    parts = (f"{json.dumps(name)}: {json.dumps(part)}" for name, part in _build_golden().items())
    path_of("2").write_text("{\n" + ",\n".join(parts) + "\n}\n")
