"""One rep's score: where it stands, over time, signal by signal, and why it moved.

Whoever looks after a rep sees it as of the last close, and not which days were logged; the rep sees
both, and today too, provisional, from facts as they are now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from scoring import computed
from scoring.closes import Pillars
from scoring.core.explain import Explanation, causes, explain
from scoring.core.history import Scores, Trust
from scoring.core.layout import Layout, layout_of
from scoring.core.signals import MILESTONES, PILLARS
from scoring.core.state import State
from scoring.core.versions import CURRENT
from scoring.marks import marks_of
from scoring.models import Snapshot, version_of
from scoring.signal_words import LINKEDIN, NAMES, beside_estimate, cause
from scoring.trends import Dot, Trend, version_marks
from scoring.wording import PILLARS as PILLAR_NAMES
from scoring.wording import day_words, one_decimal, whole
from teams.importers.table import OPENED
from teams.models import OfficialReading, Organization, Rep

REASONS = 5  # the largest causes named one by one


@dataclass(frozen=True)
class Close:
    """A rep's score after a day, stored or provisional."""

    day: date
    pillars: Pillars
    total: float
    trust: Trust
    known_days: int
    tracked: float
    version: str
    known: bool


@dataclass(frozen=True)
class SignalPoints:
    """A signal's points; `left` is None where nobody ever said anything: not tracked."""

    name: str
    points: float
    weight: float
    left: float | None


@dataclass(frozen=True)
class PillarPoints:
    """A pillar's signals, what LinkedIn's number adds, and what they add up to."""

    pillar: str
    name: str
    shown: float
    signals: tuple[SignalPoints, ...]
    correction: float

    @property
    def sentence(self) -> str:
        """LinkedIn's part in words; empty where there is none."""
        if not round(self.correction, 1):
            return ""
        return f"{LINKEDIN} was {beside_estimate(self.correction)}"


@dataclass(frozen=True)
class Reason:
    """What moved the total between two days, and by how much."""

    cause: str
    change: float

    @property
    def sentence(self) -> str:
        """The cause as a line of a list; without one it is all that is left."""
        return self.cause[0].upper() + self.cause[1:] if self.cause else "Everything else"


@dataclass(frozen=True)
class RepStanding:
    """All that a rep's page shows. `since` is the day the change is counted from."""

    rep: Rep
    close: Close
    provisional: bool
    trend: Trend
    since: date
    change: float
    reasons: tuple[Reason, ...]
    pillars: tuple[PillarPoints, ...]
    reading: Dot | None

    @property
    def caption(self) -> str:
        """The way to the next milestone."""
        shown = whole(self.close.total)
        ahead = [mark for mark in MILESTONES if mark > shown]
        return f"{ahead[0] - shown} to the next milestone" if ahead else "70 is good"

    @property
    def headline(self) -> str:
        """One sentence on what moved."""
        if not round(self.change, 1):
            return f"Unchanged since {day_words(self.since)}."
        up = self.change > 0
        moved = f"{'Up' if up else 'Down'} {one_decimal(abs(self.change))}"
        # Reasons come largest first; the one that counts goes the way the total went.
        why = [each.cause for each in self.reasons if each.cause and (each.change > 0) == up]
        mostly = f", mostly {why[0]}" if why else ""
        return f"{moved} since {day_words(self.since)}{mostly}."

    @property
    def trust_words(self) -> str:
        """What to know before relying on the score; empty where it may be relied on."""
        if self.close.trust == Trust.BUILDING:
            days = f"{self.close.known_days} of {CURRENT.building_days}"
            return f"Still building: {days} days known. One LinkedIn reading settles it at once."
        if self.close.trust == Trust.WAITING:
            return "Waiting for data: nothing was logged for more than ten working days."
        return ""


def standing(
    rep: Rep, *, through: date, period: int | None, provisional: bool
) -> RepStanding | None:
    """The rep's standing at the last close up to `through`; None where there is none yet.

    `period` is in days; None is all there are.
    """
    last = through if provisional else Snapshot.objects.of(rep).last_day(through)
    if last is None:
        return None
    through, first = last, last - timedelta(days=period) if period else OPENED
    found, fresh = closes_between(rep, first, through, provisional=provisional)
    if not found:
        return None
    # Why it moved nobody knows any more where the facts of the first day are not kept.
    told = computed.is_explained(rep, found[0].day)
    before, now = _explained(rep, (found[0] if told else found[-1], found[-1]), fresh)
    marks = marks_of(rep, through)
    shown = [dot for dot in marks.dots if dot.day >= found[0].day]
    trend = trend_of(rep.organization, found, shown, by_day=provisional)
    return RepStanding(
        rep=rep,
        close=found[-1],
        provisional=provisional,
        trend=replace(trend, marks=(*trend.marks, *marks.notes), aims=marks.aims),
        since=found[0].day,
        change=found[-1].total - found[0].total,
        reasons=tuple(_reasons(before, now)) if told else (),
        pillars=tuple(_pillars(found[-1], now)),
        reading=marks.dots[-1] if marks.dots else None,
    )


