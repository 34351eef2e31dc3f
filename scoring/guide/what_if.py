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
    most: int

    @property
    def differs(self) -> bool:
        return self.value != self.usual


@dataclass(frozen=True)
class WhatIfResult:
    """Pillars some days ahead, as things go and as tried."""

    days: int
    as_now: tuple[float, ...]  # pillars
    tried: tuple[float, ...]

    @property
    def rows(self) -> list[tuple[str, str, float, float, float]]:
        """CSS class, name, as now, as tried and the difference of each pillar."""
        named = zip(PILLAR_NAMES, self.as_now, self.tried, strict=True)
        return [(name.lower(), name, was, then, then - was) for name, was, then in named]

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
    ahead: tuple[WhatIfResult, ...]

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
    stands = load_projection_at_close(rep, today=today, horizon=max(DAYS_AHEAD))
    if stands is None:
        return None
    sliders = _sliders(stands, tried)
    pillars = _pillars(stands, sliders)
    return WhatIf(
        now=_tuple(stands.scores.pillars[0]),
        sliders=sliders,
        ahead=tuple(
            WhatIfResult(days, _tuple(pillars[0, days - 1]), _tuple(pillars[1, days - 1]))
            for days in DAYS_AHEAD
        ),
    )


def _sliders(stands: Projection, tried: Mapping[str, int]) -> tuple[Slider, ...]:
    point = stands.standpoint
    weekly = point.weekly_own(stands.week)[0].tolist()
    most = max_weekly_units(point, max(stands.week, 1)).tolist()
    found = [
        _slider(name, action_label(name), usual, tried, max(room, whole(usual)))
        for name, usual, room in zip(point.own, weekly, most, strict=True)
    ]
    level = _profile(point)
    if level is None:
        return tuple(found)
    return (_slider(PROFILE, action_label(PROFILE) + ", %", level, tried, MAX_PERCENT), *found)


def _slider(name: str, words: str, usual: float, tried: Mapping[str, int], most: int) -> Slider:
    start = whole(usual)
    return Slider(name, words, start, min(max(tried.get(name, start), 0), most), most)


def max_weekly_units(point: Standpoint, week: int) -> Ints:
    """(O,) the most of each own action that still counts, in a week of so many working days."""
    caps = dict(zip(point.layout.flow_inputs.tolist(), point.layout.caps.tolist(), strict=True))
    most = [
        caps.get(place, MAX_DAILY_WITHOUT_CAP) * week for place in point.layout.own_inputs.tolist()
    ]
    whole_ones: Ints = np.ceil(np.array(most)).astype(np.int64)
    return whole_ones


def _profile(point: Standpoint) -> float | None:
    names = [point.layout.names[at] for at in point.layout.level_at]
    return float(point.state.levels[0, names.index(PROFILE)]) if PROFILE in names else None


def _pillars(stands: Projection, sliders: tuple[Slider, ...]) -> Floats:
    """(2, H, 4) pillars in points on each day ahead: as things go, and as tried."""
    point, week = stands.standpoint, max(stands.week, 1)
    weekly = point.weekly_own(stands.week)[0]
    by_name = {each.name: each for each in sliders}
    more = np.zeros((2, len(point.own)))
    for at, name in enumerate(point.own):
        if by_name[name].differs:
            more[1, at] = (by_name[name].value - weekly[at]) / week
    level = _profile(point) or 0.0
    set_to = by_name.get(PROFILE)
    profile = np.array([level, set_to.value if set_to and set_to.differs else level])
    return point.with_more(more, profile).pillars(point.layout)


def _tuple(pillars: Floats) -> tuple[float, ...]:
    return tuple(pillars.tolist())
