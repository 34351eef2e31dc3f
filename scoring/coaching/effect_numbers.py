"""Figures of a programme: readings, estimates, comparison with others, meetings.

All are of the reps the viewer may see, compared with reps the viewer may see who took part in no
programme at the time. docs/effect.md describes the method.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import fmean

import numpy as np

from scoring.coaching.effect_outcomes import WeeklyOutcome, weekly_outcomes
from scoring.coaching.effect_readings import DAY, EndReadings, ProgrammeSpan, load_end_readings
from scoring.core.layout import Floats
from scoring.core.treatment_effect import (
    MIN_SAMPLE,
    MatchedDifference,
    MeanChange,
    matched_difference,
    mean_change,
)
from scoring.scores import periods
from scoring.scores.periods import PeriodScore
from teams.models import Programme, Rep

MIN_SPAN = timedelta(days=28)  # the shortest time worth evaluating


@dataclass(frozen=True)
class AverageChange:
    """An average that LinkedIn showed with both scores of some of the reps, and how it moved."""

    name: str
    reps: int
    change: float


@dataclass(frozen=True)
class StartAndChange:
    """A rep's start and change in points, by LinkedIn score or by our estimate."""

    start: float
    change: float


@dataclass(frozen=True)
class EffectComparison:
    """Participants compared with similar reps outside; `found` is None if no rep is comparable."""

    found: MatchedDifference | None
    others: int  # reps outside of whom both ends are known
    began: float | None  # participants' mean start less the others'; None with too few others

    @property
    def told(self) -> MeanChange | None:
        """The difference, if there are enough comparable pairs for an interval; else None."""
        return self.found.change if self.found and self.found.change.interval else None


@dataclass(frozen=True)
class EffectNumbers:
    """The figures; ends and standings are of the reps the viewer sees."""

    programme: Programme
    span: ProgrammeSpan
    ends: tuple[EndReadings, ...]
    standings: dict[int, PeriodScore]  # by rep id: the close before the first day, and the last
    others: tuple[EndReadings, ...]
    other_standings: dict[int, PeriodScore]
    outcomes: tuple[WeeklyOutcome, ...]
    unseen: int  # participants whom the viewer does not look after

    @property
    def is_over(self) -> bool:
        """Whether the programme's last day is over."""
        return self.span.is_over

    @property
    def both(self) -> list[EndReadings]:
        """Ends of the reps with a LinkedIn score at both."""
        return [each for each in self.ends if each.change is not None]

    @property
    def changes(self) -> Floats:
        """Float array of their changes, in points."""
        return np.array([course.change for course in _official_changes(self.ends)])

    @cached_property
    def official(self) -> MeanChange | None:
        """Mean change by LinkedIn score; None without any."""
        return mean_change(self.changes) if len(self.changes) else None

    @cached_property
    def estimated(self) -> MeanChange | None:
        """Mean change by our estimate, of reps ranked at both closes; None without any."""
        changes = np.array([course.change for course in _estimated_changes(self.standings)])
        return mean_change(changes) if len(changes) else None

    @property
    def beside(self) -> list[AverageChange]:
        """How the averages moved that were pasted with both readings."""
        told = [
            _average_change("industry", self.both, "industry_average"),
            _average_change("network", self.both, "network_average"),
        ]
        return [each for each in told if each]

    @cached_property
    def compared(self) -> EffectComparison:
        """Comparison by LinkedIn score."""
        return _compare_changes(_official_changes(self.ends), _official_changes(self.others))

    @cached_property
    def compared_by_estimate(self) -> EffectComparison:
        """Comparison by our estimate."""
        return _compare_changes(
            _estimated_changes(self.standings), _estimated_changes(self.other_standings)
        )


def first_effect_day(programme: Programme) -> date:
    """The first last day with which the programme is worth evaluating."""
    return min(programme.starts_on + MIN_SPAN - DAY, programme.ends_on)


def load_effect_numbers(
    programme: Programme, reps: Sequence[Rep], outside: Sequence[Rep], span: ProgrammeSpan
) -> EffectNumbers:
    """Figures of a programme of which enough is over."""
    inside = {rep.pk for rep in reps}
    people = [*reps, *outside]
    ends = load_end_readings(people, span)
    found = periods.period_scores(people, span.last, span.first - DAY)
    standings = {each.rep.pk: each for each in found}
    return EffectNumbers(
        programme=programme,
        span=span,
        ends=tuple(ends[: len(reps)]),
        standings={pk: each for pk, each in standings.items() if pk in inside},
        others=tuple(ends[len(reps) :]),
        other_standings={pk: each for pk, each in standings.items() if pk not in inside},
        outcomes=tuple(weekly_outcomes(programme.organization, reps, span.first, span.last)),
        unseen=Rep.objects.present().taking_part(programme).count() - len(reps),
    )


def _official_changes(ends: Sequence[EndReadings]) -> list[StartAndChange]:
    return [
        StartAndChange(each.start.total, each.change)
        for each in ends
        if each.start is not None and each.change is not None
    ]


def _estimated_changes(standings: dict[int, PeriodScore]) -> list[StartAndChange]:
    return [
        StartAndChange(each.compared.total, each.change)
        for each in standings.values()
        if each.compared is not None and each.change is not None
    ]


def _average_change(name: str, both: Sequence[EndReadings], field: str) -> AverageChange | None:
    pairs = [(getattr(each.start, field), getattr(each.end, field)) for each in both]
    moved = [now - then for then, now in pairs if then is not None and now is not None]
    return AverageChange(name, len(moved), fmean(moved)) if moved else None


def _compare_changes(
    courses: Sequence[StartAndChange], others: Sequence[StartAndChange]
) -> EffectComparison:
    if not courses or not others:
        return EffectComparison(None, len(others), None)
    starts, changes = _columns(courses)
    other_starts, other_changes = _columns(others)
    enough = len(others) >= MIN_SAMPLE
    began = float(starts.mean() - other_starts.mean()) if enough else None
    return EffectComparison(
        matched_difference(starts, changes, other_starts, other_changes), len(others), began
    )


def _columns(courses: Sequence[StartAndChange]) -> tuple[Floats, Floats]:
    starts = np.array([course.start for course in courses])
    return starts, np.array([course.change for course in courses])
