"""The closed-form passage between closes equals the one walked day by day."""

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.custom_versions import build_custom_version, parameters_of
from scoring.core.explain import attribute_change
from scoring.core.layout import COMMON_LAYOUT, layout_of
from scoring.core.passage import Passage, passage
from scoring.core.history import FactHistory
from scoring.core.replay import replay_states
from scoring.core.state import State, initial_state
from scoring.core.version_timeline import VersionTimeline, split_by_version
from scoring.core.versions import VERSION_2
from tests.scoring.core.histories import Diary, day, history, random_diary, work_weeks
from tests.scoring.core.reference import Day
from tests.scoring.core.slow_passage import slow_passage

DAYS = 70
BASE_PARAMETERS = parameters_of(VERSION_2)
QUICK_VERSION = build_custom_version(
    VERSION_2, "1.1", "Quicker", replace(BASE_PARAMETERS, half_life=10, untracked_half_life=60)
)
HEAVY_WEIGHTS = {**BASE_PARAMETERS.weights, "posts": 9.0, "new_followers": 1.0}
POSTS_VERSION = build_custom_version(
    VERSION_2, "1.2", "Posts count more", replace(BASE_PARAMETERS, weights=HEAVY_WEIGHTS)
)


def random_diaries(chance: Random) -> list[Diary]:
    """Reps who begin on different days, some of whom start to log something new later."""
    reps: list[Diary] = []
    for _ in range(chance.randint(1, 3)):
        begins, late = chance.randint(1, DAYS), chance.randint(1, DAYS)
        drawn = random_diary(chance, DAYS)
        reps.append({
            when: said if when >= day(late) else Day(_earlier_inputs(said), said.off, said.reading)
            for when, said in drawn.items()
            if when >= day(begins)
        })  # fmt: skip
    return reps


def _earlier_inputs(said: Day) -> dict[str, float]:
    return {name: said.inputs[name] for name in sorted(said.inputs)[::2]}


def random_timeline(chance: Random) -> VersionTimeline:
    turns = sorted(chance.sample(range(2, DAYS + 1), chance.randint(0, 2)))
    chosen = chance.sample([QUICK_VERSION, POSTS_VERSION], len(turns))
    return VersionTimeline(
        switches=tuple((day(at).toordinal(), new) for at, new in zip(turns, chosen, strict=True))
    )


def random_kept_states(
    timeline: VersionTimeline, known: FactHistory, chance: Random
) -> dict[int, State]:
    """States of all reps at some closes on which all of them moved."""
    found, state = {}, initial_state(COMMON_LAYOUT, len(known.start))
    for layout, going, piece in split_by_version(timeline, state, known):
        for ordinal, rows, _ in replay_states(layout, going, piece):
            if len(rows) == len(known.start) and chance.random() < 0.1:
                found[ordinal] = going.copy()
    return found


def assert_equal_passages(
    found: Passage, slow: Passage, timeline: VersionTimeline, first: int, last: int
) -> None:
    was, layout = (layout_of(timeline.on(at)) for at in (first, last))
    got, expected = (attribute_change(layout, way, first, last, was=was) for way in (found, slow))
    for name in ("own", "fading", "linkedin", "version", "held", "is_new"):
        assert np.allclose(getattr(got, name), getattr(expected, name), rtol=0, atol=1e-9), name
    assert found.waypoints[last].state.rates.tobytes() == slow.waypoints[last].state.rates.tobytes()


@given(st.integers(0, 2**32).map(Random), work_weeks)
def test_a_passage_equals_walking_every_day(chance: Random, week: frozenset[int]) -> None:
    reps, timeline = random_diaries(chance), random_timeline(chance)
    days = sorted(day(at).toordinal() for at in chance.sample(range(1, DAYS + 1), 4))
    # On the day after the first wanted day at the latest.
    starts = [chance.randint(1, days[0] - day(1).toordinal() + 2) for _ in reps]
    known = history(reps, DAYS, week=week, start=starts)
    begin, kept = (
        initial_state(COMMON_LAYOUT, len(reps)),
        random_kept_states(timeline, known, chance),
    )
    found = passage(timeline, begin, known, days, {at: kept[at] for at in kept if at > days[0]})
    slow = slow_passage(timeline, begin, known, days)
    for first, last in [(days[0], days[-1]), (days[0], days[1]), (days[1], days[2])]:
        assert_equal_passages(found, slow, timeline, first, last)


def test_steps_start_from_the_nearest_known_close() -> None:
    known = history([{day(at): Day({"posts": 1}) for at in range(1, DAYS + 1)}], DAYS)
    days = [day(3).toordinal(), day(DAYS).toordinal()]
    whole = (
        passage(VersionTimeline(), initial_state(COMMON_LAYOUT, 1), known, days)
        .waypoints[days[1]]
        .state
    )
    # Claims the last day's state for the close before: only one further day must be stepped.
    claimed = {day(DAYS - 1).toordinal(): whole}
    found = (
        passage(VersionTimeline(), initial_state(COMMON_LAYOUT, 1), known, days, claimed)
        .waypoints[days[1]]
        .state
    )
    assert found.known_days[0] == whole.known_days[0] + 1 == DAYS + 1
