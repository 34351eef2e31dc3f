"""Team what-if: the team's averages if every rep did more of some actions each week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import ACTIONS, extra_actions_per_day
from scoring.core.forecast import display_threshold
from scoring.core.layout import Floats, Ints
from scoring.core.uncertainty import Trust
from scoring.core.signals import GOOD
from scoring.core.what_if import Standpoint
from scoring.guide.next_actions import action_label
from scoring.guide.projection import load_projection
from scoring.guide.what_if import max_weekly_units
from teams.base.formatting import count_words
from teams.models import Rep, Team

DAYS_AHEAD = (30, 90)  # days
MAX_EXTRA_UNITS = 50  # a week


@dataclass(frozen=True)
class ExtraActivity:
    """Extra units tried of an action a week, and for how many reps a daily cap limits them."""

    name: str
    label: str
    value: int
    capped: int
    maximum: int = MAX_EXTRA_UNITS

    @property
    def words(self) -> str:
        """The cap in words, such as `for 3 reps not all of it counts`; empty if it limits none."""
        if not self.capped:
            return ""
        return (
            f"for {count_words(self.capped, 'rep')} not all of it counts: a day counts for so much"
        )


@dataclass(frozen=True)
class TeamWhatIfResult:
    """Averages and number of good scores some days ahead, with and without the extra activity."""

    days: int
    as_now: float
    tried: float
    pillars_now: tuple[float, ...]
    pillars_tried: tuple[float, ...]
    good_now: int
    good_tried: int

    @property
    def gain(self) -> float:
        return self.tried - self.as_now


@dataclass(frozen=True)
class TeamWhatIf:
    """What the page shows, over the ranked reps."""

    counted: int
    now: float
    pillars: tuple[float, ...]
    good: int
    more: tuple[ExtraActivity, ...]
    results: tuple[TeamWhatIfResult, ...]


def team_what_if(team: Team, more: Mapping[str, int], *, today: date) -> TeamWhatIf | None:
    """Averages of today's team with so many more units a week; None if no rep is ranked."""
    reps = _reps(team, today)
    if not len(reps):
        return None
    through = today - timedelta(days=1)
    projection = load_projection(team.organization, reps, through=through, horizon=max(DAYS_AHEAD))
    is_ranked = projection.standpoint.state.begun & (projection.scores.trust == Trust.CURRENT)
    if not is_ranked.any():
        return None
    days = np.array(DAYS_AHEAD, np.int64) - 1
    standpoint = projection.standpoint.only(is_ranked, days)
    week = max(projection.week, 1)
    names = [each.name for each in ACTIONS if each.name in standpoint.own]
    units = np.array([[more.get(name, 0) for name in names]] * len(standpoint.state), np.int64)
    as_now = standpoint.outlook.pillars(standpoint.layout)
    tried = standpoint.with_more(extra_actions_per_day(standpoint, units, names, week)).pillars(
        standpoint.layout
    )
    now = projection.scores.pillars[is_ranked]
    return TeamWhatIf(
        counted=int(is_ranked.sum()),
        now=float(now.sum(axis=1).mean()),
        pillars=_means(now),
        good=_count_good(now),
        more=tuple(_extra_activity(standpoint, name, more.get(name, 0), week) for name in names),
        results=tuple(_result_after(at, d, as_now, tried) for at, d in enumerate(DAYS_AHEAD)),
    )


def _reps(team: Team, today: date) -> Ints:
    pks = Rep.objects.of_team(team, today).values_list("pk", flat=True)
    return np.array(sorted(set(pks)), np.int64)


def _extra_activity(standpoint: Standpoint, name: str, value: int, week: int) -> ExtraActivity:
    column = standpoint.own.index(name)
    room = max_weekly_units(standpoint, week)[column] - week * standpoint.usual_own[:, column]
    return ExtraActivity(name, action_label(name), value, int((value > room).sum()) if value else 0)


def _result_after(at: int, days: int, as_now: Floats, tried: Floats) -> TeamWhatIfResult:
    now, then = as_now[:, at], tried[:, at]
    return TeamWhatIfResult(
        days=days,
        as_now=float(now.sum(axis=1).mean()),
        tried=float(then.sum(axis=1).mean()),
        pillars_now=_means(now),
        pillars_tried=_means(then),
        good_now=_count_good(now),
        good_tried=_count_good(then),
    )


def _means(pillars: Floats) -> tuple[float, ...]:
    return tuple(pillars.mean(axis=0).tolist())


def _count_good(pillars: Floats) -> int:
    return int((pillars.sum(axis=1) >= display_threshold(GOOD)).sum())
