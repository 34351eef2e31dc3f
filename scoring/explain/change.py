"""Score change between two daily closes, split by cause; the parts add up to the change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.explain import Difference
from scoring.core.signals import Flow, Latency, Percent, Rate, Signal, Stock
from scoring.daily import live
from scoring.explain.reasons import Reason, reason_of
from scoring.explain.rep_score import DayScore, closes_between
from scoring.models import Snapshot, version_of
from scoring.scores.signal_names import SIGNAL_NAMES
from teams.base.formatting import day_words
from teams.models import Rep

DEFAULT_DAYS = 30  # days
# Managers may not see which days were logged; the change within a day would reveal it.
MIN_SPAN = timedelta(days=7)


class UnexplainedError(ValueError):
    """Two days can't be compared; the message is a sentence that says why."""


@dataclass(frozen=True)
class SignalChange:
    """A signal's part of a change in points: new activity, fading of earlier activity, and both."""

    signal: str
    name: str
    own: float
    fading: float

    @property
    def points(self) -> float:
        return self.own + self.fading

    @property
    def shows(self) -> bool:
        """Whether either part is shown as more than 0.0."""
        return bool(round(self.own, 1) or round(self.fading, 1))


@dataclass(frozen=True)
class ScoreChange:
    """What moved a total from one close to another; all parts add up to `change`, in points.

    `activity` has the flows, each split into new activity and fading. `held` is the number of days
    without data; None for viewers who may not know which days were logged.
    """

    rep: Rep
    first: DayScore
    last: DayScore
    reason: Reason
    activity: tuple[SignalChange, ...]
    levels: tuple[SignalChange, ...]
    rates: tuple[SignalChange, ...]
    linkedin: float  # of all LinkedIn scores in between
    limits: float  # what pillars at 0 or 25 could not show
    held: int | None

    @property
    def change(self) -> float:
        """Points the total moved."""
        return self.last.total - self.first.total

    @property
    def shown(self) -> list[SignalChange]:
        """All signals with a visible part, the largest first."""
        visible = [each for each in (*self.activity, *self.levels, *self.rates) if each.shows]
        return sorted(visible, key=lambda each: -abs(each.points))

    @property
    def half_life(self) -> float:
        """Half-life of activity, in days."""
        return version_of(self.rep.organization_id, self.last.version).half_life

    @property
    def headline(self) -> str:
        """The change and its largest causes in one sentence."""
        return self.reason.headline


def explain_change(
    rep: Rep, first: date | None, last: date | None, *, through: date, own: bool
) -> ScoreChange:
    """The change between two closes; by default over the 30 days up to the last close.

    For the rep (`own`) that is today's provisional one. Raises UnexplainedError with a sentence if
    the two can't be compared.
    """
    end = last or (through if own else Snapshot.objects.of(rep).last_day(through))
    if end is None:
        raise UnexplainedError("No score yet.")
    start = first or date.fromordinal(max(end.toordinal() - DEFAULT_DAYS, 1))
    _check(start, end, through, own=own)
    closes, _ = closes_between(rep, start, end, provisional=own)
    closes = [each for each in closes if each.has_begun]
    if closes and first is None:
        start = closes[0].day
    _check_closes(closes, start, end)
    if not live.can_explain(rep, start):
        raise UnexplainedError(f"What was logged by {_words(start)} is not kept any more.")
    return _changes(rep, closes[0], closes[-1], own=own)


def _check(start: date, end: date, through: date, *, own: bool) -> None:
    if start >= end:
        raise UnexplainedError("The first day has to be before the second.")
    if end > through:
        raise UnexplainedError(f"{_words(end)} is still to come.")
    if not own and end - start < MIN_SPAN:
        raise UnexplainedError("Choose two days at least a week apart.")


def _check_closes(closes: Sequence[DayScore], start: date, end: date) -> None:
    if len(closes) < 2:
        raise UnexplainedError("There are no two scores to compare in these days.")
    if closes[0].day > start:
        raise UnexplainedError(
            f"The score begins on {_words(closes[0].day)}: nothing before can be compared with it."
        )
    if closes[-1].day < end:
        raise UnexplainedError(f"The last score is of {_words(closes[-1].day)}.")


def _words(day: date) -> str:
    return f"{day_words(day)} {day.year}"


def _changes(rep: Rep, first: DayScore, last: DayScore, *, own: bool) -> ScoreChange:
    journey = live.journey_on(rep.organization, np.array([rep.pk]), first.day, last.day)
    difference = journey.difference(first.day.toordinal(), last.day.toordinal())
    return ScoreChange(
        rep=rep,
        first=first,
        last=last,
        reason=reason_of(rep, journey, first.day, last.day),
        activity=_parts(difference, Flow),
        levels=_parts(difference, Stock, Percent),
        rates=_parts(difference, Rate, Latency),
        linkedin=float(difference.linkedin[0].sum()),
        limits=float(difference.clamped[0].sum()),
        held=int(difference.held[0]) if own else None,
    )


def _parts(difference: Difference, *kinds: type[Signal]) -> tuple[SignalChange, ...]:
    """The parts of signals of these kinds, the largest first."""
    parts = [
        SignalChange(
            signal.name,
            SIGNAL_NAMES[signal.name],
            float(difference.own[0, at]),
            float(difference.fading[0, at]),
        )
        for at, signal in enumerate(difference.layout.version.signals)
        if isinstance(signal, kinds)
    ]
    return tuple(sorted(parts, key=lambda each: -abs(each.points)))
