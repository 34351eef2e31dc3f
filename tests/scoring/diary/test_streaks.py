"""Streaks of logged days, compared with a slow reference implementation."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.diary.streaks import (
    DAYS_READ,
    Streak,
    first_day_read,
    logs_of,
    streak_flags,
    streak_from_flags,
    streak_of,
)
from teams.facts.manual_entry import log_day
from teams.models import DailyLog, Organization, Rep
from tests.scoring.core.histories import MONDAY, day
from tests.scoring.facts import save_inputs, save_reading
from tests.world import World

EVERY_WEEKDAY = "1234567"
DAYS = st.integers(0, 60)


# Reference implementation -------------------------------------------------------------------------


def unbroken_days(days: list[bool | None]) -> int:
    """Number of known days if no day in between is unknown; else 0."""
    return 0 if False in days else days.count(True)


def slow_streak(days: list[bool | None]) -> Streak:
    """Tries every range of days."""
    until_now = [unbroken_days(days[first:]) for first in range(len(days) + 1)]
    all_of_them = [
        unbroken_days(days[first:last])
        for first in range(len(days) + 1)
        for last in range(first, len(days) + 1)
    ]
    return Streak(max(until_now), max(all_of_them), and_more=unbroken_days(days) > 0)


@given(st.lists(st.sampled_from([True, False, None]), max_size=40))
def test_a_streak_equals_the_reference(days: list[bool | None]) -> None:
    assert streak_from_flags(days) == slow_streak(days)


def slow_day_mark(
    weeks: list[tuple[date, str]], known: set[date], off: set[date], today: date, when: date
) -> bool | None:
    """Applies the rules one after another, as documented."""
    digits = [digits for since, digits in weeks if since <= when][-1]
    if str(when.isoweekday()) not in digits:
        return None  # weekends and other non-working days
    if when in known:
        return True  # day off or not
    if when in off:
        return None
    return None if when == today else False


@given(
    st.lists(st.sampled_from(["12345", "1234", "67", EVERY_WEEKDAY]), min_size=1, max_size=3),
    st.sets(DAYS),
    st.sets(DAYS),
    DAYS,
)
def test_days_off_weekends_and_working_weeks_equal_the_reference(
    weeks: list[str], known: set[int], off: set[int], last: int
) -> None:
    dated = [(date.min, weeks[0])]
    dated += [(MONDAY + timedelta(days=17 * n), each) for n, each in enumerate(weeks[1:], 1)]
    rep = Rep(organization=Organization(working_weeks=[[str(at), each] for at, each in dated]))
    days = [MONDAY + timedelta(days=at) for at in range(last + 1)]
    logs = {
        MONDAY + timedelta(days=at): DailyLog(
            posts=0 if at in known else None, off=True if at in off else None
        )
        for at in known | off
    }
    expected = [
        slow_day_mark(dated, {MONDAY + timedelta(days=at) for at in known},
                      {MONDAY + timedelta(days=at) for at in off}, days[-1], when)
        for when in days
    ]  # fmt: skip
    flags = streak_flags(rep, logs, days[0], days[-1], today=days[-1])
    assert flags == expected
    assert streak_from_flags(flags) == slow_streak(expected)


# From the database --------------------------------------------------------------------------------

StreakThrough = Callable[[int], Streak]


@pytest.fixture
def streak_on(world: World) -> StreakThrough:
    """Returns the rep's streak as of a day number."""

    def streak_of_days(number: int) -> Streak:
        with world.scope():
            today = day(number)
            return streak_of(
                world.rep, logs_of(world.rep, first_day_read(today), today), today=today
            )

    return streak_of_days


def test_a_streak_survives_weekends_and_leave(world: World, streak_on: StreakThrough) -> None:
    with world.scope():
        save_inputs(world.rep, {day(n): {"posts": 0} for n in (3, 4, 5, 8, 10)})
        save_inputs(world.rep, {day(9): {"off": True}})
    assert day(8).weekday() == 0
    assert streak_on(10) == Streak(5, 5)


def test_today_does_not_break_a_streak(world: World, streak_on: StreakThrough) -> None:
    with world.scope():
        save_inputs(world.rep, {day(n): {"comments": 1} for n in (1, 2, 3)})
    assert streak_on(4).current == 3
    assert streak_on(5) == Streak(0, 3)


def test_a_day_off_on_which_something_was_logged_counts(
    world: World, streak_on: StreakThrough
) -> None:
    with world.scope():
        save_inputs(world.rep, {day(1): {"posts": 1}, day(2): {"posts": 1, "off": True}})
    assert streak_on(2).current == 2


def test_a_reading_or_a_meeting_does_not_make_a_day_known(
    world: World, streak_on: StreakThrough
) -> None:
    with world.scope():
        save_inputs(world.rep, {day(1): {"posts": 1}, day(2): {"meetings": 2}})
        save_reading(world.rep, day(2), 10, 10, 10, 10)
    assert streak_on(3) == Streak(0, 1)


def test_clearing_a_day_ends_the_streak(world: World, streak_on: StreakThrough) -> None:
    with world.scope():
        for n in (1, 2):
            log_day(rep=world.rep, day=day(n), values={"posts": 1}, by=world.users["rep"])
        assert streak_on(3).current == 2
        log_day(rep=world.rep, day=day(2), values={"posts": None}, by=world.users["rep"])
    assert streak_on(3).current == 0


def test_at_most_400_days_are_read(world: World, streak_on: StreakThrough) -> None:
    with world.scope():
        save_inputs(world.rep, {day(n): {"posts": 1} for n in range(1, DAYS_READ + 100)})
        streak = streak_on(DAYS_READ + 99)
        assert len(logs_of(world.rep, first_day_read(day(600)), day(600))) <= DAYS_READ + 1
    assert streak.and_more and streak.current == streak.longest < DAYS_READ
    assert streak.words == f"{streak.current} working days or more"


def test_a_streak_is_put_in_words() -> None:
    words = [Streak(n, 12).words for n in (0, 1, 12)]
    assert words == ["none yet", "1 working day", "12 working days"]
