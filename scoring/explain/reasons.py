"""Why a score moved between two closes: the one answer that every page, mail and file gives.

What the rep did and what LinkedIn said are two groups, never mixed in one sentence. All parts add
up to the change, also as they are shown with one decimal.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

import numpy as np

from scoring.core.explain import Difference, Journey
from scoring.core.layout import Floats, layout_of
from scoring.core.signals import PILLARS
from scoring.daily.active_version import cached_timeline
from scoring.daily.live import can_explain, journeys_on
from scoring.explain.amounts import change_words, signal_amounts
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import one_decimal, rounded_parts, short_day, signed
from teams.models import Organization, Rep

LINKEDIN, LIMITS = "linkedin", "limits"  # causes that are no signals
MAX_LINES = 5  # more causes than these are grouped by pillar


@dataclass(frozen=True)
class Span:
    """A rep (by id) between the closes of two days."""

    rep: int
    since: date
    day: date


@dataclass(frozen=True)
class Cause:
    """What moved a total, and by how many points as shown (one decimal).

    `key` is a signal's name, LINKEDIN for a LinkedIn score read in between, or LIMITS for what a
    pillar can't show below 0 or above 25.
    """

    key: str
    pillar: str  # empty unless it is of one pillar
    words: str
    points: float

    @property
    def sentence(self) -> str:
        """`Comments 19 a week, was 8: +1.8`."""
        return f"{self.words}: {signed(self.points)}"


@dataclass(frozen=True)
class Line:
    """A line of an explanation: one cause, or those of a pillar together."""

    words: str
    points: float
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Reason:
    """Why a total moved from one close to another, in points as shown; the causes add up to it.

    `activity` is what the rep did, `linkedin` what LinkedIn said, each largest first.
    """

    span: Span
    change: float
    activity: tuple[Cause, ...]
    linkedin: tuple[Cause, ...]

    @property
    def done(self) -> float:
        """Points that the rep's activity moved."""
        return _sum(self.activity)

    @property
    def said(self) -> float:
        """Points that LinkedIn scores moved."""
        return _sum(self.linkedin)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The activity in lines, largest first; by pillar where there are many causes."""
        if len(self.activity) <= MAX_LINES:
            return tuple(Line(each.words, each.points, ()) for each in self.activity)
        return self.pillar_lines

    @cached_property
    def pillar_lines(self) -> tuple[Line, ...]:
        """The activity by pillar, largest first; limits are a line of their own, without causes."""
        groups: dict[str, list[Cause]] = defaultdict(list)
        for each in self.activity:
            groups[each.pillar].append(each)
        names: dict[str, str] = dict(zip(PILLARS, PILLAR_NAMES, strict=True))
        lines = [
            Line(names[pillar], _sum(causes), tuple(causes))
            if pillar
            else Line(causes[0].words, _sum(causes), ())
            for pillar, causes in groups.items()
        ]
        return tuple(sorted(lines, key=lambda line: -abs(line.points)))

    @cached_property
    def in_direction(self) -> tuple[Cause, ...]:
        """Causes of the group that explains the direction of the change, largest first.

        Activity where it moved the total that way at least as much as LinkedIn scores did: it is
        what a manager can talk about.
        """
        sign = np.sign(self.change)
        groups = (self.activity, self.linkedin)
        group = groups[0] if self.done * sign >= self.said * sign else groups[1]
        return tuple(each for each in group if each.points * sign > 0)

    @property
    def main(self) -> Cause | None:
        """The largest cause in the direction of the change; None if it did not move."""
        return self.in_direction[0] if self.in_direction else None

    @property
    def main_words(self) -> str:
        """The main cause with its points, after its pillar's sum where many small causes add up."""
        if self._main_pillar:
            return self.sentence
        return self.main.sentence if self.main else ""

    @property
    def sentence(self) -> str:
        """The two largest causes in the direction: `Comments 19 a week, was 8: +1.8; …`.

        Where many small causes add up, the pillar that moved most and its largest cause:
        `Insights in all: −0.9; Comments 9 a week, was 15: −0.3`.
        """
        pillar = self._main_pillar
        if not pillar:
            return "; ".join(each.sentence for each in self.in_direction[:2])
        cause = next(each for each in self.in_direction if each in pillar.causes)
        return f"{pillar.words} in all: {signed(pillar.points)}; {cause.sentence}"

    @cached_property
    def _main_pillar(self) -> Line | None:
        """The pillar that moved most in the direction, if no cause made a third of the change."""
        main, sign = self.main, np.sign(self.change)
        if not main or main.key == LINKEDIN or round(3 * abs(main.points), 1) >= abs(self.change):
            return None
        lines = [each for each in self.pillar_lines if each.causes and each.points * sign > 0]
        largest = lines[0] if lines else None
        return largest if largest and abs(largest.points) > abs(main.points) else None

    @property
    def headline(self) -> str:
        """The change and its causes: `Up 2.3. Comments 19 a week, was 8: +1.8.` and the like."""
        if not self.change:
            return "Unchanged."
        moved = f"{'Up' if self.change > 0 else 'Down'} {one_decimal(abs(self.change))}."
        return f"{moved} {self.sentence}." if self.in_direction else moved

    @property
    def query(self) -> str:
        """The period as a query string, for links to the page that explains it."""
        return urlencode({"from": self.span.since.isoformat(), "to": self.span.day.isoformat()})