def closes_between(
    rep: Rep, first: date, through: date, *, provisional: bool
) -> tuple[list[Close], dict[date, State]]:
    """The closes of the period, and the states of those not stored as facts have them now."""
    changed = rep.changed_from is not None and rep.changed_from <= through
    live = computed.live(rep, through) if provisional or changed else []
    fresh = [_fresh(scores) for scores in live]
    until = fresh[0].day - timedelta(days=1) if fresh else through
    stored = [_stored(each) for each in Snapshot.objects.of(rep).between(first, until)]
    states = {close.day: scores.state for close, scores in zip(fresh, live, strict=True)}
    return stored + [each for each in fresh if each.day >= first], states


def _stored(each: Snapshot) -> Close:
    return Close(
        each.day,
        each.pillars,
        each.total,
        Trust(each.state),
        each.known_days,
        each.tracked,
        each.version,
        each.known,
    )


def _fresh(scores: Scores) -> Close:
    brand, people, insights, relationships = scores.pillars[0].tolist()
    return Close(
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
    found: Sequence[Close],
    readings: Sequence[OfficialReading | Dot],
    *,
    by_day: bool,
) -> Trend:
    """The closes as a trend, with the readings as its dots."""
    held = _held(organization, found, {reading.day for reading in readings}) if by_day else None
    return Trend(
        title="Estimated SSI",
        days=tuple(each.day for each in found),
        totals=tuple(each.total for each in found),
        pillars=tuple(each.pillars for each in found),
        held=tuple(held or [each.trust == Trust.WAITING for each in found]),
        readings=tuple(Dot(r.day, r.total, r.pillars) for r in readings),
        marks=version_marks((each.day, each.version) for each in found),
        by_day=by_day,
    )


def _held(organization: Organization, found: Sequence[Close], read: set[date]) -> list[bool]:
    """Days that nobody said anything about, and the weekends in between."""
    held, before = [], False
    for each in found:
        known = each.known or each.day in read
        before = not known and (organization.works_on(each.day) or before)
        held.append(before)
    return held


Explained = tuple[Layout, Explanation]


def _explained(
    rep: Rep, closes: Sequence[Close], fresh: Mapping[date, State]
) -> Iterator[Explained]:
    stored = [close.day for close in closes if close.day not in fresh]
    asked = computed.states_on(rep.organization, np.array([rep.pk]), *stored) if stored else []
    states = dict(fresh) | dict(zip(stored, asked, strict=True))
    for close in closes:
        layout = layout_of(version_of(rep.organization_id, close.version))
        yield layout, explain(layout, states[close.day])


def _reasons(before: Explained, after: Explained) -> list[Reason]:
    """The largest causes by name, the rest in one line; they add up to the change."""
    layout, now = after
    by_cause = dict(enumerate(causes(before[1], now)[0].tolist()))
    order = sorted(by_cause, key=lambda at: -abs(by_cause[at]))
    named = [at for at in order[:REASONS] if round(by_cause[at], 1)]
    reasons = [Reason(cause(layout, at, by_cause[at]), by_cause[at]) for at in named]
    rest = sum(value for at, value in by_cause.items() if at not in named)
    return reasons + ([Reason("", rest)] if round(rest, 1) else [])


def _pillars(close: Close, explained: Explained) -> list[PillarPoints]:
    layout, explanation = explained
    return [
        PillarPoints(
            pillar=pillar,
            name=PILLAR_NAMES[at],
            shown=close.pillars[at],
            signals=tuple(_signals(layout, explanation, at)),
            correction=float(explanation.correction[0, at]),
        )
        for at, pillar in enumerate(PILLARS)
    ]


def _signals(layout: Layout, explanation: Explanation, pillar: int) -> list[SignalPoints]:
    mine = np.flatnonzero(layout.pillar_of[:, pillar])
    return [
        SignalPoints(
            name=NAMES[layout.names[at]],
            points=float(explanation.points[0, at]),
            weight=float(layout.weights[at]),
            left=float(explanation.left[0, at]) if explanation.tracked[0, at] else None,
        )
        for at in mine
    ]
