"""A rep's score page: the score, its trend, points by signal, and why it moved.

Viewers who look after a rep see the last close, and not which days were logged; the rep sees both,
and today's provisional score from current facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from scoring.core.explain import Difference, difference
from scoring.core.layout import Layout, layout_of
from scoring.core.replay import Scores, Trust
from scoring.core.signals import MILESTONES
from scoring.core.state import State
from scoring.core.versions import CURRENT
from scoring.daily import live as live_scores
from scoring.explain.causes import along, causes_of, sentence
from scoring.explain.signal_points import PillarPoints, pillars_of
from scoring.models import Snapshot, version_of
from scoring.scores.annotations import marks_of
from scoring.scores.periods import Pillars
from scoring.scores.series import Dot, ScoreSeries, version_marks
from teams.base.formatting import day_words, one_decimal, whole
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import OfficialReading, Organization, Rep

REASONS = 5  # the most causes listed one by one; the rest are summed


@dataclass(frozen=True)
class DayScore:
    """A rep's score at the close of a day, stored or provisional."""

    day: date
    pillars: Pillars
    total: float
    trust: Trust
    known_days: int
    tracked: float
    version: str
    known: bool


@dataclass(frozen=True)
class Reason:
    """A cause of the total's change, in points; with an empty `cause` the sum of all others."""

    cause: str
    change: float

    @property
    def sentence(self) -> str:
        """The cause as a line of a list."""
        return self.cause[0].upper() + self.cause[1:] if self.cause else "Everything else"


@dataclass(frozen=True)
class RepScore:
    """Everything a rep's page shows; `since` is the day the change is counted from."""

    rep: Rep
    close: DayScore
    provisional: bool
    trend: ScoreSeries
    since: date
    change: float
    reasons: tuple[Reason, ...]
    mostly: str  # the three largest causes in the total's direction, in words
    pillars: tuple[PillarPoints, ...]
    reading: Dot | None

    @property
    def caption(self) -> str:
        """Points to the next milestone, in words."""
        shown = whole(self.close.total)
        ahead = [mark for mark in MILESTONES if mark > shown]
        return f"{ahead[0] - shown} to the next milestone" if ahead else "70 is good"

    @property
    def headline(self) -> str:
        """The change and its causes in one sentence."""
        if not round(self.change, 1):
            return f"Unchanged since {day_words(self.since)}."
        up = self.change > 0
        moved = f"{'Up' if up else 'Down'} {one_decimal(abs(self.change))}"
        mostly = f", mostly {self.mostly}" if self.mostly else ""
        return f"{moved} since {day_words(self.since)}{mostly}."

    @property
    def trust_words(self) -> str:
        """Why the score can't be relied on yet; empty if it can."""
        if self.close.trust == Trust.BUILDING:
            days = f"{self.close.known_days} of {CURRENT.building_days}"
            return f"Still building: {days} days known. One LinkedIn reading settles it at once."
        if self.close.trust == Trust.WAITING:
            return "Waiting for data: nothing was logged for more than ten working days."
        return ""


def rep_score(rep: Rep, *, through: date, period: int | None, provisional: bool) -> RepScore | None:
    """The rep's score page as of the last close up to `through`; None before the first score.

    `period` is in days; None is the whole time. With `provisional` it is as of `through` itself.
    """
    last = through if provisional else Snapshot.objects.of(rep).last_day(through)
    if last is None:
        return None
    through, first = last, last - timedelta(days=period) if period else LINKEDIN_LAUNCH
    found, _ = closes_between(rep, first, through, provisional=provisional)
    if not found:
        return None
    # The causes are unknown if the facts of the first day are no longer kept.
    told = live_scores.is_explained(rep, found[0].day)
    layout = layout_of(version_of(rep.organization_id, found[-1].version))
    moved, state = moved_between(rep, found[0 if told else -1], found[-1])
    causes, mostly = why_moved(layout, moved) if told else ((), "")
    marks = marks_of(rep, through)
    shown = [dot for dot in marks.dots if dot.day >= found[0].day]
    trend = trend_of(rep.organization, found, shown, by_day=provisional)
    return RepScore(
        rep=rep,
        close=found[-1],
        provisional=provisional,
        trend=replace(trend, marks=(*trend.marks, *marks.notes), aims=marks.aims),
        since=found[0].day,
        change=found[-1].total - found[0].total,
        reasons=causes,
        mostly=mostly,
        pillars=pillars_of(layout, state, found[-1].pillars),
        reading=marks.dots[-1] if marks.dots else None,
    )