Reasons = Mapping[Span, Reason]


def _sum(causes: Sequence[Cause]) -> float:
    return round(sum(each.points for each in causes), 1)


def load_reasons(
    organization: Organization, reps: Mapping[int, Rep], spans: Collection[Span]
) -> dict[Span, Reason]:
    """The reason of each span; spans whose facts are no longer kept are left out."""
    wanted = [each for each in spans if can_explain(reps[each.rep], each.since)]
    if not wanted:
        return {}
    ids = np.array(sorted({each.rep for each in wanted}))
    first, last = min(each.since for each in wanted), max(each.day for each in wanted)
    reasons: dict[Span, Reason] = {}
    for part, journey in journeys_on(organization, ids, first, last):
        rows = {rep: row for row, rep in enumerate(part.tolist())}
        reasons |= _reasons(organization, journey, rows, [s for s in wanted if s.rep in rows])
    return reasons


def reason_of(rep: Rep, journey: Journey, since: date, day: date) -> Reason:
    """Why the total of a journey's only rep moved from one close to another."""
    span = Span(rep.pk, since, day)
    return _reasons(rep.organization, journey, {rep.pk: 0}, [span])[span]


def _reasons(
    organization: Organization, journey: Journey, rows: Mapping[int, int], spans: Sequence[Span]
) -> dict[Span, Reason]:
    by_days: dict[tuple[date, date], list[Span]] = defaultdict(list)
    for span in spans:
        by_days[span.since, span.day].append(span)
    found: dict[Span, Reason] = {}
    for (since, day), group in by_days.items():
        difference = journey.difference(since.toordinal(), day.toordinal())
        amounts = [_amounts_on(organization, journey, each) for each in (since, day)]
        found |= {
            span: build_reason(span, difference, rows[span.rep], amounts[0], amounts[1])
            for span in group
        }
    return found


def _amounts_on(organization: Organization, journey: Journey, day: date) -> Floats:
    ordinal = day.toordinal()
    layout = layout_of(cached_timeline(organization).on(ordinal))
    return signal_amounts(layout, journey.state(ordinal))


def build_reason(
    span: Span, difference: Difference, row: int, before: Floats, now: Floats
) -> Reason:
    """The reason of one row of a difference, with the signals' amounts (n, S) at both closes."""
    signals = difference.layout.version.signals
    parts: list[tuple[str, str, str, float]] = [
        (signal.name, signal.pillar, change_words(signal, before[row, at], now[row, at]), points)
        for at, (signal, points) in enumerate(
            zip(signals, difference.signals[row].tolist(), strict=True)
        )
        if points
    ]
    taken = float(difference.clamped[row].sum())
    parts.append((LIMITS, "", "A pillar at its limit of 0 or 25", taken))
    parts += [
        (LINKEDIN, "", _reading_words(each.ordinal), float(each.points[at].sum()))
        for each in difference.readings
        for at in np.flatnonzero(each.rows == row).tolist()
    ]
    shown = rounded_parts([points for *_, points in parts], float(difference.totals[row]))
    causes = [
        Cause(key, pillar, words, points)
        for (key, pillar, words, _), points in zip(parts, shown, strict=True)
        if points
    ]
    causes.sort(key=lambda each: -abs(each.points))
    return Reason(
        span=span,
        change=round(sum(shown), 1),
        activity=tuple(each for each in causes if each.key != LINKEDIN),
        linkedin=tuple(each for each in causes if each.key == LINKEDIN),
    )


def _reading_words(ordinal: int) -> str:
    day = short_day(date.fromordinal(ordinal))
    return f"LinkedIn score of {day} against our estimate"
