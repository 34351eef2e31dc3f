"""Comparison of up to five reps or teams in one chart: totals of reps, averages of teams.

All lines have the same closes. Only ranked scores are shown: while a rep is building or waiting, or
no rep of a team is ranked, there is a gap.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from scoring.models import TOTAL, Snapshot
from scoring.scores.date_range import DateRange, closes_of, days_between
from scoring.scores.series import SeriesTable, version_marks
from scoring.trends.trends import figures_on
from teams.audit.exports import Writable, escape_formula
from teams.base.formatting import day_words, one_decimal
from teams.models import Rep, Team

MAX_COMPARED = 5
LETTERS = "ABCDE"


@dataclass(frozen=True)
class ComparedSeries:
    """One line of the comparison: a total for each close, None where no ranked score exists."""

    letter: str
    name: str
    totals: tuple[float | None, ...]

    @property
    def label(self) -> str:
        """Letter and name, such as `A Team North`."""
        return f"{self.letter} {self.name}"

    @property
    def last(self) -> float | None:
        """The last known total; None without any."""
        return next((total for total in self.totals[::-1] if total is not None), None)


@dataclass(frozen=True)
class Comparison:
    """Lines over the same closes, oldest first."""

    days: tuple[date, ...]
    courses: tuple[ComparedSeries, ...]
    step: str
    marks: tuple[tuple[date, str], ...] = ()  # first close scored by a new model version

    @property
    def shown(self) -> list[ComparedSeries]:
        """The lines that have any total to draw."""
        return [course for course in self.courses if course.last is not None]

    @property
    def table(self) -> SeriesTable:
        """The totals as a table, newest first."""
        head = ("Close of", *(course.label for course in self.courses))
        rows = [
            (day_words(day, self.days[-1].year), *(_words(c.totals[at]) for c in self.courses))
            for at, day in enumerate(self.days)
        ]
        return SeriesTable("Compared", head, tuple(rows[::-1]))


def _words(total: float | None) -> str:
    return "–" if total is None else one_decimal(total)


def build_comparison(who: Sequence[Rep | Team], span: DateRange, last: date) -> Comparison:
    """Compares these reps and teams, in this order, up to a close."""
    reps = [each for each in who if isinstance(each, Rep)]
    teams = [each for each in who if isinstance(each, Team)]
    first = span.first(last, Snapshot.objects.of_any(reps, teams).first_day) or last
    step = span.step_of(first, last)
    days = closes_of(days_between(first, last), step)
    found, made_by = _totals(reps, days)
    for team in teams:
        for each in figures_on(team, days):
            found[team, each.day], made_by[each.day] = each.average, each.version
    known = {day for _, day in found}
    days = list(dropwhile(lambda day: day not in known, days)) or days
    courses = [
        ComparedSeries(letter, each.name, tuple(found.get((each, day)) for day in days))
        for letter, each in zip(LETTERS, who, strict=False)
    ]
    marks = version_marks((day, made_by[day]) for day in days if day in made_by)
    return Comparison(tuple(days), tuple(courses), step, marks)


def _totals(
    reps: Sequence[Rep], days: Sequence[date]
) -> tuple[dict[tuple[Rep | Team, date], float | None], dict[date, str]]:
    """The reps' totals by rep and day, and the model version of each day."""
    by_id = {rep.pk: rep for rep in reps}
    found = Snapshot.objects.totals_of(reps).between(days[0], days[-1])
    rows = list(found.values_list("rep_id", "day", TOTAL, "version"))
    totals: dict[tuple[Rep | Team, date], float | None] = {
        (by_id[rep], day): total for rep, day, total, _ in rows
    }
    return totals, {day: version for _, day, _, version in rows}


def write_comparison_csv(found: Comparison, out: Writable) -> None:
    """Writes the totals as CSV, a row for each close, oldest first."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["close_of", *(escape_formula(course.name) for course in found.courses)])
    for at, day in enumerate(found.days):
        totals = [course.totals[at] for course in found.courses]
        writer.writerow([day, *("" if total is None else f"{total:.1f}" for total in totals)])