def closes_between(
    rep: Rep, first: date, through: date, *, provisional: bool
) -> tuple[list[DayScore], dict[date, State]]:
    """The closes of the period, and the states of those recomputed from current facts."""
    changed = rep.changed_from is not None and rep.changed_from <= through
    live = live_scores.live(rep, through) if provisional or changed else []
    fresh = [_fresh(scores) for scores in live]
    until = fresh[0].day - timedelta(days=1) if fresh else through
    stored = [_stored(each) for each in Snapshot.objects.of(rep).between(first, until)]
    states = {close.day: scores.state for close, scores in zip(fresh, live, strict=True)}
    return stored + [each for each in fresh if each.day >= first], states


def _stored(each: Snapshot) -> DayScore:
    return DayScore(
        each.day,
        each.pillars,
        each.total,
        Trust(each.state),
        each.known_days,
        each.tracked,
        each.version,
        each.known,
    )


def _fresh(scores: Scores) -> DayScore:
    brand, people, insights, relationships = scores.pillars[0].tolist()
    return DayScore(
        date.fromordinal(scores.ordinal),
        (brand, people, insights, relationships),
        float(scores.totals[0]),
        Trust(int(scores.trust[0])),
        int(scores.known_days[0]),
        float(scores.tracked[0]),
        scores.version.identifier,
        bool(scores.state.week_known[0, -1, -1]),
    )


def trend_of(
    organization: Organization,
    found: Sequence[DayScore],
    readings: Sequence[OfficialReading | Dot],
    *,
    by_day: bool,
) -> ScoreSeries:
    """The closes as a trend, with the readings as its dots."""
    held = _held(organization, found, {reading.day for reading in readings}) if by_day else None
    return ScoreSeries(
        title="Estimated SSI",
        days=tuple(each.day for each in found),
        totals=tuple(each.total for each in found),
        pillars=tuple(each.pillars for each in found),
        held=tuple(held or [each.trust == Trust.WAITING for each in found]),
        readings=tuple(Dot(r.day, r.total, r.pillars) for r in readings),
        marks=version_marks((each.day, each.version) for each in found),
        by_day=by_day,
    )


def _held(organization: Organization, found: Sequence[DayScore], read: set[date]) -> list[bool]:
    """Whether each day is held: a working day without data, or a weekend after one."""
    held, before = [], False
    for each in found:
        known = each.known or each.day in read
        before = not known and (organization.works_on(each.day) or before)
        held.append(before)
    return held


def why_moved(layout: Layout, moved: Difference) -> tuple[tuple[Reason, ...], str]:
    """The largest causes and the sum of the rest, and the three largest in a sentence.

    The sentence has only causes in the direction in which the total moved.
    """
    every = sorted(causes_of(layout, moved, 0), key=lambda each: -abs(each.points))
    named = [each for each in every[:REASONS] if round(each.points, 1)]
    rest = sum(each.points for each in every[len(named) :])
    told = [Reason(each.words, each.points) for each in named]
    left = [Reason("", rest)] if round(rest, 1) else []
    return (*told, *left), sentence(along(layout, moved, 0))


def state_at(rep: Rep, close: DayScore, fresh: Mapping[date, State]) -> State:
    """The state at a close; `fresh` are the states that `closes_between` returned with it."""
    if close.day in fresh:
        return fresh[close.day]
    (state,) = live_scores.states_on(rep.organization, np.array([rep.pk]), close.day)
    return state


def moved_between(rep: Rep, first: DayScore, last: DayScore) -> tuple[Difference, State]:
    """What moved the rep's total from one close to another, and the state at the last."""
    way = live_scores.passage_on(rep.organization, np.array([rep.pk]), first.day, last.day)
    versions = (version_of(rep.organization_id, each.version) for each in (last, first))
    layout, was = (layout_of(each) for each in versions)
    since, day = first.day.toordinal(), last.day.toordinal()
    return difference(layout, way, since, day, was=was), way.waypoints[day].state
