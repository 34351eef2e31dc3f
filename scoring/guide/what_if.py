"""What-if of a rep: the score in 30 and 90 days with other habits, beside the present ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.core.layout import Floats, Ints
from scoring.core.planner import MAX_DAILY_WITHOUT_CAP
from scoring.core.what_if import PROFILE, Standpoint
from scoring.guide.next_actions import action_label, load_projection_at_close
from scoring.guide.projection import Projection
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import whole
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
        """CSS class, name, as now, as tried and the difference of each pillar."""
        named = zip(PILLAR_NAMES, self.as_now, self.tried, strict=True)
        return [(name.lower(), name, now, then, then - now) for name, now, then in named]

    @property
    def total_now(self) -> float:
        return sum(self.as_now)

    @property
    def total_tried(self) -> float:
        return sum(self.tried)

    @property
    def gain(self) -> float:
        return self.total_tried - self.total_now


@dataclass(frozen=True)
class WhatIf:
    """What the page shows; `now` are the pillars of the last close."""

    now: tuple[float, ...]
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


def what_if(rep: Rep, tried: Mapping[str, int], *, today: date) -> WhatIf | None:
    """Scores of the rep with the given weekly amounts; None before the first fact.

    Amounts out of range are clamped.
    """
    projection = load_projection_at_close(rep, today=today, horizon=max(DAYS_AHEAD))
    if projection is None:
        return None
    sliders = _sliders(projection, tried)
    pillars = _pillars(projection, sliders)
    return WhatIf(
        now=_tuple(projection.scores.pillars[0]),
        sliders=sliders,
        results=tuple(
            WhatIfResult(days, _tuple(pillars[0, days - 1]), _tuple(pillars[1, days - 1]))
            for days in DAYS_AHEAD
        ),
    )


def _sliders(projection: Projection, tried: Mapping[str, int]) -> tuple[Slider, ...]:
    standpoint = projection.standpoint
    weekly = standpoint.weekly_own(projection.week)[0].tolist()
    maxima = max_weekly_units(standpoint, max(projection.week, 1)).tolist()
    habits = [
        _slider(name, action_label(name), usual, tried, max(maximum, whole(usual)))
        for name, usual, maximum in zip(standpoint.own, weekly, maxima, strict=True)
    ]
    completeness = _profile(standpoint)
    if completeness is None:
        return tuple(habits)
    return (
        _slider(PROFILE, action_label(PROFILE) + ", %", completeness, tried, MAX_PERCENT),
        *habits,
    )


def _slider(name: str, label: str, usual: float, tried: Mapping[str, int], maximum: int) -> Slider:
    start = whole(usual)
    return Slider(name, label, start, min(max(tried.get(name, start), 0), maximum), maximum)


def max_weekly_units(standpoint: Standpoint, week: int) -> Ints:
    """(O,) the most of each own action that still counts, in a week of so many working days."""
    caps = dict(
        zip(standpoint.layout.flow_inputs.tolist(), standpoint.layout.caps.tolist(), strict=True)
    )
    maxima = [
        caps.get(column, MAX_DAILY_WITHOUT_CAP) * week
        for column in standpoint.layout.own_inputs.tolist()
    ]
    units: Ints = np.ceil(np.array(maxima)).astype(np.int64)
    return units


def _profile(standpoint: Standpoint) -> float | None:
    names = [standpoint.layout.names[at] for at in standpoint.layout.level_at]
    return float(standpoint.state.levels[0, names.index(PROFILE)]) if PROFILE in names else None


def _pillars(projection: Projection, sliders: tuple[Slider, ...]) -> Floats:
    """(2, H, 4) pillars in points on each day ahead: present habits, tried ones."""
    standpoint, week = projection.standpoint, max(projection.week, 1)
    weekly = standpoint.weekly_own(projection.week)[0]
    by_name = {each.name: each for each in sliders}
    more = np.zeros((2, len(standpoint.own)))
    for at, name in enumerate(standpoint.own):
        if by_name[name].differs:
            more[1, at] = (by_name[name].value - weekly[at]) / week
    completeness = _profile(standpoint) or 0.0
    profile_slider = by_name.get(PROFILE)
    profile = np.array(
        [
            completeness,
            profile_slider.value if profile_slider and profile_slider.differs else completeness,
        ]
    )
    return standpoint.with_more(more, profile).pillars(standpoint.layout)


def _tuple(pillars: Floats) -> tuple[float, ...]:
    return tuple(pillars.tolist())
