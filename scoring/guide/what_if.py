"""What-if of a rep: the score in 30 and 90 days with other habits, beside the present ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.core.actions import PROFILE
from scoring.core.course import Course
from scoring.core.do_more import do_more, most_actions, own_actions, usual_actions
from scoring.core.layout import Floats
from scoring.guide.forecast import no_forecast_reason
from scoring.guide.load_course import load_outlook
from scoring.guide.playbook import action_label
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import round_one_decimal, rounded_parts, whole
from teams.models import Rep

DAYS_AHEAD = (30, 90)  # days
MAX_PERCENT = 100  # per cent


@dataclass(frozen=True)
class Slider:
    """A weekly habit, or the profile's completeness in per cent: usual and tried value."""

    name: str
    label: str
    usual: int
    value: int
    maximum: int

    @property
    def differs(self) -> bool:
        return self.value != self.usual


@dataclass(frozen=True)
class WhatIfResult:
    """Pillars some days ahead, with present habits and with the tried ones."""

    days: int
    as_now: tuple[float, ...]  # pillars
    tried: tuple[float, ...]

    @property
    def rows(self) -> list[tuple[str, str, float, float, float]]:
        """CSS class, name, as now, as tried and the difference of each pillar.

        Rounded so that each column adds up to its total as shown.
        """
        now, then = (rounded_parts(each, sum(each)) for each in (self.as_now, self.tried))
        return [
            (name.lower(), name, before, after, after - before)
            for name, before, after in zip(PILLAR_NAMES, now, then, strict=True)
        ]

    @property
    def total_now(self) -> float:
        return sum(self.as_now)

    @property
    def total_tried(self) -> float:
        return sum(self.tried)

    @property
    def gain(self) -> float:
        """The difference of the two totals as shown."""
        return round_one_decimal(self.total_tried) - round_one_decimal(self.total_now)


@dataclass(frozen=True)
class WhatIf:
    """What the page shows; `now` are the pillars of the last close."""

    now: tuple[float, ...]
    half_range: float  # of today's likely range, 0 on the day of a reading
    sliders: tuple[Slider, ...]
    results: tuple[WhatIfResult, ...]

    @property
    def total(self) -> float:
        return sum(self.now)

    @property
    def changed(self) -> dict[str, int]:
        """Sliders that differ from the usual, the only ones in the address."""
        return {each.name: each.value for each in self.sliders if each.differs}

    @property
    def differs(self) -> bool:
        return bool(self.changed)


def what_if(rep: Rep, tried: Mapping[str, int], *, today: date) -> WhatIf | str:
    """Scores of the rep with the given weekly amounts; a sentence if we can't look ahead.

    Amounts out of range are clamped.
    """
    outlook = load_outlook(rep, today=today)
    missing = no_forecast_reason(outlook)
    if outlook is None or missing:
        return missing
    course = outlook.course
    sliders = _sliders(course, tried)
    days = np.array(DAYS_AHEAD)
    as_now, then = course.pillars(days)[0], _tried(course, sliders).pillars(days)[0]
    return WhatIf(
        now=_tuple(outlook.scores.pillars[0]),
        half_range=outlook.half_range,
        sliders=sliders,
        results=tuple(
            WhatIfResult(each, _tuple(as_now[at]), _tuple(then[at]))
            for at, each in enumerate(DAYS_AHEAD)
        ),
    )


def _sliders(course: Course, tried: Mapping[str, int]) -> tuple[Slider, ...]:
    weekly, maxima = usual_actions(course)[0].tolist(), most_actions(course.layout).tolist()
    habits = [
        _slider(name, action_label(name), usual, tried, max(whole(maximum), whole(usual)))
        for name, usual, maximum in zip(own_actions(course.layout), weekly, maxima, strict=True)
    ]
    completeness = _profile(course)
    if completeness is None:
        return tuple(habits)
    return (
        _slider(PROFILE, action_label(PROFILE) + ", %", completeness, tried, MAX_PERCENT),
        *habits,
    )


def _slider(name: str, label: str, usual: float, tried: Mapping[str, int], maximum: int) -> Slider:
    start = whole(usual)
    return Slider(name, label, start, min(max(tried.get(name, start), 0), maximum), maximum)


def _profile(course: Course) -> float | None:
    """Profile completeness in per cent; None where it does not count."""
    return float(course.level(PROFILE)[0]) if PROFILE in course.layout.names else None


def _tried(course: Course, sliders: tuple[Slider, ...]) -> Course:
    """The course with what was tried instead of the usual."""
    values = {each.name: each.value for each in sliders if each.differs}
    usual, own = usual_actions(course), own_actions(course.layout)
    tried = [values.get(name, each) for name, each in zip(own, usual[0].tolist(), strict=True)]
    course = do_more(course, np.array([tried]) - usual)
    if PROFILE not in values:
        return course
    return course.with_level(PROFILE, values[PROFILE])


def _tuple(pillars: Floats) -> tuple[float, ...]:
    return tuple(pillars.tolist())
