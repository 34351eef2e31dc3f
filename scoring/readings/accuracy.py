"""Quality of the estimate: LinkedIn scores against ours at the close of the day before.

Errors are mean absolute differences in points; gaps are mean differences, LinkedIn's less ours. A
rep's first reading is left out: it sets where the estimate starts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from scoring.core.layout import Floats
from scoring.readings.accuracy_groups import (
    AGE_BANDS,
    KNOWN_DAYS_BANDS,
    MIN_SAMPLE,
    TOTAL_BANDS,
    AccuracyGroup,
    accuracy_group,
    group_by_band,
    round_totals,
)
from scoring.readings.with_estimates import ReadingErrors, load_reading_errors
from scoring.scores.signal_names import LINKEDIN_SCORE_LABEL, gap_words
from teams.base.formatting import MONTHS, PILLARS, count_words, one_decimal
from teams.models.people import RepQuerySet

PERIOD_DAYS = 365  # days back


@dataclass(frozen=True)
class AccuracyMonth:
    """Readings of a month; its group's means are error and gap of the total."""

    first: date
    group: AccuracyGroup

    @property
    def error(self) -> float | None:
        """Mean absolute error in points; None with too few readings."""
        return self.group.means[0] if self.group.means else None


@dataclass(frozen=True)
class Accuracy:
    """Readings of a period, and how good the estimate was; groups' means are error and gap."""

    readings: ReadingErrors
    first_readings: int  # readings left out for being a rep's first
    first: date
    last: date

    @property
    def enough(self) -> bool:
        """Whether there are enough readings to say anything."""
        return len(self.readings) >= MIN_SAMPLE

    @property
    def sample_words(self) -> str:
        """The sample in words, such as `120 readings of 31 reps`."""
        people = len(np.unique(self.readings.reps))
        return f"{count_words(len(self.readings), 'reading')} of {count_words(people, 'rep')}"

    @property
    def error(self) -> float:
        """Mean absolute error of the total, in points."""
        return float(np.abs(self.readings.total_gaps).mean())

    @property
    def within_three(self) -> int:
        """Percentage of the readings within three points of the estimate."""
        return round(100 * float((np.abs(self.readings.total_gaps) <= 3).mean()))

    @property
    def sentences(self) -> list[str]:
        """The result in words."""
        if not self.enough:
            missing = f"It takes {MIN_SAMPLE}, besides each rep’s first."
            return [f"Too few to say: {self.sample_words}. {missing}"]
        apart, gap = one_decimal(self.error), gap_words(float(self.readings.total_gaps.mean()))
        return [
            f"{LINKEDIN_SCORE_LABEL} and our estimate were {apart} points apart on average.",
            f"{LINKEDIN_SCORE_LABEL} was on average {gap}.",
            f"{self.within_three} % of the readings lay within 3 points.",
        ]

    @cached_property
    def pillars(self) -> tuple[AccuracyGroup, ...]:
        """Error and gap of the four pillars."""
        all_readings, gaps = np.ones(len(self.readings)), self.readings.gaps
        return tuple(
            accuracy_group(
                name, all_readings, self.readings.reps, np.abs(gaps[:, column]), gaps[:, column]
            )
            for column, name in enumerate(PILLARS)
        )

    @property
    def by_known_days(self) -> tuple[AccuracyGroup, ...]:
        """Groups by how many of the last 20 working days were known."""
        return group_by_band(
            KNOWN_DAYS_BANDS, self.readings.known_days, self.readings.reps, *self._total_errors
        )

    @property
    def by_age(self) -> tuple[AccuracyGroup, ...]:
        """Groups by days since the reading before."""
        return group_by_band(AGE_BANDS, self.readings.ages, self.readings.reps, *self._total_errors)

    @property
    def by_level(self) -> tuple[AccuracyGroup, ...]:
        """Groups by LinkedIn's total; their means also have our total and LinkedIn's."""
        linkedin, ours = self.readings.official.sum(axis=1), self.readings.estimates.sum(axis=1)
        return group_by_band(
            TOTAL_BANDS,
            round_totals(linkedin),
            self.readings.reps,
            *self._total_errors,
            ours,
            linkedin,
        )

    @cached_property
    def months(self) -> tuple[AccuracyMonth, ...]:
        """Groups by month, oldest first."""
        days = [date.fromordinal(day) for day in self.readings.days.tolist()]
        months = sorted({day.replace(day=1) for day in days})
        return tuple(self._month(each, days) for each in months)

    def _month(self, first: date, days: list[date]) -> AccuracyMonth:
        in_month = [day.replace(day=1) == first for day in days]
        name = f"{MONTHS[first.month - 1]} {first.year}"
        return AccuracyMonth(
            first, accuracy_group(name, in_month, self.readings.reps, *self._total_errors)
        )

    @property
    def _total_errors(self) -> tuple[Floats, Floats]:
        gaps = self.readings.total_gaps
        return np.abs(gaps), gaps


def load_accuracy(reps: RepQuerySet, today: date) -> Accuracy:
    """The quality over the last year's readings of these reps."""
    first = today - timedelta(days=PERIOD_DAYS)
    readings, first_readings = load_reading_errors(reps, first, today)
    return Accuracy(readings, first_readings, first, today)
