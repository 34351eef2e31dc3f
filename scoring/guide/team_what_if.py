"""Team what-if: the team's averages if every rep did more of some actions each week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import ACTIONS, more_of
from scoring.core.course import Course
from scoring.core.do_more import do_more, most_actions, own_actions, usual_actions
from scoring.core.forecast import display_threshold
from scoring.core.layout import Floats, Ints
from scoring.core.signals import GOOD
from scoring.core.uncertainty import Trust
from scoring.guide.load_course import load_outlooks
from scoring.guide.playbook import action_label
from teams.base.formatting import count_words, round_one_decimal
from teams.models import Rep, Team

DAYS_AHEAD = (30, 90)  # days
MAX_EXTRA_UNITS = 50  # a week


@dataclass(frozen=True)
class ExtraActivity:
    """Extra units tried of an action a week, and for how many reps not all of it counts."""

    name: str
    label: str
    value: int
    capped: int
    maximum: int = MAX_EXTRA_UNITS

    @property
    def words(self) -> str:
        """The limit in words, such as `for 3 reps not all of it counts`; empty if none is met."""
        if not self.capped:
            return ""
        return f"for {count_words(self.capped, 'rep')} not all of it counts: a week counts so much"


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
        """The difference of the two averages as shown."""
        return round_one_decimal(self.tried) - round_one_decimal(self.as_now)


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
    outlook = load_outlooks(team.organization, reps, through=today - timedelta(days=1))
    is_ranked = outlook.begun & (outlook.scores.trust == Trust.CURRENT)
    if not is_ranked.any():
        return None
    outlook = outlook.only(is_ranked)
    course, now = outlook.course, outlook.scores.pillars
    names = [each.name for each in ACTIONS if each.name in own_actions(course.layout)]
    units = np.array([[more.get(name, 0) for name in names]] * len(course.pace), np.int64)
    days = np.array(DAYS_AHEAD)
    as_now = course.pillars(days)
    tried = do_more(course, more_of(course.layout, names, units)).pillars(days)
    return TeamWhatIf(
        counted=len(now),
        now=float(now.sum(axis=1).mean()),
        pillars=_means(now),
        good=_count_good(now),
        more=tuple(_extra_activities(course, names, more)),
        results=tuple(_result_after(at, d, as_now, tried) for at, d in enumerate(DAYS_AHEAD)),
    )


def _reps(team: Team, today: date) -> Ints:
    pks = Rep.objects.of_team(team, today).values_list("pk", flat=True)
    return np.array(sorted(set(pks)), np.int64)


def _extra_activities(
    course: Course, names: list[str], more: Mapping[str, int]
) -> list[ExtraActivity]:
    room = most_actions(course.layout) - usual_actions(course)
    own = own_actions(course.layout)
    values = {name: more.get(name, 0) for name in names}
    capped = {
        name: int((value > room[:, own.index(name)]).sum()) if value else 0
        for name, value in values.items()
    }
    return [ExtraActivity(name, action_label(name), values[name], capped[name]) for name in names]


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
