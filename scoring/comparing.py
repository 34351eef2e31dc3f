"""Up to five reps or teams in one chart: totals of reps, averages of teams, at the same closes.

Only days that count are shown: while a rep builds or waits, or nobody of a team is counted, there
is a gap.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from scoring.models import TOTAL, Snapshot
from scoring.shares import figures_on
from scoring.spans import Span, closes_of, days_between
from scoring.trends import Table, version_marks
from scoring.wording import day_words, one_decimal
from teams.exports import Writable, plain
from teams.models import Rep, Team

MOST = 5
LETTERS = "ABCDE"


@dataclass(frozen=True)
class Course:
    """One of those compared; a total for each close, None where there is none that counts."""

    letter: str
    name: str
    totals: tuple[float | None, ...]

    @property
    def label(self) -> str:
        """`A Team North`."""
        return f"{self.letter} {self.name}"

    @property
    def last(self) -> float | None:
        """The last total there is."""
        return next((total for total in self.totals[::-1] if total is not None), None)


@dataclass(frozen=True)
class Comparison:
    """Courses over the same closes, oldest first."""

    days: tuple[date, ...]
    courses: tuple[Course, ...]
    step: str
    marks: tuple[tuple[date, str], ...] = ()  # the first close a new version of the model made

    @property
    def shown(self) -> list[Course]:
        """Those of whom there is anything to draw."""
        return [course for course in self.courses if course.last is not None]

    @property
    def table(self) -> Table:
        """The totals, newest first."""
        head = ("Close of", *(course.label for course in self.courses))
        rows = [
            (day_words(day, self.days[-1].year), *(_words(c.totals[at]) for c in self.courses))
            for at, day in enumerate(self.days)
        ]
        return Table("Compared", head, tuple(rows[::-1]))


def _words(total: float | None) -> str:
    return "–" if total is None else one_decimal(total)


def comparison(who: Sequence[Rep | Team], span: Span, last: date) -> Comparison:
    """The courses of these, in this order, up to a close."""
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
        Course(letter, each.name, tuple(found.get((each, day)) for day in days))
        for letter, each in zip(LETTERS, who, strict=False)
    ]
    marks = version_marks((day, made_by[day]) for day in days if day in made_by)
    return Comparison(tuple(days), tuple(courses), step, marks)


def _totals(
    reps: Sequence[Rep], days: Sequence[date]
) -> tuple[dict[tuple[Rep | Team, date], float | None], dict[date, str]]:
    """The reps' totals, and the version that made the closes of each day."""
    by_id = {rep.pk: rep for rep in reps}
    found = Snapshot.objects.totals_of(reps).between(days[0], days[-1])
    rows = list(found.values_list("rep_id", "day", TOTAL, "version"))
    totals: dict[tuple[Rep | Team, date], float | None] = {
        (by_id[rep], day): total for rep, day, total, _ in rows
    }
    return totals, {day: version for _, day, _, version in rows}


def write(found: Comparison, out: Writable) -> None:
    """The totals as CSV, a row a close, oldest first."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["close_of", *(plain(course.name) for course in found.courses)])
    for at, day in enumerate(found.days):
        totals = [course.totals[at] for course in found.courses]
        writer.writerow([day, *("" if total is None else f"{total:.1f}" for total in totals)])
