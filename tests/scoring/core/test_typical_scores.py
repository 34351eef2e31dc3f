"""Typical scores: simulated characters and their habits, as given in docs/model.md."""

from datetime import date
from itertools import pairwise

import pytest

from tests.scoring.core.histories import CURRENT_VERSION, Day, day, repeated_diary, score_diary
from tests.scoring.core.reference import SIGNALS

TARGETS = {name: signal.target for name, signal in SIGNALS.items() if signal.kind == "flow"}
ASKED_INPUTS = ("posts", "leads_saved", "comments", "shares", "conversations", "invitations_sent")
DAYS = 200

Habits = dict[str, float]


def habits(
    share: float, *, trials: float = 4, rates: tuple[float, float], **levels: float
) -> Habits:
    """Inputs of every working day: a share of each flow's target, and fixed levels."""
    flows = {name: share * target / 5 for name, target in TARGETS.items() if name != "active"}
    sent = {"invitations_sent": trials, "inmails_sent": trials / 4}
    won = {"invitations_accepted": trials * rates[0], "inmail_replies": trials / 4 * rates[1]}
    return flows | sent | won | levels


def level_habits(completeness: float, connections: float, rest: float, hours: float) -> Habits:
    """Levels; `rest` is the number of endorsements, with the other stocks in proportion."""
    return {
        "profile_completeness": completeness,
        "connections": connections,
        "decision_makers": 2 * rest,
        "relevant_connections": 3 * rest,
        "endorsements": rest,
        "recommendations": rest / 6,
        "response_hours": hours,
    }


LEVELS = level_habits(95, 500, 30, 12)
ACTIVE = habits(0.6, rates=(0.4, 0.25), **LEVELS)
CHARACTERS = {
    "idle": (10, habits(0, trials=0, rates=(0, 0), **level_habits(60, 80, 1, 24))),
    "starter": (25, habits(0.05, rates=(0.3, 0.2), **level_habits(60, 150, 5, 24))),
    "regular": (52, habits(0.3, rates=(0.35, 0.2), **level_habits(80, 300, 14, 20))),
    "active": (76, ACTIVE),
    "expert": (93, habits(1.2, rates=(0.5, 0.35), **level_habits(100, 1200, 70, 5))),
}


def totals(diary: dict[date, Day], days: int = DAYS) -> list[float]:
    """One total per day."""
    return [float(scores.totals[0]) for scores in score_diary(diary, days)]


def diary_from_75(said: Habits, first: Habits | None = None) -> dict[date, Day]:
    """The habits on every working day, with a first reading of 75 on day 1."""
    settled = score_diary(repeated_diary(Day(ACTIVE), DAYS), DAYS)[-1]
    reading = (settled.pillars[0] * 75 / settled.totals[0]).tolist()
    return {
        **repeated_diary(Day(said), DAYS),
        day(1): Day(said | (first or {}), reading=tuple(reading)),
    }


@pytest.mark.parametrize("name", CHARACTERS)
def test_a_made_up_character_settles_where_it_should(name: str) -> None:
    expected, said = CHARACTERS[name]
    assert totals(dict(repeated_diary(Day(said), DAYS)))[-1] == pytest.approx(expected, abs=3)


def test_habits_that_do_not_change_keep_a_reading_of_75() -> None:
    lived = totals(diary_from_75(ACTIVE))
    assert 74.9 < min(lived) and max(lived) < 77.4


def test_logging_three_days_of_five_keeps_a_reading_of_75_too() -> None:
    three = {
        when: said for when, said in diary_from_75(ACTIVE).items() if when.weekday() in (0, 2, 4)
    }
    lived = totals(three)
    assert 74.9 < min(lived) and max(lived) < 78.5


def test_logging_only_six_inputs_costs_some_points_and_a_reading_a_month_keeps_them() -> None:
    six = {name: ACTIVE[name] for name in ASKED_INPUTS}
    diary = diary_from_75(six, first=LEVELS)
    assert totals(diary)[-1] == pytest.approx(64, abs=2)
    reading = diary[day(1)].reading
    monthly = {day(number): Day(six, reading=reading) for number in range(29, DAYS, 28)}
    assert 71.5 < min(totals(diary | monthly)) and max(totals(diary | monthly)) < 75.5


def test_two_weeks_of_known_zeros_cost_about_seven_points_and_unlogged_weeks_none() -> None:
    def pause(said: Day) -> list[float]:
        days = (day(number) for number in range(99, 113))
        away = {each: said for each in days if each.weekday() < 5}
        return totals(diary_from_75(ACTIVE) | away, 112)

    zeros = pause(Day({name: 0 for name in ACTIVE if name not in LEVELS}))
    assert 6 < zeros[97] - zeros[111] < 8
    leave, silence = pause(Day({}, off=True)), pause(Day({}))
    assert leave[97] - leave[111] < 1
    assert silence[97] - silence[111] < 1


def test_a_day_never_moves_much() -> None:
    lived = totals(diary_from_75(ACTIVE))
    assert max(abs(after - before) for before, after in pairwise(lived)) < 0.75


def test_the_characters_know_every_input() -> None:
    assert set(ACTIVE) == set(CURRENT_VERSION.inputs)
