"""The hand-checked table of docs/model.md, to four decimals."""

import pytest

from tests.scoring.core.histories import HAND_CHECKED, day, score_diary
from tests.scoring.core.reference import PILLARS, replay

DIARY = {day(number): said for number, (said, _) in enumerate(HAND_CHECKED, start=1)}
EXPECTED_SCORES = [shown for _, shown in HAND_CHECKED]


def test_a_new_rep_gets_the_hand_checked_pillars() -> None:
    scores = score_diary(DIARY, len(DIARY))
    assert [each.ordinal for each in scores] == [each.toordinal() for each in DIARY]
    for got, shown in zip(scores, EXPECTED_SCORES, strict=True):
        assert got.pillars[0] == pytest.approx(shown, abs=5e-5)
        assert got.totals[0] == pytest.approx(sum(shown), abs=2e-4)


def test_the_reimplementation_gets_the_hand_checked_pillars_too() -> None:
    results = replay(DIARY, day(len(DIARY)))
    for got, shown in zip(results, EXPECTED_SCORES, strict=True):
        assert [got.pillars[name] for name in PILLARS] == pytest.approx(shown, abs=5e-5)


def test_on_the_day_of_a_reading_the_pillars_are_linkedins() -> None:
    assert score_diary(DIARY, 5)[-1].pillars[0] == pytest.approx([15, 4, 2, 12], abs=1e-12)
