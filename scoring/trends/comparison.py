"""Comparison of up to five reps or teams in one chart: totals of reps, averages of teams.

All lines have the same closes. Only ranked scores are shown: while a rep is building or waiting, or
no rep of a team is ranked, there is a gap.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from scoring.models import TOTAL, Snapshot
from scoring.scores.date_range import DateRange, closes_of, days_between
from scoring.scores.series import SeriesTable, version_marks
from scoring.trends.trends import figures_on
from teams.audit.exports import Writable, escape_formula
from teams.base.formatting import coverage_words, day_words, one_decimal, plus_minus, whole
from teams.models import Rep, Team

MAX_COMPARED = 5
LETTERS = "ABCDE"


@dataclass(frozen=True)
class ComparedSeries:
    """One line of the comparison: a total for each close, None where no ranked score exists."""

    letter: str
    name: str
    totals: tuple[float | None, ...]
    certainty: str = ""  # of a rep's last total: its likely range and how much is tracked

    @property
    def label(self) -> str:
        """Letter and name, such as `A Team North`."""
        return f"{self.letter} {self.name}"

    @property
    def last_words(self) -> str:
        """The last known total with how sure it is: `64 ± 1.8, tracks 79 of 100 points`."""
        return "" if self.last is None else f"{whole(self.last)}{self.certainty}"

    @property
    def last(self) -> float | None:
        """The last known total; None without any."""
        return next((total for total in self.totals[::-1] if total is not None), None)


@dataclass(frozen=True)
class Comparison:
    """Lines over the same closes, oldest first."""

    days: tuple[date, ...]
    series: tuple[ComparedSeries, ...]
    step: str
    marks: tuple[tuple[date, str], ...] = ()  # first close scored by a new model version

    @property
    def shown(self) -> list[ComparedSeries]:
        """The lines that have any total to draw."""
        return [each for each in self.series if each.last is not None]

    @property
    def table(self) -> SeriesTable:
        """The totals as a table, newest first."""
        head = ("Close of", *(each.label for each in self.series))
        rows = [
            (day_words(day, self.days[-1].year), *(_words(c.totals[at]) for c in self.series))
            for at, day in enumerate(self.days)
        ]
        return SeriesTable("Compared", head, tuple(rows[::-1]))


def _words(total: float | None) -> str:
    return "–" if total is None else one_decimal(total)


def build_comparison(subjects: Sequence[Rep | Team], span: DateRange, last: date) -> Comparison:
    """Compares these reps and teams, in this order, up to a close."""
    reps = [each for each in subjects if isinstance(each, Rep)]
    teams = [each for each in subjects if isinstance(each, Team)]
    first = span.first(last, Snapshot.objects.of_any(reps, teams).first_day) or last
    step = span.step_of(first, last)
    days = closes_of(days_between(first, last), step)
    totals, versions = _totals(reps, days)
    certainties = _certainties(reps, totals)
    for team in teams:
        for each in figures_on(team, days):
            totals[team, each.day], versions[each.day] = each.average, each.version
    known = {day for _, day in totals}
    days = list(dropwhile(lambda day: day not in known, days)) or days
    series = [
        ComparedSeries(
            letter,
            each.name,
            tuple(totals.get((each, day)) for day in days),
            certainties.get(each, ""),
        )
        for letter, each in zip(LETTERS, subjects, strict=False)
    ]
    marks = version_marks((day, versions[day]) for day in days if day in versions)
    return Comparison(tuple(days), tuple(series), step, marks)


def _totals(
    reps: Sequence[Rep], days: Sequence[date]
) -> tuple[dict[tuple[Rep | Team, date], float | None], dict[date, str]]:
    """The reps' totals by rep and day, and the model version of each day."""
    reps_by_pk = {rep.pk: rep for rep in reps}
    snapshots = Snapshot.objects.totals_of(reps).between(days[0], days[-1])
    rows = list(snapshots.values_list("rep_id", "day", TOTAL, "version"))
    totals: dict[tuple[Rep | Team, date], float | None] = {
        (reps_by_pk[rep], day): total for rep, day, total, _ in rows
    }
    return totals, {day: version for _, day, _, version in rows}


def _certainties(
    reps: Sequence[Rep], totals: Mapping[tuple[Rep | Team, date], float | None]
) -> dict[Rep | Team, str]:
    """How sure the last total of each rep is, in words."""
    last_days = {each.pk: day for each, day in sorted(totals, key=lambda key: key[1])}
    days = {last_days[rep.pk] for rep in reps if rep.pk in last_days}
    snapshots = Snapshot.objects.totals_of(reps).at(*days) if days else ()
    last = {each.rep_id: each for each in snapshots if each.day == last_days[each.rep_id]}
    return {rep: _certainty_words(last[rep.pk]) for rep in reps if rep.pk in last}


def _certainty_words(snapshot: Snapshot) -> str:
    likely = f" {plus_minus(snapshot.half_range)}" if snapshot.half_range is not None else ""
    return f"{likely}, {coverage_words(snapshot.coverage)}"


def write_comparison_csv(comparison: Comparison, out: Writable) -> None:
    """Writes the totals as CSV, a row for each close, oldest first."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["close_of", *(escape_formula(each.name) for each in comparison.series)])
    for at, day in enumerate(comparison.days):
        totals = [each.totals[at] for each in comparison.series]
        writer.writerow([day, *("" if total is None else f"{total:.1f}" for total in totals)])
