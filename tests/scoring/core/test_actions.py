"""Next best actions: ranked by gain per minute, one pillar after another, one-offs for good."""

import numpy as np
import pytest

from scoring.core.actions import (
    ACTIONS,
    PROFILE,
    RECOMMENDATIONS,
    Proposal,
    gain_of_level,
    in_turn,
    pillars_by_need,
    proposals,
    room_for_more,
)
from scoring.core.course import Course
from scoring.core.do_more import do_more
from scoring.core.signals import PILLARS
from tests.scoring.core.courses import MINUTES, OWN, more, regular_course


def found(course: Course, **how: int) -> list[Proposal]:
    return proposals(course, minutes=how)


def test_clicking_is_never_advised() -> None:
    assert found(regular_course())
    assert not {"reactions", "searches", "profile_views", "mentions"} & set(MINUTES)


def test_the_best_gain_per_minute_comes_first() -> None:
    course = regular_course()
    assert len(found(course)) > 2
    for each in found(course):
        gained = do_more(course, more(**{each.action.name: each.more})).totals(np.array([30]))
        assert each.gain == pytest.approx(float(gained[0, 0] - course.totals(np.array([30]))[0, 0]))
    ones = [each.worth for each in found(course)]
    assert ones == sorted(ones, reverse=True)


def test_nothing_is_advised_beyond_what_linkedin_lets_people_send() -> None:
    busy = {"invitations_sent": 20.0, "inmails_sent": 2.0}
    course = regular_course(**busy)
    units = {each.action.name: each.more for each in found(course)}
    assert "invitations_sent" not in units
    assert units.get("inmails_sent", 0) <= 2


def test_proposals_go_from_pillar_to_pillar() -> None:
    order = ["insights", "relationships", "people", "brand"]
    turns = in_turn(found(regular_course()), order)  # type: ignore[arg-type]
    first = [each.action.pillar for each in turns[:3]]
    assert first == [pillar for pillar in order if pillar in first]
    assert len({each.action.name for each in turns}) == len(turns)


def test_minutes_set_by_coaches_replace_the_usual_ones() -> None:
    by_name = {each.action.name: each for each in found(regular_course(), comments=40)}
    assert by_name["comments"].minutes == 40 * by_name["comments"].more


def test_no_signal_is_advised_twice() -> None:
    for advised in (found(regular_course()), in_turn(found(regular_course()), PILLARS)):
        names = [each.action.name for each in advised]
        assert len(names) == len(set(names))


def test_there_is_room_up_to_100_invitations_and_12_inmails_a_week() -> None:
    course = regular_course(invitations_sent=10.0, inmails_sent=0.0)
    room = dict(zip(OWN, room_for_more(course).tolist(), strict=True))
    assert room["invitations_sent"] == pytest.approx(50, abs=2)
    assert room["inmails_sent"] == 12


def test_what_is_left_out_is_not_advised() -> None:
    names = [each.action.name for each in found(regular_course())]
    kept = proposals(regular_course(), minutes={}, left_out=names[:1])
    assert [each.action.name for each in kept] == names[1:]


def test_the_pillar_furthest_below_the_average_comes_first() -> None:
    pillars, left = np.array([20.0, 10, 5, 15]), np.array([5.0, 15, 20, 10])
    assert pillars_by_need(pillars, left, None)[0] == "insights"
    averages = np.array([24.0, 10.5, 4, 15])
    assert pillars_by_need(pillars, left, averages) == [
        "brand", "people", "relationships", "insights",
    ]  # fmt: skip


def test_raising_a_level_gains_for_good() -> None:
    course = regular_course(recommendations=3.0)
    assert gain_of_level(course, PROFILE, 90.0) == pytest.approx(9 * 0.1)
    one_more = 3 * (10 ** (-3 / 10) - 10 ** (-4 / 10))
    for days in (1, 30, 365):
        assert gain_of_level(course, RECOMMENDATIONS, 4.0, days) == pytest.approx(one_more)


def test_a_level_that_does_not_count_gains_nothing() -> None:
    assert gain_of_level(regular_course(), RECOMMENDATIONS, 4.0) == 0


def test_minutes_are_those_of_the_table() -> None:
    assert {each.name: each.minutes for each in ACTIONS} == {
        "posts": 45, "comments": 5, "shares": 10, "conversations": 5, "leads_saved": 3,
        "invitations_sent": 3, "introductions": 15, "account_contacts": 10, "group_posts": 15,
        "inmails_sent": 10,
    }  # fmt: skip
