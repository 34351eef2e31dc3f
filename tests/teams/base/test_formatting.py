"""Numbers and dates in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.base import formatting


@pytest.mark.parametrize(
    ("value", "words"),
    [(3.94, "+3.9"), (-3, "−3.0"), (0.04, "0.0"), (-0.04, "0.0"), (0.05, "+0.1"), (12.25, "+12.3")],
)
def test_a_change_has_a_sign_and_one_decimal(value: float, words: str) -> None:
    assert formatting.signed(value) == words


@pytest.mark.parametrize(
    ("value", "number"), [(52.603, 53), (69.5, 70), (69.49, 69), (0, 0), (100, 100), (68.5, 69)]
)
def test_a_total_is_rounded_half_up(value: float, number: int) -> None:
    assert formatting.whole(value) == number


def test_a_pillar_has_one_decimal_and_a_real_minus() -> None:
    assert formatting.one_decimal(16.85) == "16.9"
    assert formatting.one_decimal(-0.01) == "0.0"
    assert formatting.one_decimal(-1.25) == "−1.3"


def test_a_direction_follows_the_rounded_number() -> None:
    assert [formatting.direction(value) for value in (0.06, -0.06, 0.04)] == ["up", "down", "soft"]


def test_a_date_includes_the_year_only_if_it_differs() -> None:
    day = date(2026, 11, 20)
    assert formatting.day_words(day) == formatting.day_words(day, 2026) == "20 November"
    assert formatting.day_words(day, 2027) == "20 November 2026"
    assert formatting.weekday_words(day) == "Friday 20 November"
    assert formatting.short_day(day) == "20 Nov"


def test_counts_agree_with_their_nouns() -> None:
    assert [formatting.places_words(n) for n in (2, -1, 0)] == [
        "up 2 places",
        "down 1 place",
        "same place",
    ]
    assert formatting.count_words(1, "day") == "1 day"
    assert [formatting.days_ago(n) for n in (0, 3)] == ["today", "3 d ago"]


def test_a_weekly_time_has_a_full_hour() -> None:
    assert formatting.every_words("Friday", 9) == "every Friday at 09:00"


@given(st.lists(st.floats(-40, 40), min_size=1, max_size=26))
def test_rounded_parts_add_up_to_the_total_shown(parts: list[float]) -> None:
    total = sum(parts)
    shown = formatting.rounded_parts(parts, total)
    assert round(sum(shown), 6) == formatting.round_one_decimal(total)
    assert all(abs(part - value) <= 0.1 + 1e-6 for part, value in zip(shown, parts, strict=True))


def test_rounded_parts_lose_a_tenth_where_the_least_is_lost() -> None:
    assert formatting.rounded_parts([1.26, -0.31, 0.0, 0.06], 1.0) == (1.3, -0.3, 0.0, 0.0)
    assert formatting.rounded_parts([0.34, 0.34, 0.32], 1.0) == (0.4, 0.3, 0.3)
    assert formatting.rounded_parts([1.94, 0.06, -0.5], 1.5) == (1.9, 0.1, -0.5)


def test_rounded_parts_without_parts_or_far_from_the_total() -> None:
    assert formatting.rounded_parts([], 1.0) == ()
    assert formatting.rounded_parts([1.0, 1.0], 2.5) == (1.3, 1.2)
    assert formatting.rounded_parts([1.0, 1.0], 1.5) == (0.8, 0.7)


@given(st.lists(st.floats(0, 25), min_size=4, max_size=4))
def test_pillars_as_shown_add_up_to_what_rounds_to_the_total_shown(pillars: list[float]) -> None:
    shown = formatting.rounded_pillars(pillars)
    assert formatting.whole(round(sum(shown), 6)) == formatting.whole(sum(pillars))
    assert all(abs(part - value) <= 0.15 for part, value in zip(shown, pillars, strict=True))
    assert all(0 <= part <= 25 for part in shown)


def test_a_likely_range_has_one_decimal_and_is_empty_without_one() -> None:
    assert formatting.plus_minus(1.84) == "± 1.8"
    assert formatting.plus_minus(13.0) == "± 13.0"
    assert formatting.plus_minus(None) == ""


def test_coverage_has_no_needless_decimals() -> None:
    assert formatting.coverage_words(79.0) == "tracks 79 of 100 points"
    assert formatting.plain_number(58.499999999) == "58.5"
    assert formatting.plain_number(0.0) == "0"


def test_a_total_with_one_decimal_is_never_good_where_the_whole_total_is_not() -> None:
    for hundredths in range(6900, 7100):
        shown = formatting.rounded_total(hundredths / 100)
        assert formatting.whole(shown) == formatting.whole(hundredths / 100)
