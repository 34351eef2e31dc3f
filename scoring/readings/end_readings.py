"""Start and end readings of a programme: each rep's LinkedIn score when it began and ended.

The start is the reading nearest to the first day, within a week either side; of two equally near
the earlier. The end is a reading from halfway on, at least a week after the start: the last one
while the programme is running; once it is over the one nearest to the last day, until a week after
it, of two equally near the later. An end more than a week before the last day counts, but is marked
as early: otherwise reps who read LinkedIn once a month would be missing.

The page of a programme, the page of its effect and its reports all take their readings from here,
and so show one figure. On the day of a reading a score is neither building nor waiting, so at both
ends every rep with readings counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.scores import periods
from teams.base.formatting import short_day
from teams.models import OfficialReading, Programme, Rep

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class ProgrammeSpan:
    """Elapsed days of a programme: from its first to its last, or to the last close."""

    first: date
    last: date
    ends_on: date  # the programme's last day

    @property
    def is_over(self) -> bool:
        """Whether the programme's last day is over."""
        return self.last >= self.ends_on

    @property
    def half(self) -> date:
        """The first day of the second half."""
        return self.last - (self.last - self.first) // 2


@dataclass(frozen=True)
class EndReadings:
    """A rep's readings at both ends and the last one; None where there is none."""

    rep: Rep
    span: ProgrammeSpan
    start: OfficialReading | None
    end: OfficialReading | None
    last: OfficialReading | None  # until a week after the programme, wherever it lies

    @property
    def now(self) -> OfficialReading | None:
        """The end, or the last reading as long as there is no end."""
        return self.end or self.last

    @property
    def change(self) -> float | None:
        """Change in points; None unless both ends have a reading."""
        if self.start is None or self.end is None:
            return None
        return self.end.total - self.start.total

    @property
    def is_early(self) -> bool:
        """Whether the end was read more than a week before the last day."""
        return self.end is not None and self.end.day < self.span.last - WEEK

    @property
    def note(self) -> str:
        """Which end is missing, or that the end is early; empty if neither."""
        notes = []
        if self.start is None:
            notes.append(f"none within a week of {short_day(self.span.first)}")
        if self.end is None:
            notes.append(f"none from {short_day(self.span.half)} on")
        if self.is_early and not notes:
            notes.append("last one read early")
        return ", ".join(notes)


def programme_span(programme: Programme, today: date, closed: date | None) -> ProgrammeSpan:
    """The programme's days that are over and closed."""
    last = min(closed or today, today - DAY, programme.ends_on)
    return ProgrammeSpan(programme.starts_on, last, programme.ends_on)


def period_span(first: date, last: date) -> ProgrammeSpan:
    """The days of any other period, which is over with its last day."""
    return ProgrammeSpan(first, last, last)


def load_end_readings(reps: Sequence[Rep], span: ProgrammeSpan) -> list[EndReadings]:
    """Readings at both ends for each rep, in the order of `reps`."""
    readings = periods.readings_between(reps, span.first - WEEK, span.ends_on + WEEK)
    return [_rep_end_readings(rep, span, readings[rep.pk]) for rep in reps]


def _rep_end_readings(
    rep: Rep, span: ProgrammeSpan, readings: Sequence[OfficialReading]
) -> EndReadings:
    start = baseline_of(readings, span.first)
    since = max(span.half, start.day + WEEK) if start else span.half
    end = _final_reading([each for each in readings if each.day >= since], span)
    return EndReadings(rep, span, start, end, readings[-1] if readings else None)


def baseline_of(readings: Sequence[OfficialReading], starts_on: date) -> OfficialReading | None:
    """The reading nearest to the start, within seven days; of two equally near the earlier."""
    near = [each for each in readings if abs(each.day - starts_on) <= WEEK]
    return min(near, key=lambda each: (abs(each.day - starts_on), each.day), default=None)


def _final_reading(late: Sequence[OfficialReading], span: ProgrammeSpan) -> OfficialReading | None:
    """The last reading, or once the programme is over the one nearest to its last day."""
    if not span.is_over:
        return late[-1] if late else None
    return min(late[::-1], key=lambda each: abs(each.day - span.last), default=None)
