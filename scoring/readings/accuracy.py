"""How good the estimate is: the score that was shown, beside the last reading carried forward.

Both are judged by pairs of LinkedIn scores (scoring.core.pairs): by the second of a pair, what we
expected of it, and the first carried forward, as the versions then in force had it. Errors are mean
absolute differences in points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256

import numpy as np
from django.core.cache import caches
from django.db.models import Count, Max

from scoring.core.calibration import Errors
from scoring.core.layout import Bools, Floats
from scoring.core.pairs import Pairs, find_pairs
from scoring.core.points import clamp_pillars
from scoring.core.uncertainty import half_range
from scoring.core.version_timeline import VersionTimeline
from scoring.daily.active_version import cached_timeline
from scoring.readings.accuracy_groups import (
    AGE_BANDS,
    COVERAGE_BANDS,
    MIN_SAMPLE,
    AccuracyGroup,
    accuracy_group,
    group_by_band,
)
from scoring.readings.replay_readings import replay_readings, select_reps_with_readings
from teams.base.formatting import MONTHS, PILLARS, count_words, one_decimal, whole
from teams.models import OfficialReading, Organization
from teams.models.people import RepQuerySet

PERIOD_DAYS = 365  # days back
RESULT_CACHE = caches["remembered"]


@dataclass(frozen=True)
class AccuracyMonth:
    """Readings of a month."""

    first: date
    group: AccuracyGroup


@dataclass(frozen=True)
class Accuracy:
    """k readings of a period, each the second of a pair, and how good the estimate was."""

    pairs: Pairs
    held: Bools  # (k,) whether LinkedIn's total was within the likely range
    first: date
    last: date
    with_readings: int  # reps with a LinkedIn score
    replayed: int  # of these, reps whose days were replayed

    @cached_property
    def ours(self) -> Errors:
        """Absolute errors of our estimate."""
        return Errors.of(self.pairs.official, self.pairs.modelled)

    @cached_property
    def carried(self) -> Errors:
        """Absolute errors of the reading before, carried forward."""
        return Errors.of(self.pairs.official, np.zeros_like(self.pairs.official))

    @property
    def enough(self) -> bool:
        """Whether there are enough readings to say anything."""
        return len(self.pairs) >= MIN_SAMPLE

    @property
    def sample_words(self) -> str:
        """The sample in words, such as `162 readings of 24 reps`."""
        people = len(np.unique(self.pairs.reps))
        return f"{count_words(len(self.pairs), 'reading')} of {count_words(people, 'rep')}"

    @property
    def sentence(self) -> str:
        """The answer in one sentence."""
        if not self.enough:
            return (
                f"Too few to say: {self.sample_words} with one 5 to 120 days earlier. "
                f"It takes {MIN_SAMPLE}."
            )
        ours, carried = (one_decimal(float(e.totals.mean())) for e in (self.ours, self.carried))
        return (
            f"On {count_words(len(self.pairs), 'reading')} we were off by {ours} points, carrying "
            f"the last reading forward by {carried}; the range held {self._held_percent} %."
        )

    @property
    def _held_percent(self) -> int:
        return whole(100 * float(self.held.mean()))

    @property
    def verdict(self) -> str:
        """Whether our estimate is any better, as plainly if it is not."""
        advantage = round(self.total.advantage, 1)
        if not advantage:
            return "That is no better than carrying the last reading forward."
        if advantage > 0:
            return "Our estimate is closer than the last reading."
        return "We are not better: the last reading, carried forward, was closer."

    @cached_property
    def total(self) -> AccuracyGroup:
        """The total's errors of all readings."""
        return accuracy_group("Total", np.ones(len(self.pairs)), self.pairs.reps, *self._means_of)

    @cached_property
    def rows(self) -> tuple[AccuracyGroup, ...]:
        """Total and pillars; means are the errors of the last reading and of ours."""
        everything = np.ones(len(self.pairs))
        return (
            self.total,
            *(
                accuracy_group(
                    name,
                    everything,
                    self.pairs.reps,
                    self.carried.pillars[:, column],
                    self.ours.pillars[:, column],
                )
                for column, name in enumerate(PILLARS)
            ),
        )

    @property
    def by_age(self) -> tuple[AccuracyGroup, ...]:
        """Groups by days since the reading before."""
        return group_by_band(AGE_BANDS, self.pairs.days, self.pairs.reps, *self._means_of)

    @property
    def by_coverage(self) -> tuple[AccuracyGroup, ...]:
        """Groups by coverage: the points, of 100, of the signals that counted."""
        return group_by_band(COVERAGE_BANDS, self.pairs.coverage, self.pairs.reps, *self._means_of)

    @cached_property
    def months(self) -> tuple[AccuracyMonth, ...]:
        """Groups by month, oldest first."""
        days = [date.fromordinal(day) for day in self.pairs.last.tolist()]
        months = sorted({day.replace(day=1) for day in days})
        return tuple(self._month(each, days) for each in months)

    def _month(self, first: date, days: Sequence[date]) -> AccuracyMonth:
        in_month = [day.replace(day=1) == first for day in days]
        name = f"{MONTHS[first.month - 1]} {first.year}"
        return AccuracyMonth(
            first, accuracy_group(name, in_month, self.pairs.reps, *self._means_of)
        )

    @property
    def _means_of(self) -> tuple[Floats, Floats, Floats]:
        """(k,) of which groups have means: both errors of the total, and 100 where it held."""
        return self.carried.totals, self.ours.totals, np.where(self.held, 100.0, 0.0)


def load_accuracy(organization: Organization, reps: RepQuerySet, today: date) -> Accuracy:
    """The quality over the last year's readings of these reps, remembered for the day."""
    timeline = cached_timeline(organization)
    chosen, with_readings = select_reps_with_readings(reps)
    # What is remembered is out of date with another reading, another version, or other reps.
    stamp = OfficialReading.objects.filter(organization=organization).aggregate(
        Count("pk"), Max("entered_at")
    )
    switches = [(day, version.identifier) for day, version in timeline.switches]
    known = f"{today} {stamp} {switches} {chosen.tolist()}"
    key = f"accuracy-{organization.pk}-{sha256(known.encode()).hexdigest()}"
    accuracy: Accuracy | None = RESULT_CACHE.get(key)
    if accuracy is None:
        first = today - timedelta(days=PERIOD_DAYS)
        # From the first of a month on, so that replay goes on from a kept state.
        readings = replay_readings(organization, chosen, timeline, first.replace(day=1))
        # The pillars that were shown are clamped.
        pairs = find_pairs(replace(readings, expected=clamp_pillars(readings.expected)))
        held = _held(timeline, pairs)
        accuracy = Accuracy(pairs, held, first.replace(day=1), today, with_readings, len(chosen))
        RESULT_CACHE.set(key, accuracy)
    return accuracy


def _held(timeline: VersionTimeline, pairs: Pairs) -> Bools:
    """(k,) whether LinkedIn's total was within the likely range of the version then in force."""
    switches = np.array([day for day, _ in timeline.switches], np.int64)
    versions = [timeline.first, *(version for _, version in timeline.switches)]
    variances = np.array([version.variance for version in versions])
    variance = variances[np.searchsorted(switches, pairs.last, side="right")]
    half = np.sqrt(variance) * half_range(1.0, pairs.days)
    held: Bools = Errors.of(pairs.official, pairs.modelled).totals <= half
    return held
