"""Readings at both ends of a period: the nearest to the start, and the last or nearest to the end.

tests/scoring/coaching/test_effect.py has the ends of programmes.
"""

from datetime import date, timedelta

import pytest

from scoring.readings.end_readings import baseline_of
from teams.models import OfficialReading

START = date(2026, 2, 10)


def readings_after(start: date, *offs: int) -> list[OfficialReading]:
    """LinkedIn scores this many days after the start, oldest first."""
    days = [start + timedelta(days=off) for off in offs]
    return [
        OfficialReading(day=each, brand=10, people=10, insights=10, relationships=10)
        for each in days
    ]


@pytest.mark.parametrize(
    ("offs", "baseline"),
    [
        ((), None),
        ((-8,), None),
        ((-7,), -7),
        ((0,), 0),
        ((7,), 7),
        ((8,), None),
        ((-8, 8), None),
        ((-7, 7), -7),  # equally near: the earlier one
        ((-3, 2), 2),
        ((-2, 2, 3), -2),
        ((-40, -6, 8, 30), -6),
    ],
)
def test_the_baseline_is_the_nearest_reading_within_seven_days(
    offs: tuple[int, ...], baseline: int | None
) -> None:
    found = baseline_of(readings_after(START, *offs), START)
    assert (found and (found.day - START).days) == baseline
