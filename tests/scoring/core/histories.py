"""Diaries of made-up reps, their scores by the engine, and Hypothesis strategies for them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st

from scoring.core.explain import explain
from scoring.core.layout import layout_of
from scoring.core.history import FactHistory
from scoring.core.replay import replay
from scoring.core.trajectory import Scores
from scoring.core.signals import Flow
from scoring.core.state import State, initial_state, pack
from scoring.core.versions import CURRENT_VERSION
from tests.scoring.core.reference import Day

Diary = Mapping[date, Day]
T = TypeVar("T")

LAYOUT = layout_of(CURRENT_VERSION)
COLUMN = {name: at for at, name in enumerate(LAYOUT.inputs)}
MONDAY = date(2026, 1, 5)
MONDAY_TO_FRIDAY = frozenset(range(5))
FLOWS = [signal.name for signal in CURRENT_VERSION.signals if type(signal) is Flow]
LEVELS = ("endorsements", "recommendations", "connections", "decision_makers")

# The hand-checked table of docs/model.md: facts of days 1 to 8, and the pillars shown.
HAND_CHECKED: list[tuple[Day, tuple[float, float, float, float]]] = [
    (
        Day({"profile_completeness": 80, "connections": 400, "posts": 1, "comments": 3,
             "invitations_sent": 5}),
        (7.8929, 0.2839, 1.7686, 6.2491),
    ),
    (
        Day({"comments": 2, "invitations_accepted": 2, "response_hours": 3}),
        (7.8929, 0.5419, 2.6231, 7.8798),
    ),
    (Day({}), (7.8929, 0.5419, 2.6231, 7.8798)),
    (Day({"posts": 9, "inmails_sent": 2, "inmail_replies": 1}), (9.0362, 0.7767, 3.1231, 7.8798)),
    (Day({}, reading=(15, 4, 2, 12)), (15, 4, 2, 12)),
    (Day({}), (14.9763, 3.9801, 2.0095, 11.9892)),
    (Day({}), (14.9526, 3.9603, 2.0188, 11.9784)),
    (Day({"comments": 0, "posts": 0}), (14.9006, 3.9355, 2.0342, 11.9676)),
]  # fmt: skip


def day(number: int) -> date:
    """The date of a numbered day; day 1 is a Monday."""
    return MONDAY + timedelta(number - 1)


def history(
    diaries: Sequence[Diary],
    through: int,
    *,
    first: int = 1,
    week: frozenset[int] = MONDAY_TO_FRIDAY,
    start: Sequence[int] | None = None,
) -> FactHistory:
    """Arrays of the diaries' days `first` to `through`; `start`: each rep's first day to score."""
    days, reps = through - first + 1, len(diaries)
    known = np.full((days, reps, len(LAYOUT.inputs)), np.nan)
    off = np.zeros((days, reps), bool)
    readings = np.full((days, reps, 4), np.nan)
    for rep, diary in enumerate(diaries):
        for each, said in diary.items():
            at = (each - day(first)).days
            if 0 <= at < days:
                for name in said.inputs.keys() & COLUMN.keys():
                    known[at, rep, COLUMN[name]] = said.inputs[name]
                off[at, rep] = said.off
                readings[at, rep] = said.reading or np.nan
    workdays = [day(first + at).weekday() in week for at in range(-7, days)]
    starts = np.array([each - first for each in start or [first] * reps], np.int64)
    ordinal = day(first).toordinal()
    return FactHistory(ordinal, np.array(workdays), known, off, readings, starts)


def score_diaries(
    diaries: Sequence[Diary], through: int, *, state: State | None = None, **how: Any
) -> list[Scores]:
    """The engine's scores of the reps, one per day from the first on which any has begun."""
    begin = initial_state(LAYOUT, len(diaries)) if state is None else state
    return list(replay(LAYOUT, begin, history(diaries, through, **how)))


def score_diary(diary: Diary, through: int, **how: Any) -> list[Scores]:
    """The engine's scores of one rep."""
    return score_diaries([diary], through, **how)


def score_bits(scores: Sequence[Scores], rep: int = 0) -> list[tuple[int, bytes, bytes]]:
    """A rep's stored data for each day, bit by bit: ordinal, pillars, packed state."""
    return [
        (each.ordinal, each.pillars[at].tobytes(), pack(each.state)[at].tobytes())
        for each in scores
        for at in np.flatnonzero(each.rows == rep)
    ]


def points(scores: Scores, name: str) -> float:
    """Points of a signal for the first rep."""
    return float(explain(LAYOUT, scores.state).points[0, LAYOUT.names.index(name)])


def repeated_diary(
    said: Day, days: int, week: frozenset[int] = MONDAY_TO_FRIDAY
) -> dict[date, Day]:
    """A diary with an identical entry on every working day."""
    every = (day(number) for number in range(1, days + 1))
    return {each: said for each in every if each.weekday() in week}


# Random diaries -----------------------------------------------------------------------------------


def random_amount(name: str, chance: Random) -> float:
    """A plausible value of an input, now and then an implausible one."""
    if name == "profile_completeness":
        return chance.choice([0.0, 100.0, chance.uniform(0, 100)])
    if name == "response_hours":
        return chance.choice([0.0, chance.uniform(0, 50), 5000.0])
    most = 600 if name in LEVELS else chance.choice([3, 30, 30, 300])
    return float(chance.randint(0, most))


def random_diary(chance: Random, days: int) -> dict[date, Day]:
    """Diary of a rep with random habits: which inputs, how often, leave and readings."""
    names = chance.sample(LAYOUT.inputs, chance.randint(1, len(LAYOUT.inputs)))
    diligence, leave, read = chance.random(), chance.choice([0, 0.1]), chance.choice([0, 0.05, 0.2])
    diary = {}
    for number in range(1, days + 1):
        logs = chance.random() < diligence
        said = {
            each: random_amount(each, chance) for each in names if logs and chance.random() < 0.4
        }
        reading = random_reading(chance) if chance.random() < read else None
        diary[day(number)] = Day(said, chance.random() < leave, reading)
    return diary


def random_reading(chance: Random) -> tuple[float, float, float, float]:
    """Four pillars, each now and then at a limit of its range."""
    a, b, c, d = (chance.choice([0, 25, 24.99, chance.uniform(0, 25)]) for _ in range(4))
    return (a, b, c, d)


def diaries(days: int) -> st.SearchStrategy[dict[date, Day]]:
    """Strategy for diaries of a given length, by seed."""
    return st.builds(random_diary, st.integers(0, 2**32).map(Random), st.just(days))


work_weeks = st.frozensets(st.integers(0, 6))  # includes unusual ones and the empty set
