"""Forecasts: when a displayed total is reached or left, the level, and the range around it."""

import numpy as np
import pytest

from scoring.core.constants import FORECAST_RANGES
from scoring.core.forecast import Forecast, half_widths, next_milestone
from tests.scoring.core.courses import regular_course


def test_a_forecast_says_when_a_displayed_total_is_first_reached_or_left() -> None:
    climbing = Forecast(100, np.array([58.0, 59.4, 59.5, 60.0]))
    assert climbing.reaches(60) == 2
    assert climbing.reaches(70) is None
    assert climbing.leaves(58) is None
    assert Forecast(100, np.array([60.0, 59.6, 59.4])).leaves(60) == 2
    assert next_milestone(59.4) == 60


def test_a_forecast_is_the_course_of_every_day_of_a_year() -> None:
    course = regular_course()
    forecast = Forecast.of(course, 100)
    assert len(forecast.totals) == 366
    assert forecast.at(90) == pytest.approx(float(course.totals(np.array([90]))[0, 0]))
    assert forecast.level == forecast.at(180)


def test_a_range_goes_from_todays_to_the_one_at_each_distance() -> None:
    assert FORECAST_RANGES == {30: 2.5, 60: 4.0, 90: 6.0}
    widths = half_widths(1.0, FORECAST_RANGES, np.array([0, 10, 30, 45, 60, 90]))
    assert widths.tolist() == pytest.approx([1.0, 1.5, 2.5, 3.25, 4.0, 6.0])


@pytest.mark.parametrize(
    ("total", "mark"), [(12.0, 30), (29.4, 30), (29.5, 40), (69.4, 70), (69.5, None)]
)
def test_the_next_milestone_is_above_what_is_displayed(total: float, mark: int | None) -> None:
    assert next_milestone(total) == mark
