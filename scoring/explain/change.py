"""Score change between two daily closes, split by cause; the parts add up to the change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.core.explain import Difference
from scoring.core.layout import Layout, layout_of
from scoring.core.signals import Flow, Latency, Percent, Rate, Signal, Stock
from scoring.daily import live
from scoring.explain.causes import MAX_CAUSES_NAMED, causes_in_direction, causes_sentence
from scoring.explain.rep_score import DayScore, closes_between, difference_between
from scoring.models import Snapshot, version_of
from scoring.scores.signal_names import SIGNAL_NAMES, signal_in_sentence
from teams.base.formatting import day_words, one_decimal, signed
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

    `activity` has the flows, each split into new activity and fading. `main_causes` are the three
    largest, in words. `held` is the number of days without data; None for viewers who may not know
    which days were logged.
    """

    rep: Rep
    first: DayScore
    last: DayScore
    activity: tuple[SignalChange, ...]
    levels: tuple[SignalChange, ...]
    rates: tuple[SignalChange, ...]
    linkedin: float
    is_new: bool
    version: float
    main_causes: str
    held: int | None

    @property
    def change(self) -> float:
        """Points the total moved."""
        return self.last.total - self.first.total

    @property
    def new(self) -> float:
        """Points gained by new activity."""
        return sum(each.own for each in self.activity)

    @property
    def fading(self) -> float:
        """Points lost because earlier activity faded."""
        return sum(each.fading for each in self.activity)

    @property
    def of_levels(self) -> float:
        """Points by which levels moved."""
        return sum(each.own for each in self.levels)

    @property
    def of_rates(self) -> float:
        """Points by which rates and response time moved."""
        return sum(each.own for each in self.rates)

    @property
    def most_new(self) -> str:
        """The three signals with most new activity, in words."""
        return _largest(self.activity, lambda each: each.own)

    @property
    def most_fading(self) -> str:
        """The three signals that faded most, in words."""
        return _largest(self.activity, lambda each: each.fading)

    @property
    def most_levels(self) -> str:
        """The three levels that moved most, in words."""
        return _largest(self.levels, lambda each: each.own)

    @property
    def most_rates(self) -> str:
        """The rates that moved most, in words."""
        return _largest(self.rates, lambda each: each.own)

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
    def other_version(self) -> bool:
        """Whether the two closes were scored by different model versions."""
        return self.first.version != self.last.version

    @property
    def headline(self) -> str:
        """The change and its three largest causes in one sentence."""
        if not round(self.change, 1):
            return "Unchanged."
        up = "Up" if self.change > 0 else "Down"
        because = f", mostly {self.main_causes}" if self.main_causes else ""
        return f"{up} {one_decimal(abs(self.change))}{because}."


def _largest(parts: Iterable[SignalChange], points_of: Callable[[SignalChange], float]) -> str:
    """The three largest parts in words, such as `comments +3.1, posts +1.8`."""
    largest = sorted(parts, key=lambda each: -abs(points_of(each)))[:MAX_CAUSES_NAMED]
    named = [
        (signal_in_sentence(each.signal), points_of(each))
        for each in largest
        if round(points_of(each), 1)
    ]
    return ", ".join(f"{name} {signed(points)}" for name, points in named)


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
        raise UnexplainedError("What moved a score is told over a week or more.")


def _check_closes(closes: Sequence[DayScore], start: date, end: date) -> None:
    if len(closes) < 2:
        raise UnexplainedError("There are no two scores to compare in these days.")
    if closes[0].day > start:
        raise UnexplainedError(f"The first score is of {_words(closes[0].day)}.")
    if closes[-1].day < end:
        raise UnexplainedError(f"The last score is of {_words(closes[-1].day)}.")


def _words(day: date) -> str:
    return f"{day_words(day)} {day.year}"


def _changes(rep: Rep, first: DayScore, last: DayScore, *, own: bool) -> ScoreChange:
    layout = layout_of(version_of(rep.organization_id, last.version))
    difference, _ = difference_between(rep, first, last)
    return ScoreChange(
        rep=rep,
        first=first,
        last=last,
        activity=_parts(layout, difference, Flow),
        levels=_parts(layout, difference, Stock, Percent),
        rates=_parts(layout, difference, Rate, Latency),
        linkedin=float(difference.linkedin[0]),
        is_new=bool(difference.is_new[0]),
        version=float(difference.version[0]),
        main_causes=causes_sentence(causes_in_direction(layout, difference, 0)),
        held=int(difference.held[0]) if own else None,
    )


def _parts(
    layout: Layout, difference: Difference, *kinds: type[Signal]
) -> tuple[SignalChange, ...]:
    """The parts of signals of these kinds, the largest first."""
    parts = [
        SignalChange(
            signal.name,
            SIGNAL_NAMES[signal.name],
            float(difference.own[0, at]),
            float(difference.fading[0, at]),
        )
        for at, signal in enumerate(layout.version.signals)
        if isinstance(signal, kinds)
    ]
    return tuple(sorted(parts, key=lambda each: -abs(each.points)))
