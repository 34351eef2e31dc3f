"""LinkedIn scores of a report's reps: all of its days, and the two that are compared.

Those are the first and the last of the period, and the week before it. In a report on a programme
they are the readings at both ends of it, so that its page, its effect and its report show one
figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.readings.end_readings import (
    EndReadings,
    ProgrammeSpan,
    load_end_readings,
    period_span,
    programme_span,
)
from scoring.reports.spec import ReportSpec, SubjectKind
from scoring.scores import periods
from scoring.scores.series import ReadingDot
from teams.models import OfficialReading, Programme, Rep

EARLIER_READING_WINDOW = timedelta(
    days=7
)  # a reading up to so long before the first close counts as the start


@dataclass(frozen=True)
class RepReadings:
    """A rep's readings, oldest first, and the two compared; None where there is none."""

    dots: tuple[ReadingDot, ...] = ()
    start: ReadingDot | None = None
    end: ReadingDot | None = None


def load_rep_readings(reps: Sequence[Rep], spec: ReportSpec, today: date) -> dict[int, RepReadings]:
    """The readings by rep id, in a few queries, however many reps there are."""
    readings = periods.readings_between(reps, spec.first - EARLIER_READING_WINDOW, spec.last)
    if spec.kind != SubjectKind.PROGRAMME:
        return {rep: _first_and_last(each) for rep, each in readings.items()}
    ends = load_end_readings(reps, _span(spec, reps, today))
    return {each.rep.pk: _both_ends(each, readings[each.rep.pk]) for each in ends}


def _first_and_last(readings: Sequence[OfficialReading]) -> RepReadings:
    dots = tuple(map(_dot, readings))
    return RepReadings(dots, dots[0], dots[-1]) if dots else RepReadings()


def _both_ends(ends: EndReadings, readings: Sequence[OfficialReading]) -> RepReadings:
    """All readings of the days, and those of the ends where they lie outside."""
    compared = [each for each in (ends.start, ends.end) if each]
    by_day = {each.day: _dot(each) for each in (*readings, *compared)}
    return RepReadings(
        tuple(by_day[day] for day in sorted(by_day)),
        _dot(ends.start) if ends.start else None,
        _dot(ends.end) if ends.end else None,
    )


def _span(spec: ReportSpec, reps: Sequence[Rep], today: date) -> ProgrammeSpan:
    """The programme so far where the report is about all of it, else the report's period."""
    programme = Programme.objects.get(pk=spec.pk)
    queryset = Rep.objects.filter(pk__in=[rep.pk for rep in reps])
    close = periods.last_close_of_reps(reps[0].organization, queryset)
    so_far = programme_span(programme, today, close)
    is_whole = (spec.first, spec.last) == (so_far.first, so_far.last)
    return so_far if is_whole else period_span(spec.first, spec.last)


def _dot(reading: OfficialReading) -> ReadingDot:
    return ReadingDot(reading.day, reading.total, reading.pillars)
