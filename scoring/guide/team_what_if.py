"""Team what-if: the team's averages if every rep did more of some actions each week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import ACTIONS, as_more
from scoring.core.forecast import shown_from
from scoring.core.layout import Floats, Ints
from scoring.core.replay import Trust
from scoring.core.signals import GOOD
from scoring.core.what_if import Standpoint
from scoring.guide.next_actions import label
from scoring.guide.projection import load_projection
from scoring.guide.what_if import most_a_week
from teams.base.formatting import count_words
from teams.models import Rep, Team

AHEAD = (30, 90)  # days
MOST_MORE = 50  # a week


@dataclass(frozen=True)
class More:
    """Extra units tried of an action a week, and for how many reps a daily cap limits them."""

    name: str
    label: str
    value: int
    capped: int
    most: int = MOST_MORE

    @property
    def words(self) -> str:
        """The cap in words, such as `for 3 reps not all of it counts`; empty if it limits none."""
        if not self.capped:
            return ""
        return (
            f"for {count_words(self.capped, 'rep')} not all of it counts: a day counts for so much"
        )


@dataclass(frozen=True)
class TeamThen:
    """Averages and number of good scores some days ahead, as things go and as tried."""

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
    more: tuple[More, ...]
    ahead: tuple[TeamThen, ...]


def team_what_if(team: Team, more: Mapping[str, int], *, today: date) -> TeamWhatIf | None:
    """Averages of today's team with so many more units a week; None if no rep is ranked."""
    reps = _reps(team, today)
    if not len(reps):
        return None
    through = today - timedelta(days=1)
    stands = load_projection(team.organization, reps, through=through, horizon=max(AHEAD))
    counts = stands.standpoint.state.begun & (stands.scores.trust == Trust.CURRENT)
    if not counts.any():
        return None
    days = np.array(AHEAD, np.int64) - 1
    point = stands.standpoint.only(counts, days)
    week = max(stands.week, 1)
    names = [each.name for each in ACTIONS if each.name in point.own]
    units = np.array([[more.get(name, 0) for name in names]] * len(point.state), np.int64)
    as_now = point.outlook.pillars(point.layout)
    tried = point.doing(as_more(point, units, names, week)).pillars(point.layout)
    now = stands.scores.pillars[counts]
    return TeamWhatIf(
        counted=int(counts.sum()),
        now=float(now.sum(axis=1).mean()),
        pillars=_means(now),
        good=_good(now),
        more=tuple(_more(point, name, more.get(name, 0), week) for name in names),
        ahead=tuple(_then(at, d, as_now, tried) for at, d in enumerate(AHEAD)),
    )


def _reps(team: Team, today: date) -> Ints:
    mine = Rep.objects.of_team(team, today).values_list("pk", flat=True)
    return np.array(sorted(set(mine)), np.int64)


def _more(point: Standpoint, name: str, value: int, week: int) -> More:
    at = point.own.index(name)
    room = most_a_week(point, week)[at] - week * point.usual_own[:, at]
    return More(name, label(name), value, int((value > room).sum()) if value else 0)


def _then(at: int, days: int, as_now: Floats, tried: Floats) -> TeamThen:
    now, then = as_now[:, at], tried[:, at]
    return TeamThen(
        days=days,
        as_now=float(now.sum(axis=1).mean()),
        tried=float(then.sum(axis=1).mean()),
        pillars_now=_means(now),
        pillars_tried=_means(then),
        good_now=_good(now),
        good_tried=_good(then),
    )


def _means(pillars: Floats) -> tuple[float, ...]:
    return tuple(pillars.mean(axis=0).tolist())


def _good(pillars: Floats) -> int:
    return int((pillars.sum(axis=1) >= shown_from(GOOD)).sum())
