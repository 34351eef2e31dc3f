"""The range of forecasts: what past forecasts of the organisation were off by."""

import numpy as np
import pytest

from scoring.core.constants import FORECAST_RANGES, MIN_ERRORS
from scoring.guide.forecast_errors import load_errors, ranges_from
from scoring.guide.load_course import load_outlooks
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import World

LAST = 130


def test_forecasts_are_judged_by_readings_30_60_and_90_days_later(world: World) -> None:
    with world.scope():
        save_inputs(
            world.rep, {day(n): {"comments": n % 5, "posts": n // 60} for n in range(1, 110)}
        )
        save_reading(world.rep, day(LAST), 14, 13, 12, 14)
        close_through(world.organization, LAST)
        errors = load_errors(world.organization, day(LAST + 1))
        for days in FORECAST_RANGES:
            made = load_outlooks(
                world.organization, np.array([world.rep.pk]), through=day(LAST - days)
            )
            expected = abs(float(made.course.totals(np.array([days]))[0, 0]) - 53)
            assert errors[days] == pytest.approx([expected])


def test_reps_without_readings_make_no_errors(world: World) -> None:
    with world.scope():
        errors = load_errors(world.organization, day(LAST))
        assert Rep.objects.exists() and not any(len(each) for each in errors.values())


def test_the_own_range_counts_from_30_errors_on() -> None:
    few, enough = np.full(MIN_ERRORS - 1, 1.0), np.full(MIN_ERRORS, 1.0)
    assert ranges_from({30: few, 60: few, 90: few}).by_days == FORECAST_RANGES
    ranges = ranges_from({30: enough, 60: few, 90: few})
    assert ranges.by_days == {30: 1.0, 60: 4.0, 90: 6.0} and ranges.judged == MIN_ERRORS
