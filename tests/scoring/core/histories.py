"""Diaries of made-up reps, random ones too, and the arrays that the core takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
from hypothesis import strategies as st

from scoring.core.history import FactHistory
from scoring.core.layout import Layout, layout_of
from scoring.core.signals import Flow, Stock
from scoring.core.versions import CURRENT_VERSION, Version
from tests.scoring.core.reference.replay import Day
from tests.scoring.core.reference.tables import SIGNALS, Model

Diary = Mapping[date, Day]
Week = frozenset[int] | Callable[[date], bool]  # working weekdays, or whether a day is of one

LAYOUT = layout_of(CURRENT_VERSION)
COLUMN = {name: at for at, name in enumerate(LAYOUT.inputs)}
MONDAY = date(2026, 1, 5)
MONDAY_TO_FRIDAY = frozenset(range(5))
FLOWS = [signal.name for signal in CURRENT_VERSION.signals if type(signal) is Flow]
LEVELS = (
    "endorsements",
    "recommendations",
    "connections",
    "decision_makers",
    "relevant_connections",
)


def day(number: int) -> date:
    """The date of a numbered day; day 1 is a Monday."""
    return MONDAY + timedelta(number - 1)


def is_working(week: Week) -> Callable[[date], bool]:
    """Whether a day is of the working week."""
    return week if callable(week) else lambda when: when.weekday() in week


def history(
    diaries: Sequence[Diary],
    through: int,
    *,
    first: int = 1,
    week: Week = MONDAY_TO_FRIDAY,
    start: Sequence[int] | None = None,
    layout: Layout = LAYOUT,
) -> FactHistory:
    """Arrays of the diaries' days `first` to `through`; `start`: each rep's first day to score."""
    days, reps = through - first + 1, len(diaries)
    column = {name: at for at, name in enumerate(layout.inputs)}
    known = np.full((days, reps, len(layout.inputs)), np.nan)
    off = np.zeros((days, reps), bool)
    readings = np.full((days, reps, 4), np.nan)
    for rep, diary in enumerate(diaries):
        for each, said in diary.items():
            at = (each - day(first)).days
            if 0 <= at < days:
                for name in said.inputs.keys() & column.keys():
                    known[at, rep, column[name]] = said.inputs[name]
                off[at, rep] = said.off
                readings[at, rep] = said.reading or np.nan
    works = is_working(week)
    workdays = [works(day(first + at)) for at in range(-7, days)]
    starts = np.array([each - first for each in start or [first] * reps], np.int64)
    ordinal = day(first).toordinal()
    return FactHistory(ordinal, np.array(workdays), known, off, readings, starts)


def repeated_diary(said: Day, days: int, week: Week = MONDAY_TO_FRIDAY) -> dict[date, Day]:
    """A diary with an identical entry on every working day."""
    every = (day(number) for number in range(1, days + 1))
    return {each: said for each in every if is_working(week)(each)}


def with_inputs(diary: Diary, number: int, **inputs: float) -> dict[date, Day]:
    """The diary with further inputs known on a day."""
    said = diary.get(day(number), Day({}))
    return {**diary, day(number): replace(said, inputs=said.inputs | inputs)}


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
    often = {name: chance.choice([0.1, 0.4, 0.9]) for name in names}
    diligence, leave = chance.choice([chance.random(), 0.9]), chance.choice([0, 0.1])
    weekends, read = chance.choice([0, 0.3, 1]), chance.choice([0, 0.02, 0.1])
    begins = chance.choice([1, 1, chance.randint(1, days)])
    diary = {}
    for number in range(begins, days + 1):
        logs = chance.random() < diligence * (weekends if day(number).weekday() > 4 else 1)
        said = {
            name: random_amount(name, chance)
            for name in names
            if logs and chance.random() < often[name]
        }
        reading = random_reading(chance) if chance.random() < read else None
        diary[day(number)] = Day(said, chance.random() < leave, reading)
    return diary


def random_reading(chance: Random) -> tuple[float, float, float, float]:
    """Four pillars, each now and then at a limit of its range."""
    a, b, c, d = (chance.choice([0, 25, 24.99, chance.uniform(0, 25)]) for _ in range(4))
    return (a, b, c, d)


def random_week(chance: Random, days: int) -> Week:
    """Working weekdays, now and then none; in half of all cases they change on some day."""
    before, after = (
        chance.choice([MONDAY_TO_FRIDAY, frozenset(chance.sample(range(7), chance.randint(0, 7)))])
        for _ in range(2)
    )
    if chance.random() < 0.5:
        return before
    turn = day(chance.randint(1, days))
    return lambda when: when.weekday() in (before if when < turn else after)


def random_version(chance: Random, identifier: str = "2.1") -> Version:
    """The current version with other gains, V, half-life and targets, weights shifted in pairs."""
    weights = {signal.name: float(signal.weight) for signal in CURRENT_VERSION.signals}
    for one, other in (("posts", "new_followers"), ("searches", "active"), ("shares", "comments")):
        shift = chance.uniform(0, 2)
        weights[one] += shift
        weights[other] -= shift
    brand, people, insights, relationships = (chance.uniform(0.1, 1.5) for _ in range(4))
    signals = []
    for signal in CURRENT_VERSION.signals:
        changed = replace(signal, weight=weights[signal.name])
        if isinstance(changed, Flow | Stock):
            changed = replace(changed, target=changed.target * chance.uniform(0.5, 2))
        signals.append(changed)
    return replace(
        CURRENT_VERSION,
        identifier=identifier,
        signals=tuple(signals),
        gains=(brand, people, insights, relationships),
        variance=chance.uniform(0.5, 3),
        half_life=chance.uniform(7, 120),
    )


def model_of(version: Version) -> Model:
    """The reference's parameters of a version; all that is not a parameter is the reference's."""
    signals = {
        signal.name: replace(
            SIGNALS[signal.name], weight=signal.weight, target=getattr(signal, "target", 0)
        )
        for signal in version.signals
    }
    one, two, three, four = version.gains
    return Model(signals, version.half_life, (one, two, three, four), version.variance)


def diaries(days: int) -> st.SearchStrategy[dict[date, Day]]:
    """Strategy for diaries of a given length, by seed."""
    return st.builds(random_diary, seeds, st.just(days))


seeds = st.integers(0, 2**32).map(Random)
work_weeks = st.frozensets(st.integers(0, 6))  # includes unusual ones and the empty set
