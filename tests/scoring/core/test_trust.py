"""Trust in a score (building, waiting, current) and coverage."""

from datetime import date

import pytest

from scoring.core.uncertainty import Trust
from tests.scoring.core.histories import Day, day, repeated_diary
from tests.scoring.core.replays import run

LOG, OFF = Day({"posts": 1}), Day({}, off=True)
READ = Day({}, reading=(5, 5, 5, 5))
# Levels (9 + 3 + 3 + 5 + 4 + 2 = 26 points) and flows: together 60 or more from the tenth day on.
COVERED = Day(
    dict.fromkeys(
        (
            "profile_completeness",
            "endorsements",
            "recommendations",
            "connections",
            "decision_makers",
            "relevant_connections",
            "posts",  # 6 and active 4
            "searches",  # 6
            "profile_views",  # 6
            "leads_saved",  # 5
            "comments",  # 5
            "new_connections",  # 3: 61 in all
        ),
        1.0,
    )
)


def trust(diary: dict[date, Day], through: int) -> str:
    """Trust at the close of a day."""
    return Trust(run([diary], through).all("trust")[-1, 0]).name.lower()


def coverage(diary: dict[date, Day], through: int) -> float:
    return float(run([diary], through).all("coverage")[-1, 0])


def test_without_a_reading_a_rep_is_building_until_60_points_are_covered() -> None:
    diary = repeated_diary(COVERED, 30)
    assert (coverage(diary, 11), trust(diary, 11)) == (26, "building")
    assert (coverage(diary, 12), trust(diary, 12)) == (61, "current")


@pytest.mark.parametrize(
    ("last", "points", "state"), [("group_posts", 59, "building"), ("introductions", 60, "current")]
)
def test_it_takes_60_points_covered(last: str, points: float, state: str) -> None:
    names = [name for name in COVERED.inputs if name != "new_connections"]  # 58 without it
    diary = repeated_diary(Day(dict.fromkeys([*names, last], 1.0)), 82)
    assert (coverage(diary, 82), trust(diary, 82)) == (points, state)


def test_a_reading_alone_is_enough_to_be_current() -> None:
    assert trust({day(1): LOG, day(2): READ}, 1) == "building"
    assert trust({day(1): LOG, day(2): READ}, 2) == "current"
    assert trust({day(1): READ}, 1) == "current"


@pytest.mark.parametrize(("age", "state"), [(35, "current"), (36, "waiting"), (180, "waiting")])
def test_who_only_pastes_linkedins_number_is_current_for_35_days(age: int, state: str) -> None:
    assert trust({day(1): READ}, 1 + age) == state


@pytest.mark.parametrize(("age", "state"), [(180, "current"), (181, "building")])
def test_a_reading_counts_for_180_days(age: int, state: str) -> None:
    assert trust({day(1): READ, day(180): LOG}, 1 + age) == state


@pytest.mark.parametrize(("silent", "state"), [(10, "current"), (11, "waiting")])
def test_more_than_10_working_days_without_an_entry_are_waiting(silent: int, state: str) -> None:
    weeks_8 = 54  # a Friday
    last = weeks_8 + (silent - 1) // 5 * 7 + 3 + (silent - 1) % 5
    diary = repeated_diary(COVERED, weeks_8)
    assert trust(diary, last) == state


def test_leave_is_not_counted_as_silence() -> None:
    away = {day(n): OFF for n in range(55, 160)}
    assert trust(repeated_diary(COVERED, 54) | away, 159) == "current"


@pytest.mark.parametrize("word", [LOG, READ, Day({"posts": 0}), Day({"endorsements": 3})])
def test_any_scored_input_or_reading_ends_the_waiting(word: Day) -> None:
    diary = repeated_diary(COVERED, 54)
    assert trust(diary, 80) == "waiting"
    assert trust(diary | {day(80): word}, 80) == "current"
    assert trust(diary | {day(82): word}, 82) == "current"  # a Sunday


def test_meetings_and_off_marks_do_not_end_the_waiting() -> None:
    diary = repeated_diary(COVERED, 54)
    assert trust(diary | {day(80): Day({"meetings": 1})}, 80) == "waiting"
    assert trust(diary | {day(80): OFF}, 80) == "waiting"


def test_building_takes_precedence_over_waiting() -> None:
    assert trust({day(1): LOG}, 90) == "building"


@pytest.mark.parametrize(
    ("said", "needed", "points"),
    [
        (Day({"new_followers": 0}), 10, 4),
        (Day({"endorsements": 0}), 1, 3),
        (Day({"profile_completeness": 50}), 1, 9),
        (Day({"response_hours": 4}), 5, 2),
        (Day({"inmails_sent": 1, "inmail_replies": 0}), 30, 7),  # active counts as well
        (Day({"inmails_sent": 1}), 10, 4),  # active alone: the answers are not known
    ],
)
def test_a_signal_counts_once_it_has_been_known_often_enough(
    said: Day, needed: int, points: float
) -> None:
    diary = {day(n): said for n in range(1, needed + 1)}  # weekends as well
    before = coverage(diary, needed - 1) if needed > 1 else 0
    assert coverage(diary, needed) == points > before
    assert coverage(diary, needed + 100) == points


def test_a_rate_needs_its_trials_known_once() -> None:
    diary = {day(n): Day({"inmail_replies": 0}) for n in range(1, 41)}
    assert coverage(diary, 40) == 0
    assert coverage(diary | {day(41): Day({"inmails_sent": 2})}, 41) == 3
