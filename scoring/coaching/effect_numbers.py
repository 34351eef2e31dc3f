"""Numbers about the effect of a programme: readings, estimates, comparison with others, meetings.

All are of the reps the viewer may see, compared with reps the viewer may see who took part in no
programme at the time. docs/effect.md describes the method.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import fmean

import numpy as np

from scoring.coaching.effect_estimate import EstimateChange, load_estimate_change
from scoring.coaching.effect_outcomes import WeeklyOutcome, weekly_outcomes
from scoring.core.layout import Floats
from scoring.core.treatment_effect import (
    MIN_SAMPLE,
    MatchedDifference,
    MeanChange,
    matched_difference,
    mean_change,
)
from scoring.readings.end_readings import DAY, EndReadings, ProgrammeSpan, load_end_readings
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
    """Participants compared with similar reps outside; `matched` is None if none is comparable."""

    matched: MatchedDifference | None
    others: int  # reps outside of whom both ends are known
    start_gap: float | None  # participants' mean start less the others'; None with too few others

    @property
    def difference(self) -> MeanChange | None:
        """The difference, if there are enough comparable pairs for an interval; else None."""
        return self.matched.change if self.matched and self.matched.change.interval else None


@dataclass(frozen=True)
class EffectNumbers:
    """Numbers about a programme's effect; readings and scores are of the reps the viewer sees."""

    programme: Programme
    span: ProgrammeSpan
    ends: tuple[EndReadings, ...]
    estimate: EstimateChange  # from the close of the first day to the last
    others: tuple[EndReadings, ...]
    other_scores: tuple[PeriodScore, ...]
    outcomes: tuple[WeeklyOutcome, ...]
    unseen: int  # participants whom the viewer does not look after

    @property
    def is_over(self) -> bool:
        """Whether the programme's last day is over."""
        return self.span.is_over

    @property
    def with_both_ends(self) -> list[EndReadings]:
        """Readings of the reps who have a LinkedIn score at both ends."""
        return [each for each in self.ends if each.change is not None]

    @property
    def changes(self) -> Floats:
        """Changes by LinkedIn score in points, float array (reps with both ends,)."""
        return np.array([each.change for each in _official_changes(self.ends)])

    @cached_property
    def official(self) -> MeanChange | None:
        """Mean change by LinkedIn score; None without any."""
        return mean_change(self.changes) if len(self.changes) else None

    @property
    def estimated(self) -> MeanChange | None:
        """Mean change by our estimate, of reps ranked at both closes; None without any."""
        return self.estimate.mean

    @property
    def average_changes(self) -> list[AverageChange]:
        """Changes of the averages that were pasted together with both readings."""
        changes = [
            _average_change("industry", self.with_both_ends, "industry_average"),
            _average_change("network", self.with_both_ends, "network_average"),
        ]
        return [each for each in changes if each]

    @cached_property
    def comparison(self) -> EffectComparison:
        """Comparison by LinkedIn score."""
        return _compare_changes(_official_changes(self.ends), _official_changes(self.others))

    @cached_property
    def estimate_comparison(self) -> EffectComparison:
        """Comparison by our estimate."""
        return _compare_changes(
            _estimated_changes(self.estimate.compared), _estimated_changes(self.other_scores)
        )


def first_effect_day(programme: Programme) -> date:
    """The earliest last day of a span that is worth evaluating."""
    return min(programme.starts_on + MIN_SPAN - DAY, programme.ends_on)


def load_effect_numbers(
    programme: Programme, reps: Sequence[Rep], outside: Sequence[Rep], span: ProgrammeSpan
) -> EffectNumbers:
    """Numbers about a programme that has run for long enough."""
    member_ids = {rep.pk for rep in reps}
    all_reps = [*reps, *outside]
    ends = load_end_readings(all_reps, span)
    scores = periods.period_scores(all_reps, span.last, span.first)
    member_scores = [each for each in scores if each.rep.pk in member_ids]
    return EffectNumbers(
        programme=programme,
        span=span,
        ends=tuple(ends[: len(reps)]),
        estimate=load_estimate_change(programme.organization, member_scores, span.first, span.last),
        others=tuple(ends[len(reps) :]),
        other_scores=tuple(each for each in scores if each.rep.pk not in member_ids),
        outcomes=tuple(weekly_outcomes(programme.organization, reps, span.first, span.last)),
        unseen=Rep.objects.present().taking_part(programme).count() - len(reps),
    )


def _official_changes(ends: Sequence[EndReadings]) -> list[StartAndChange]:
    return [
        StartAndChange(each.start.total, each.change)
        for each in ends
        if each.start is not None and each.change is not None
    ]


def _estimated_changes(scores: Sequence[PeriodScore]) -> list[StartAndChange]:
    return [
        StartAndChange(each.compared.total, each.change)
        for each in scores
        if each.compared is not None and each.change is not None
    ]


def _average_change(name: str, both: Sequence[EndReadings], field: str) -> AverageChange | None:
    pairs = [(getattr(each.start, field), getattr(each.end, field)) for each in both]
    changes = [now - then for then, now in pairs if then is not None and now is not None]
    return AverageChange(name, len(changes), fmean(changes)) if changes else None


def _compare_changes(
    members: Sequence[StartAndChange], others: Sequence[StartAndChange]
) -> EffectComparison:
    if not members or not others:
        return EffectComparison(None, len(others), None)
    starts, changes = _columns(members)
    other_starts, other_changes = _columns(others)
    enough = len(others) >= MIN_SAMPLE
    start_gap = float(starts.mean() - other_starts.mean()) if enough else None
    return EffectComparison(
        matched_difference(starts, changes, other_starts, other_changes), len(others), start_gap
    )


def _columns(reps: Sequence[StartAndChange]) -> tuple[Floats, Floats]:
    starts = np.array([each.start for each in reps])
    return starts, np.array([each.change for each in reps])
