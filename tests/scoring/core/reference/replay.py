"""Reference implementation of docs/model.md, version 2: slow, obvious, independent of the engine.

One rep, one day after the other, in the order of the specification: tables.py has its tables,
steps.py its steps 1 to 5. Calibration, course and causes of a change are in calibration.py,
course.py and causes.py. Never import the product here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from tests.scoring.core.reference.steps import (
    Calendar,
    Day,
    Reading,
    Rep,
    WorkingWeek,
    clamp,
    monday_to_friday,
    move_signals,
    note_what_is_known,
    points_of,
    take_over,
)
from tests.scoring.core.reference.tables import MODEL, PILLARS, TYPICAL, UNSCORED, Model


@dataclass(frozen=True)
class Close:
    """What is known of a rep after one day."""

    day: date
    model: Model
    points: dict[str, float]  # of the counting signals
    rest: dict[str, float]  # r per pillar, after the reading
    estimate: dict[str, float]  # per pillar before clamping, after step 5
    reading: Reading | None
    moved: dict[str, float]  # what each counting signal changed in its pillar before clamping
    exponents: dict[str, float]  # of λ on this day, per counting flow
    rates: dict[str, float]  # a per counting flow
    levels: dict[str, float]  # last known level of each stock and the percentage
    last_reading: date | None
    state: str  # "building" | "waiting" | "current"

    @property
    def unclamped(self) -> dict[str, float]:
        """Pillars before clamping: points and rest."""
        points = by_pillar(self.model, self.points)
        return {pillar: points[pillar] + self.rest[pillar] for pillar in PILLARS}

    @property
    def pillars(self) -> dict[str, float]:
        """Pillars shown, unrounded (step 7)."""
        return {pillar: clamp(value, 0, 25) for pillar, value in self.unclamped.items()}

    @property
    def total(self) -> float:
        return sum(self.pillars.values())

    @property
    def coverage(self) -> float:
        return coverage_of(self.model, self.points)

    @property
    def surprise(self) -> dict[str, float] | None:
        """LinkedIn's number minus the day's estimate; None without a reading."""
        if self.reading is None:
            return None
        said = zip(PILLARS, self.reading, strict=True)
        return {pillar: official - self.estimate[pillar] for pillar, official in said}

    @property
    def half_range(self) -> float | None:
        """Half of the likely range, in points of the total; None on the day of a reading."""
        age = None if self.last_reading is None else (self.day - self.last_reading).days
        return half_range(self.model.variance, age)


def by_pillar(model: Model, points: Mapping[str, float]) -> dict[str, float]:
    """Sums of the points of signals."""
    signals = model.signals
    return {
        pillar: sum(own for name, own in points.items() if signals[name].pillar == pillar)
        for pillar in PILLARS
    }


def coverage_of(model: Model, counting: Mapping[str, object] | set[str]) -> float:
    return sum(model.signals[name].weight for name in counting)


def half_range(variance: float, age: int | None) -> float | None:
    """Four of five times LinkedIn's total is within this; `age`: days since the last reading."""
    if age is None or age > 180:
        return 13.0
    return 1.2816 * sd(variance, age) if age else None


def sd(variance: float, age: float) -> float:
    """Standard deviation of the total's error, so many days after a reading."""
    return sqrt(variance * (0.5**2 + 0.08 * age))


def advance(rep: Rep, model: Model, calendar: Calendar, day: date) -> Close:
    """One day of one rep, in the order of docs/model.md."""
    facts, before = calendar.on(day), points_of(rep, model)
    starts = note_what_is_known(rep, model, day, facts.inputs)
    exponents = move_signals(rep, model, calendar, day, starts)  # steps 1 to 4
    rep.counting |= starts
    points = points_of(rep, model)
    moved = {name: own - before[name] for name, own in points.items() if name in before}
    moved |= make_room(rep, model, starts, points)  # step 5
    estimate = {pillar: own + rep.rest[pillar] for pillar, own in by_pillar(model, points).items()}
    if facts.reading is not None:  # step 6
        rep.last_reading = day
        rep.rest = {
            pillar: official - own
            for (pillar, own), official in zip(
                by_pillar(model, points).items(), facts.reading, strict=True
            )
        }
    return Close(
        day=day,
        model=model,
        points=points,
        rest=dict(rep.rest),
        estimate=estimate,
        reading=facts.reading,
        moved=moved,
        exponents={name: exponents[name] for name in rep.a},
        rates=dict(rep.a),
        levels=dict(rep.level),
        last_reading=rep.last_reading,
        state=state_of(rep, model, calendar, day),
    )


def make_room(
    rep: Rep, model: Model, starts: set[str], points: dict[str, float]
) -> dict[str, float]:
    """Takes out of the rest what signals that start to count replace; returns what they add."""
    adds = {}
    for name in starts:
        signal = model.signals[name]
        typical = model.gain(name) * signal.weight * TYPICAL[signal.pillar]
        given_up = typical if rep.last_reading is None else points[name]
        rep.rest[signal.pillar] -= given_up
        adds[name] = points[name] - given_up
    return adds


def state_of(rep: Rep, model: Model, calendar: Calendar, day: date) -> str:
    """`building` takes precedence over `waiting`."""
    read = rep.last_reading
    if (read is None or (day - read).days > 180) and coverage_of(model, rep.counting) < 60:
        return "building"
    silent, one = 0, day
    while one >= calendar.first and one != rep.heard:
        silent += calendar.working(one)
        one -= timedelta(1)
    if silent > 10 and (read is None or (day - read).days > 35):
        return "waiting"
    return "current"


def replay(
    days: Mapping[date, Day],
    through: date,
    *,
    working: WorkingWeek = monday_to_friday,
    model: Model = MODEL,
    takeovers: Mapping[date, Model] | None = None,
) -> list[Close]:
    """One Close per calendar day from the first known scored input or reading to `through`.

    `takeovers`: versions by the day from which on they count instead of `model`.
    """
    names = {name for day in days.values() for name in day.inputs}
    assert names <= MODEL.scored | UNSCORED, f"misspelt inputs: {names - MODEL.scored - UNSCORED}"

    def model_on(day: date) -> Model:
        so_far = [on for on in takeovers or {} if on <= day]
        return takeovers[max(so_far)] if takeovers and so_far else model

    begun = [on for on, of in days.items() if of.reading or model_on(on).scored & set(of.inputs)]
    if not begun:
        return []
    calendar, rep, closes = Calendar(days, min(begun), working), Rep(), list[Close]()
    day = calendar.first
    while day <= through:
        before, after = model_on(day - timedelta(1)), model_on(day)
        if day > calendar.first and after != before:
            take_over(rep, before, after)
        closes.append(advance(rep, after, calendar, day))
        day += timedelta(1)
    return closes
