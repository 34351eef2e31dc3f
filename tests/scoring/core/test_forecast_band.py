"""The 80 % forecast band covers about four in five outcomes, for characters and for the demo."""

import numpy as np
import pytest

from scoring.core.forecast_band import half_widths
from scoring.core.habits import habits_of
from scoring.core.layout import Floats
from scoring.core.projection import DaysAhead, project_state
from scoring.core.what_if import Standpoint
from tests.scoring.core.backtests import LONGEST, backtest, characters, simulate_demo
from tests.scoring.core.histories import LAYOUT, Diary, day, history, score_diary
from tests.scoring.core.reference import Day


@pytest.mark.parametrize("weeks_differ", [0.25, 0.5])
def test_the_band_holds_for_characters_whose_weeks_vary(weeks_differ: float) -> None:
    outcome = backtest(characters(8, days=420, weeks_differ=weeks_differ, seed=1), every=42)
    assert ((outcome.held >= 0.75) & (outcome.held <= 0.87)).all(), outcome.held


def test_the_band_holds_for_the_demos_reps() -> None:
    outcome = backtest(simulate_demo(72, days=520, seed=70), every=42)
    assert ((outcome.held >= 0.72) & (outcome.held <= 0.85)).all(), outcome.held


def band_half_widths(diary: Diary, through: int = 84) -> Floats:
    lately = history([diary], through).between(
        day(through - 83).toordinal(), day(through).toordinal()
    )
    state, habits = score_diary(diary, through)[-1].state, habits_of(LAYOUT, lately)
    numbers = range(through + 1, through + LONGEST + 1)
    ahead = DaysAhead(
        np.array([day(n).weekday() < 5 for n in numbers]), np.zeros((1, LONGEST), bool)
    )
    outlook = project_state(LAYOUT, state, habits, ahead)
    widths: Floats = half_widths(Standpoint(LAYOUT, state, habits, outlook), lately, ahead)[0]
    return widths


def comments_by_week(*comments: float) -> Diary:
    """Comments per working day in each of twelve weeks, repeating the given numbers."""
    return {
        day(n): Day({"comments": comments[(n - 1) // 7 % len(comments)]})
        for n in range(1, 85)
        if day(n).weekday() < 5
    }


def test_a_rep_without_variation_has_a_band_of_width_zero() -> None:
    assert band_half_widths(comments_by_week(2)) == pytest.approx(np.zeros(LONGEST), abs=1e-9)


def test_the_band_widens_with_the_horizon_and_with_the_variation_between_weeks() -> None:
    calm, lively = (
        band_half_widths(comments_by_week(2, 3, 3, 2)),
        band_half_widths(comments_by_week(1, 4, 4, 1)),
    )
    assert 0 < calm[29] < calm[59] < calm[89]
    assert (lively > calm).all()


def test_one_week_of_data_gives_no_band() -> None:
    first_week = {when: said for when, said in comments_by_week(2).items() if when >= day(78)}
    assert np.isnan(band_half_widths(first_week)).all()
