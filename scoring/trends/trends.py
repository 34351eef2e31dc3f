"""Team trend: the average of ranked reps at each close, and how the scores are spread.

Building and waiting reps are not counted (Snapshot.is_ranked). A day's figures are of the reps who
were in the team that day.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import dropwhile
from typing import Any

from scoring.core.signals import MILESTONES, PILLARS
from scoring.models import Snapshot
from scoring.models.snapshots import SnapshotQuerySet
from scoring.scores import periods
from scoring.scores.date_range import DateRange, closes_of, days_between
from scoring.scores.periods import Pillars
from scoring.scores.series import GoalPath, ScoreSeries, SeriesTable, version_marks
from teams.audit.exports import Writable
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import day_words, one_decimal, rounded_parts, rounded_total, whole
from teams.models import Team

# Milestones whose shares are shown.
MILESTONES_SHOWN = tuple(mark for mark in MILESTONES if mark >= 40)
BANDS = ("Below 40", "40 to 69", "70 or above")


@dataclass(frozen=True)
class TeamDay:
    """A team at a daily close; averages are None if no rep was counted."""

    day: date
    counted: int
    pillars: Pillars | None
    reached: tuple[int, ...]  # number of reps at each of MILESTONES_SHOWN or above
    version: str = ""  # of the model

    @property
    def average(self) -> float | None:
        """The average total."""
        return sum(self.pillars) if self.pillars else None

    @property
    def highest_first(self) -> tuple[int, ...]:
        """Number of reps at each milestone, the highest first."""
        return self.reached[::-1]

    @property
    def bands(self) -> tuple[int, int, int]:
        """Number of reps in each of BANDS."""
        return (
            self.counted - self.reached[0],
            self.reached[0] - self.reached[-1],
            self.reached[-1],
        )


@dataclass(frozen=True)
class TeamTrend:
    """A team's closes, oldest first, from one at which a rep was counted."""

    team: Team
    days: tuple[TeamDay, ...]
    step: str
    notes: tuple[tuple[date, str], ...] = ()
    goals: tuple[GoalPath, ...] = ()

    @cached_property
    def counted_days(self) -> list[TeamDay]:
        """The closes at which a rep was counted."""
        return [each for each in self.days if each.counted]

    def with_notes(
        self, notes: tuple[tuple[date, str], ...], goals: tuple[GoalPath, ...] = ()
    ) -> "TeamTrend":
        """Returns a copy with notes and goals."""
        return replace(self, notes=notes, goals=goals)

    @cached_property
    def remarks(self) -> tuple[tuple[date, str], ...]:
        """The first close scored by each new model version, and the notes."""
        return (*version_marks((each.day, each.version) for each in self.counted_days), *self.notes)

    @property
    def change(self) -> float | None:
        """Points from the first counted close to the last; None with fewer than two."""
        if len(self.counted_days) < 2:
            return None
        return (self.counted_days[-1].average or 0.0) - (self.counted_days[0].average or 0.0)

    @property
    def milestones(self) -> tuple[int, ...]:
        """The milestones, highest first."""
        return MILESTONES_SHOWN[::-1]

    @cached_property
    def trend(self) -> ScoreSeries:
        """The averages as a trend; a close at which no rep was counted is held."""
        pillars: list[Pillars] = []
        for each in self.days:
            pillars.append(each.pillars or pillars[-1])
        return ScoreSeries(
            title=f"Average estimated SSI of {self.team.name}",
            days=tuple(each.day for each in self.days),
            totals=tuple(map(sum, pillars)),
            pillars=tuple(pillars),
            held=tuple(not each.counted for each in self.days),
            readings=(),
            marks=self.remarks,
            by_day=False,
            goals=self.goals,
        )

    @property
    def table(self) -> SeriesTable:
        """The averages and shares as a table, newest first."""
        head = (
            "Close of",
            "Average",
            *PILLAR_NAMES,
            "Counted",
            *(f"{m} or above" for m in MILESTONES_SHOWN),
        )
        rows = [(_close_words(self, each), *_figures(each)) for each in self.days]
        if self.remarks:
            head += ("Noted",)
            rows = [(*row, self.trend.marks_text(at)) for at, row in enumerate(rows)]
        return SeriesTable(f"{self.team.name}: averages and shares", head, tuple(rows[::-1]))

    @property
    def bands_table(self) -> SeriesTable:
        """Number of reps in each band as a table, newest first."""
        rows = [
            (
                _close_words(self, each),
                *(_share_words(n, each.counted) for n in each.bands),
                _people(each),
            )
            for each in self.days[::-1]
        ]
        return SeriesTable(
            f"{self.team.name}: spread", ("Close of", *BANDS, "Counted"), tuple(rows)
        )


