"""Start and end readings of a programme: each rep's LinkedIn score when it began and ended.

The start is the reading nearest to the first day, within a week either side; of two equally near
the earlier. The end is the one nearest to the last day, from halfway on until a week after; of two
equally near the later, and at least a week after the start. While the programme is running, the
last close stands in for the last day. An end more than a week before the last day counts, but is
marked as early: otherwise reps who read LinkedIn once a month would be missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.scores import periods
from teams.base.formatting import short_day
from teams.models import OfficialReading, Rep

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Span:
    """Elapsed days of a programme: from its first to its last, or to the last close."""

    first: date
    last: date

    @property
    def half(self) -> date:
        """The first day of the second half."""
        return self.last - (self.last - self.first) // 2


@dataclass(frozen=True)
class Ends:
    """A rep's readings at both ends; None where there is none."""

    rep: Rep
    span: Span
    start: OfficialReading | None
    end: OfficialReading | None

    @property
    def change(self) -> float | None:
        """Points moved; None without both."""
        if self.start is None or self.end is None:
            return None
        return self.end.total - self.start.total

    @property
    def is_early(self) -> bool:
        """Whether the end was read more than a week before the last day."""
        return self.end is not None and self.end.day < self.span.last - WEEK

    @property
    def note(self) -> str:
        """Which end is missing, or that the last is early; empty if all is well."""
        lacking = []
        if self.start is None:
            lacking.append(f"none within a week of {short_day(self.span.first)}")
        if self.end is None:
            lacking.append(f"none from {short_day(self.span.half)} on")
        if self.is_early and not lacking:
            lacking.append("last one read early")
        return ", ".join(lacking)


def ends_of(reps: Sequence[Rep], span: Span) -> list[Ends]:
    """Both ends of each rep, in the order given."""
    read = periods.readings_between(reps, span.first - WEEK, span.last + WEEK)
    return [_ends(rep, span, read) for rep in reps]


def _ends(rep: Rep, span: Span, read: Mapping[int, list[OfficialReading]]) -> Ends:
    mine = read[rep.pk]
    start = _nearest(span.first, [each for each in mine if each.day <= span.first + WEEK])
    since = max(span.half, start.day + WEEK) if start else span.half
    end = _nearest(span.last, [each for each in mine if each.day >= since][::-1])
    return Ends(rep, span, start, end)


def _nearest(day: date, found: Iterable[OfficialReading]) -> OfficialReading | None:
    return min(found, key=lambda each: abs(each.day - day), default=None)
