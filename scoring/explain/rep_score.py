"""A rep's score page: the score, its trend, points by signal, and why it moved.

Viewers who look after a rep see the last close, and not which days were logged; the rep sees both,
and today's provisional score from current facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from scoring.core.constants import ENOUGH_COVERAGE
from scoring.core.layout import layout_of
from scoring.core.signals import MILESTONES
from scoring.core.state import State
from scoring.core.trajectory import Scores
from scoring.core.uncertainty import Trust
from scoring.daily import live as live_scores
from scoring.explain.reasons import Reason, reason_of
from scoring.explain.signal_points import PillarPoints, build_pillar_points
from scoring.models import Snapshot, version_of
from scoring.scores.annotations import marks_of
from scoring.scores.periods import Pillars
from scoring.scores.series import ReadingDot, ScoreSeries, count_early, version_marks
from scoring.scores.without_rank import not_ranked_words
from teams.base.formatting import day_words, one_decimal, whole
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import OfficialReading, Organization, Rep


@dataclass(frozen=True)
class DayScore:
    """A rep's score at the close of a day, stored or provisional."""

    day: date
    pillars: Pillars
    total: float
    trust: Trust
    known_days: int
    coverage: float  # weights of the signals that count, of 100
    half_range: float | None  # of the likely range, in points; None on the day of a LinkedIn score
    has_reading: bool  # whether there was ever one
    version: str
    known: bool

    @property
    def has_begun(self) -> bool:
        """Whether the score's line has begun; what is estimated before is compared with nothing."""
        return self.has_reading or self.coverage >= ENOUGH_COVERAGE


@dataclass(frozen=True)
class RepScore:
    """Everything a rep's page shows; `since` is the day the change is counted from."""

    rep: Rep
    close: DayScore
    provisional: bool
    trend: ScoreSeries
    since: date
    change: float | None  # None where there is nothing to compare with
    reason: Reason | None  # None if it is not known any more, or there is nothing to compare with
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
        """The change and its largest causes."""
        if self.change is None:
            return ""
        if not round(self.change, 1):
            return f"Unchanged since {day_words(self.since)}."
        up = "Up" if self.change > 0 else "Down"
        moved = f"{up} {one_decimal(abs(self.change))} since {day_words(self.since)}."
        return f"{moved} {self.reason.sentence}." if self.reason and self.reason.main else moved

    @property
    def trust_words(self) -> str:
        """Why the score has no rank yet, and what gives it one; empty if it has."""
        words = not_ranked_words(self.close.trust, self.close.coverage)
        return f"Not ranked yet: {words}" if words else ""


def rep_score(rep: Rep, *, through: date, period: int | None, provisional: bool) -> RepScore | None:
    """The rep's score page as of the last close up to `through`; None before the first score.

    `period` is in days; None is the whole time. With `provisional` it is as of `through` itself.
    """
    last = through if provisional else Snapshot.objects.of(rep).last_day(through)
    if last is None:
        return None
    through, first = last, last - timedelta(days=period) if period else LINKEDIN_LAUNCH
    closes, live_states = closes_between(rep, first, through, provisional=provisional)
    if not closes:
        return None
    compared = [each for each in closes if each.has_begun]
    first_close, last_close = compared[0] if compared else closes[-1], closes[-1]
    # The causes are unknown if the facts of the first day are no longer kept.
    reason = None
    if first_close is not last_close and live_scores.can_explain(rep, first_close.day):
        journey = live_scores.journey_on(
            rep.organization, np.array([rep.pk]), first_close.day, last_close.day
        )
        reason = reason_of(rep, journey, first_close.day, last_close.day)
        state = journey.state(last_close.day.toordinal())
    else:
        state = state_at(rep, last_close, live_states)
    layout = layout_of(version_of(rep.organization_id, last_close.version))
    marks = marks_of(rep, through)
    shown = [dot for dot in marks.readings if dot.day >= closes[0].day]
    trend = trend_of(rep.organization, closes, shown, by_day=provisional)
    return RepScore(
        rep=rep,
        close=closes[-1],
        provisional=provisional,
        trend=replace(trend, marks=(*trend.marks, *marks.notes), goals=marks.goals),
        since=first_close.day,
        change=last_close.total - first_close.total if len(compared) > 1 else None,
        reason=reason,
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
        snapshot.coverage,
        snapshot.half_range,
        snapshot.last_reading is not None,
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
        float(scores.coverage[0]),
        None if np.isnan(half := float(scores.half_range[0])) else half,
        bool(scores.last_reading[0]),
        scores.version.identifier,
        bool(scores.any_known[0]),
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
        early=count_early(each.has_begun for each in closes),
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


def state_at(rep: Rep, close: DayScore, live_states: Mapping[date, State]) -> State:
    """The state at a close; `live_states` are the states that `closes_between` returned with it."""
    if close.day in live_states:
        return live_states[close.day]
    return live_scores.states_on(rep.organization, np.array([rep.pk]), close.day)
