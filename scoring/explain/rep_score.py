"""A rep's score page: the score, its trend, points by signal, and why it moved.

Viewers who look after a rep see the last close, and not which days were logged; the rep sees both,
and today's provisional score from current facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from scoring.core.explain import Difference, attribute_change
from scoring.core.layout import Layout, layout_of
from scoring.core.trajectory import Scores
from scoring.core.uncertainty import Trust
from scoring.core.signals import MILESTONES
from scoring.core.state import State
from scoring.core.versions import CURRENT_VERSION
from scoring.daily import live as live_scores
from scoring.explain.causes import causes_in_direction, causes_of, causes_sentence
from scoring.explain.signal_points import PillarPoints, build_pillar_points
from scoring.models import Snapshot, version_of
from scoring.scores.annotations import marks_of
from scoring.scores.periods import Pillars
from scoring.scores.series import ReadingDot, ScoreSeries, version_marks
from teams.base.formatting import day_words, one_decimal, whole
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import OfficialReading, Organization, Rep

MAX_REASONS = 5  # the most causes listed one by one; the rest are summed


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
    main_causes: str  # the three largest causes in the total's direction, in words
    pillars: tuple[PillarPoints, ...]
    reading: ReadingDot | None

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
        because = f", mostly {self.main_causes}" if self.main_causes else ""
        return f"{moved} since {day_words(self.since)}{because}."

    @property
    def trust_words(self) -> str:
        """Why the score can't be relied on yet; empty if it can."""
        if self.close.trust == Trust.BUILDING:
            days = f"{self.close.known_days} of {CURRENT_VERSION.building_days}"
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
    closes, _ = closes_between(rep, first, through, provisional=provisional)
    if not closes:
        return None
    # The causes are unknown if the facts of the first day are no longer kept.
    can_explain = live_scores.can_explain(rep, closes[0].day)
    layout = layout_of(version_of(rep.organization_id, closes[-1].version))
    difference, state = difference_between(rep, closes[0 if can_explain else -1], closes[-1])
    reasons, main_causes = change_reasons(layout, difference) if can_explain else ((), "")
    marks = marks_of(rep, through)
    shown = [dot for dot in marks.readings if dot.day >= closes[0].day]
    trend = trend_of(rep.organization, closes, shown, by_day=provisional)
    return RepScore(
        rep=rep,
        close=closes[-1],
        provisional=provisional,
        trend=replace(trend, marks=(*trend.marks, *marks.notes), goals=marks.goals),
        since=closes[0].day,
        change=closes[-1].total - closes[0].total,
        reasons=reasons,
        main_causes=main_causes,
        pillars=build_pillar_points(layout, state, closes[-1].pillars),
        reading=marks.readings[-1] if marks.readings else None,
    )


def closes_between(
    rep: Rep, first: date, through: date, *, provisional: bool
) -> tuple[list[DayScore], dict[date, State]]:
    """The closes of the period, and the states of those recomputed from current facts."""
    changed = rep.changed_from is not None and rep.changed_from <= through
    live = live_scores.compute_live_scores(rep, through) if provisional or changed else []
    live_closes = [_live_score(scores) for scores in live]
    until = live_closes[0].day - timedelta(days=1) if live_closes else through
    stored = [_stored_score(each) for each in Snapshot.objects.of(rep).between(first, until)]
    states = {close.day: scores.state for close, scores in zip(live_closes, live, strict=True)}
    return stored + [each for each in live_closes if each.day >= first], states


def _stored_score(snapshot: Snapshot) -> DayScore:
    return DayScore(
        snapshot.day,
        snapshot.pillars,
        snapshot.total,
        Trust(snapshot.state),
        snapshot.known_days,
        snapshot.tracked,
        snapshot.version,
        snapshot.known,
    )


def _live_score(scores: Scores) -> DayScore:
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
    closes: Sequence[DayScore],
    readings: Sequence[OfficialReading | ReadingDot],
    *,
    by_day: bool,
) -> ScoreSeries:
    """The closes as a trend, with the readings as its dots."""
    held = (
        _held_days(organization, closes, {reading.day for reading in readings}) if by_day else None
    )
    return ScoreSeries(
        title="Estimated SSI",
        days=tuple(each.day for each in closes),
        totals=tuple(each.total for each in closes),
        pillars=tuple(each.pillars for each in closes),
        held=tuple(held or [each.trust == Trust.WAITING for each in closes]),
        readings=tuple(ReadingDot(r.day, r.total, r.pillars) for r in readings),
        marks=version_marks((each.day, each.version) for each in closes),
        by_day=by_day,
    )


def _held_days(
    organization: Organization, closes: Sequence[DayScore], reading_days: set[date]
) -> list[bool]:
    """Whether each day is held: a working day without data, or a weekend after one."""
    held, is_held = [], False
    for close in closes:
        known = close.known or close.day in reading_days
        is_held = not known and (organization.works_on(close.day) or is_held)
        held.append(is_held)
    return held


def change_reasons(layout: Layout, difference: Difference) -> tuple[tuple[Reason, ...], str]:
    """The largest causes and the sum of the rest, and the three largest in a sentence.

    The sentence has only causes in the direction in which the total moved.
    """
    causes = sorted(causes_of(layout, difference, 0), key=lambda each: -abs(each.points))
    named = [each for each in causes[:MAX_REASONS] if round(each.points, 1)]
    rest = sum(each.points for each in causes[len(named) :])
    reasons = [Reason(each.words, each.points) for each in named]
    remainder = [Reason("", rest)] if round(rest, 1) else []
    return (*reasons, *remainder), causes_sentence(causes_in_direction(layout, difference, 0))


def state_at(rep: Rep, close: DayScore, live_states: Mapping[date, State]) -> State:
    """The state at a close; `live_states` are the states that `closes_between` returned with it."""
    if close.day in live_states:
        return live_states[close.day]
    (state,) = live_scores.states_on(rep.organization, np.array([rep.pk]), close.day)
    return state


def difference_between(rep: Rep, first: DayScore, last: DayScore) -> tuple[Difference, State]:
    """What moved the rep's total from one close to another, and the state at the last."""
    passage = live_scores.passage_on(rep.organization, np.array([rep.pk]), first.day, last.day)
    versions = (version_of(rep.organization_id, each.version) for each in (last, first))
    layout, was = (layout_of(each) for each in versions)
    since, day = first.day.toordinal(), last.day.toordinal()
    return attribute_change(layout, passage, since, day, was=was), passage.waypoints[day].state
