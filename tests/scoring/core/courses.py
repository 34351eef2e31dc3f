"""Courses of made-up reps, for tests of what looks ahead."""

from random import Random

import numpy as np

from scoring.core.actions import ACTIONS
from scoring.core.course import Course
from scoring.core.do_more import own_actions
from scoring.core.layout import Floats
from tests.scoring.core.histories import (
    LAYOUT,
    Day,
    Diary,
    random_diary,
    repeated_diary,
    with_inputs,
)
from tests.scoring.core.test_course import course_in_core

PAST = 60
OWN = own_actions(LAYOUT)
MINUTES = {action.name: action.minutes for action in ACTIONS}
AHEAD = np.array([1, 30, 90, 365])


def random_course(chance: Random) -> Course:
    """The course of a rep of whom some flows count."""
    diary = with_inputs(random_diary(chance, PAST), 1, connections=90.0)
    steady = repeated_diary(Day(dict.fromkeys(chance.sample(OWN, 6), 1.0)), PAST)
    both = {
        when: Day(of.inputs | (diary[when].inputs if when in diary else {}))
        for when, of in steady.items()
    }
    return course_in_core([diary | both], PAST)


def regular() -> Diary:
    said = {"profile_completeness": 80.0, "posts": 0.0, "comments": 1, "leads_saved": 1,
            "connections": 300, "invitations_sent": 1, "new_connections": 0}  # fmt: skip
    return repeated_diary(Day(said), PAST)


def regular_course(**more: float) -> Course:
    said = {name: value for of in list(regular().values())[:1] for name, value in of.inputs.items()}
    return course_in_core([repeated_diary(Day(said | more), PAST)], PAST)


def more(**units: float) -> Floats:
    """(1, O) so many more a week."""
    return np.array([[units.get(name, 0.0) for name in OWN]])
