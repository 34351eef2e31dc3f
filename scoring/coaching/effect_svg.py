"""Effect of a programme as a drawing: each mean change with its interval, on one scale around 0."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.charts.small_svg import coordinate
from scoring.coaching.effect import ProgrammeEffect
from scoring.core.treatment_effect import Interval, MeanChange
from teams.base.formatting import count_words, signed

WIDTH, MARGIN = 240, 8
MIN_AXIS_POINTS = 2.0  # points to both sides of 0 that are always drawn


@dataclass(frozen=True)
class IntervalRow:
    """A mean change, the number of reps it rests on, and x coordinates; a dot if no interval."""

    label: str
    rests_on: str
    mean: float
    between: str  # `+3.1 to +11.0`
    zero: str
    at: str
    low: str
    high: str


def moved(effect: ProgrammeEffect) -> list[IntervalRow]:
    """Rows of the drawing: LinkedIn score first, then averages and comparison, estimate last."""
    rows = list(_rows(effect))
    points = [mean for _, _, mean, _ in rows] + [
        point for *_, interval in rows if interval for point in (interval.low, interval.high)
    ]
    low, high = min([-MIN_AXIS_POINTS, *points]), max([MIN_AXIS_POINTS, *points])

    def x(point: float) -> str:
        return coordinate(MARGIN + (WIDTH - 2 * MARGIN) * (point - low) / (high - low))

    return [
        IntervalRow(
            label=label,
            rests_on=rests_on,
            mean=mean,
            between=f"{signed(limits.low)} to {signed(limits.high)}" if limits else "",
            zero=x(0),
            at=x(mean),
            low=x(limits.low) if limits else "",
            high=x(limits.high) if limits else "",
        )
        for label, rests_on, mean, limits in rows
    ]


def _rows(effect: ProgrammeEffect) -> Iterator[tuple[str, str, float, Interval | None]]:
    numbers = effect.numbers
    if numbers.official:
        yield _row("LinkedIn score", numbers.official)
    for each in numbers.average_changes:
        name = f"Average of their {each.name}"
        yield name, f"as shown to {count_words(each.reps, 'rep')}", each.change, None
    if numbers.comparison.difference:
        yield _row("LinkedIn score beside comparable reps", numbers.comparison.difference)
    if numbers.estimated:
        yield _row("Our estimate", numbers.estimated)
    if numbers.estimate_comparison.difference:
        yield _row("Our estimate beside comparable reps", numbers.estimate_comparison.difference)


def _row(label: str, change: MeanChange) -> tuple[str, str, float, Interval | None]:
    return label, f"of {count_words(change.count, 'rep')}", change.mean, change.interval
