"""Scores of a report's reps: at both ends of the period, and day by day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.core.signals import PILLARS
from scoring.core.uncertainty import Trust
from scoring.models import Snapshot
from scoring.models.snapshots import has_begun
from scoring.reports.content import Score
from scoring.reports.spec import ReportSpec
from scoring.scores import periods
from scoring.scores.periods import PeriodScore, Pillars
from scoring.scores.series import ReadingDot, ScoreSeries, count_early, version_marks
from teams.models import Rep


@dataclass(frozen=True)
class ScoreDay:
    """A rep's close as a point of a line chart."""

    day: date
    pillars: Pillars
    trust: int
    version: str
    has_begun: bool = True  # whether it belongs to the score's line (`Snapshot.has_begun`)

    @property
    def total(self) -> float:
        """Unrounded, 0 to 100."""
        return sum(self.pillars)


@dataclass(frozen=True)
class RepScores:
    """Scores of all reps of a report, by rep id."""

    period_scores: dict[int, PeriodScore]
    days: dict[int, tuple[ScoreDay, ...]]

    @property
    def versions(self) -> tuple[str, ...]:
        """Model versions of the closes."""
        return tuple(sorted({each.version for days in self.days.values() for each in days}))


def load_rep_scores(reps: Sequence[Rep], spec: ReportSpec) -> RepScores:
    """Loads the scores in two queries, however many reps there are."""
    scores = periods.period_scores(reps, spec.last, spec.first, spec.before)
    rows = Snapshot.objects.between(spec.first, spec.last).filter(rep__in=reps)
    columns = ("rep_id", "day", *PILLARS, "state", "reading_age", "version")
    days: dict[int, list[ScoreDay]] = defaultdict(list)
    for rep, day, *pillars, state, age, version in rows.order_by("rep", "day").values_list(
        *columns
    ):
        a, b, c, d = pillars
        days[rep].append(ScoreDay(day, (a, b, c, d), state, version, has_begun(state, age)))
    return RepScores(
        period_scores={each.rep.pk: each for each in scores},
        days={rep: tuple(each) for rep, each in days.items()},
    )


def score_of(snapshot: Snapshot | None) -> Score | None:
    """A snapshot as a report's Score; None for None."""
    if snapshot is None:
        return None
    certainty = (snapshot.half_range, snapshot.coverage)
    return Score(snapshot.day, snapshot.total, snapshot.pillars, *certainty)


def mean_score(snapshots: Sequence[Snapshot]) -> Score | None:
    """Average of snapshots of the same day; None without any."""
    if not snapshots:
        return None
    pillars = _mean([each.pillars for each in snapshots])
    return Score(snapshots[0].day, sum(pillars), pillars)


def _mean(rows: Sequence[Pillars]) -> Pillars:
    a, b, c, d = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return (a, b, c, d)


def trend_of(
    days: Sequence[ScoreDay], dots: Sequence[ReadingDot], first: date
) -> ScoreSeries | None:
    """One rep's closes, and readings from the first day on; None without any close."""
    if not days:
        return None
    return ScoreSeries(
        title="Estimated SSI",
        days=tuple(each.day for each in days),
        totals=tuple(each.total for each in days),
        pillars=tuple(each.pillars for each in days),
        held=tuple(each.trust == Trust.WAITING for each in days),
        readings=tuple(dot for dot in dots if dot.day >= first),
        marks=version_marks((each.day, each.version) for each in days),
        by_day=False,
        early=count_early(each.has_begun for each in days),
    )


def mean_trend(scores: RepScores) -> ScoreSeries | None:
    """Daily average of all reps whose score counts; None without any."""
    by_day: dict[date, list[ScoreDay]] = defaultdict(list)
    for days in scores.days.values():
        for each in days:
            if each.trust == Trust.CURRENT:
                by_day[each.day].append(each)
    if not by_day:
        return None
    ordered = sorted(by_day.items())
    pillars = [_mean([each.pillars for each in closes]) for _, closes in ordered]
    return ScoreSeries(
        title="Average estimated SSI",
        days=tuple(day for day, _ in ordered),
        totals=tuple(sum(each) for each in pillars),
        pillars=tuple(pillars),
        held=(False,) * len(ordered),
        readings=(),
        marks=version_marks((day, max(each.version for each in closes)) for day, closes in ordered),
        by_day=False,
    )
