"""Trust in a score (building, waiting, current), and known days of the last 20."""

from datetime import date

import pytest

from scoring.core.uncertainty import Trust
from tests.scoring.core.histories import Day, day, repeated_diary, score_diary

LOG, OFF = Day({"posts": 1}), Day({}, off=True)
READ = Day({}, reading=(5, 5, 5, 5))
WEEKS_4 = 26  # the day of the 20th working day


def trust(diary: dict[date, Day], through: int) -> str:
    """Trust at the close of a day."""
    return Trust(score_diary(diary, through)[-1].trust[0]).name.lower()


def known_of_20(diary: dict[date, Day], through: int) -> int:
    return int(score_diary(diary, through)[-1].known_days[0])


def test_a_rep_is_building_until_the_20th_known_working_day() -> None:
    diary = repeated_diary(LOG, 60)
    assert trust(diary, WEEKS_4 - 1) == "building"
    assert trust(diary, WEEKS_4) == "current"


def test_known_weekends_and_days_off_do_not_build() -> None:
    weekends = {day(n): LOG for n in range(1, 200) if day(n).weekday() > 4}
    assert trust(weekends, 199) == "building"
    away = {day(n): Day({"posts": 1}, off=True) for n in range(1, 60)}
    assert trust(away, 59) == "building"


def test_meetings_do_not_build() -> None:
    assert trust(repeated_diary(Day({"meetings": 1}), 60) | {day(1): LOG}, 60) == "building"


def test_a_reading_is_enough_to_be_current() -> None:
    assert trust({day(1): LOG, day(2): READ}, 1) == "building"
    assert trust({day(1): LOG, day(2): READ}, 2) == "current"


def test_the_20_days_count_over_the_whole_history() -> None:
    mondays = {day(n): LOG for n in range(1, 20 * 7, 7)}
    assert trust(mondays, 19 * 7) == "building"
    assert trust(mondays, 20 * 7) == "current"


@pytest.mark.parametrize(("through", "state"), [(15, "current"), (16, "waiting"), (90, "waiting")])
def test_more_than_10_unlogged_working_days_are_waiting(through: int, state: str) -> None:
    # Read on Monday, day 1; the tenth silent working day is Monday, day 15.
    assert trust({day(1): READ}, through) == state


def test_leave_is_not_counted_as_silence() -> None:
    away = {day(n): OFF for n in range(2, 100)}
    assert trust({day(1): READ} | away, 99) == "current"


@pytest.mark.parametrize("word", [LOG, READ, Day({"posts": 0}), Day({"endorsements": 3})])
def test_any_input_or_reading_ends_the_waiting(word: Day) -> None:
    assert trust({day(1): READ, day(17): word}, 17) == "current"
    assert trust({day(1): READ, day(20): word}, 20) == "current"  # a Saturday


def test_meetings_and_off_marks_do_not_end_the_waiting() -> None:
    assert trust({day(1): READ, day(17): Day({"meetings": 1})}, 17) == "waiting"
    assert trust({day(1): READ, day(17): OFF}, 17) == "waiting"


def test_building_takes_precedence_over_waiting() -> None:
    assert trust({day(1): LOG}, 90) == "building"


def test_known_days_are_those_of_the_last_20_working_days() -> None:
    diary = repeated_diary(LOG, 5)
    assert [known_of_20(diary, n) for n in (1, 5, 7, 8, WEEKS_4)] == [1, 5, 5, 5, 5]
    assert [known_of_20(diary, n) for n in (29, 30, 33, 34)] == [4, 3, 0, 0]
    assert known_of_20(repeated_diary(LOG, 200), 200) == 20


def test_days_off_and_weekends_are_not_among_the_20() -> None:
    busy = {day(n): LOG for n in range(1, 8)}
    away = {day(n): OFF for n in range(8, 60)}
    assert known_of_20(busy | away, 59) == 5


def test_scores_have_the_last_reading_and_the_tracked_points() -> None:
    scores = score_diary({day(1): LOG, day(3): READ, day(5): Day({"connections": 9})}, 6)
    read = day(3).toordinal()
    assert [int(each.last_reading[0]) for each in scores] == [0, 0, read, read, read, read]
    # posts 6 and active 4, then connections 6
    assert [float(each.tracked[0]) for each in scores] == [10, 10, 10, 10, 16, 16]