def _people(each: TeamDay) -> str:
    return str(each.counted) if each.counted else "nobody"


def _close_words(trend: TeamTrend, each: TeamDay) -> str:
    return day_words(each.day, trend.days[-1].day.year)


def _figures(each: TeamDay) -> list[str]:
    if each.pillars is None:
        return ["–"] * 5 + [_people(each)] + ["–"] * len(MILESTONES_SHOWN)
    averages = [one_decimal(value) for value in _shown_averages(each.pillars)]
    return [*averages, _people(each), *(_share_words(n, each.counted) for n in each.reached)]


def _shown_averages(pillars: Pillars) -> tuple[float, ...]:
    """Average total and pillars with one decimal; the pillars add up to the total."""
    total = rounded_total(sum(pillars))
    return (total, *rounded_parts(pillars, total))


def _share_words(number: int, people: int) -> str:
    """Number and percentage, such as `3 (38 %)`."""
    if not people:
        return "–"
    return f"{number} ({whole(100 * number / people)} %)"


def team_trend(team: Team, span: DateRange) -> TeamTrend | None:
    """The team at the closes of the span up to the last; None before anything was scored."""
    last = periods.last_close_of_teams(team.organization, [team])
    snapshots = Snapshot.objects.in_team(team)
    first = last and span.first(last, snapshots.first_day)
    if last is None or first is None:
        return None
    step = span.step_of(first, last)
    days = closes_of(days_between(first, last), step)
    return TeamTrend(team, tuple(_days(snapshots, days, every_day=step == "day")), step)


def figures_on(team: Team, days: Sequence[date]) -> list[TeamDay]:
    """Figures of the given days on which a rep was counted, in no particular order."""
    rows = Snapshot.objects.in_team(team).at(*days).daily_figures(MILESTONES_SHOWN)
    return [_team_day(row) for row in rows]


def _days(snapshots: SnapshotQuerySet, days: Sequence[date], *, every_day: bool) -> list[TeamDay]:
    """Figures of these days, from the first on which a rep was counted."""
    selected = snapshots.between(days[0], days[-1]) if every_day else snapshots.at(*days)
    rows = {row["day"]: row for row in selected.daily_figures(MILESTONES_SHOWN)}
    none_reached = tuple(0 for _ in MILESTONES_SHOWN)
    figures = [
        _team_day(row) if (row := rows.get(day)) else TeamDay(day, 0, None, none_reached)
        for day in days
    ]
    return list(dropwhile(lambda each: not each.counted, figures))


def _team_day(row: dict[str, Any]) -> TeamDay:
    a, b, c, d = (row[f"mean_{pillar}"] for pillar in PILLARS)
    reached = tuple(row[f"at_{mark}"] for mark in MILESTONES_SHOWN)
    return TeamDay(row["day"], row["counted"], (a, b, c, d), reached, row["made_by"])


def write_trend_csv(trend: TeamTrend, out: Writable) -> None:
    """Writes the figures as CSV, oldest first, to one decimal; empty if no rep was counted."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            "close_of",
            "counted",
            "average",
            *PILLARS,
            *(f"at_{mark}_or_above" for mark in MILESTONES_SHOWN),
        ]
    )
    for each in trend.days:
        values = _shown_averages(each.pillars) if each.pillars else ("",) * 5
        averages = [f"{value:.1f}" if value != "" else "" for value in values]
        writer.writerow([each.day, each.counted, *averages, *each.reached])
