"""Events in a rep's scores: milestones crossed, drops, waiting for data, surprising readings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scoring.core.signals import MILESTONES
from scoring.core.uncertainty import Trust
from scoring.notifications.events import Event, EventKind, RepClose, find_events
from teams.base.formatting import whole
from tests.scoring.core.histories import day

REP = 7


def build_closes(*totals: float) -> list[RepClose]:
    """Consecutive closes, all logged and ranked."""
    return [
        RepClose(day(at), total, Trust.CURRENT, has_data=True) for at, total in enumerate(totals, 1)
    ]


def event_rows(
    days: Sequence[RepClose], kind: EventKind = EventKind.MILESTONE
) -> list[tuple[int, int, bool]]:
    """Day number, milestone and direction (True is up) of the events of a kind, oldest first."""
    events = [each for each in find_events(REP, days, ()) if each.kind == kind]
    return [((each.day - day(1)).days + 1, each.milestone, each.up) for each in events[::-1]]


def mark_unlogged(days: list[RepClose], *numbers: int) -> list[RepClose]:
    """Marks these day numbers as not logged."""
    return [
        replace(each, has_data=False) if at in numbers else each for at, each in enumerate(days, 1)
    ]


def test_a_milestone_is_crossed_by_the_rounded_total() -> None:
    assert event_rows(build_closes(69.4, 69.5)) == [(2, 70, True)]
    assert event_rows(build_closes(69.5, 69.4)) == [(2, 70, False)]
    assert event_rows(build_closes(69.5, 74, 69.6)) == []


def test_crossing_several_milestones_at_once_reports_the_last() -> None:
    assert event_rows(build_closes(45, 62)) == [(2, 60, True)]
    assert event_rows(build_closes(62, 45)) == [(2, 50, False)]


def test_a_held_day_has_no_event_and_the_next_known_day_has() -> None:
    slipping = build_closes(70, 69.8, 69.2, 69.1, 69.0)
    assert event_rows(mark_unlogged(slipping, 3, 4)) == [(5, 70, False)]
    assert event_rows(mark_unlogged(slipping, 3, 4, 5)) == []
    dropping = build_closes(58, 58, 58, 58, 58, 58, 58, 52, 52)
    assert event_rows(mark_unlogged(dropping, 8), EventKind.DROP) == [(9, 0, False)]
    assert find_events(REP, mark_unlogged(dropping, *range(1, 10)), ()) == []


def test_a_wavering_score_is_reported_once_a_week_and_ends_correct() -> None:
    wavering = build_closes(69, 70, 69, 70, 69, 70, 69, 69, 69, 69)
    assert event_rows(wavering) == [(2, 70, True), (9, 70, False)]


def test_a_drop_of_five_points_in_a_week_is_reported_once() -> None:
    assert event_rows(build_closes(59, 58, 57, 56, 55, 54.5, 54.2, 54.1), EventKind.DROP) == []
    assert event_rows(build_closes(59, 58, 57, 56, 55, 54.5, 54.2, 54.04), EventKind.DROP) == [
        (8, 0, False)
    ]
    assert event_rows(build_closes(59, 59, 58, 57, 56, 55, 54, 53.9, 53, 52), EventKind.DROP) == [
        (8, 0, False)
    ]


def test_a_milestone_and_a_drop_on_one_day_are_one_event() -> None:
    days = build_closes(72, 72, 72, 72, 72, 72, 72, 66)
    assert [(each.kind, each.points) for each in find_events(REP, days, ())] == [
        (EventKind.MILESTONE, -6)
    ]


def test_building_and_waiting_scores_have_no_event_but_waiting() -> None:
    for trust in (Trust.BUILDING, Trust.WAITING):
        days = [replace(each, trust=trust) for each in build_closes(40, 71, 30, 71)]
        assert find_events(REP, days, ()) == []
    silent = build_closes(60, 60, 60)
    silent[2] = replace(silent[2], trust=Trust.WAITING, has_data=False)
    assert [(each.kind, each.day) for each in find_events(REP, silent, ())] == [
        (EventKind.WAITING, day(3))
    ]


def test_a_rep_with_data_again_has_no_waiting_event() -> None:
    days = build_closes(60, 60, 60, 60)
    days[1] = replace(days[1], trust=Trust.WAITING, has_data=False)
    assert find_events(REP, days, ()) == []


def test_the_first_ranked_day_crosses_no_milestone() -> None:
    days = build_closes(20, 20, 55, 55)
    for at in (0, 1):
        days[at] = replace(days[at], trust=Trust.BUILDING)
    assert find_events(REP, days, ()) == []


def test_a_reading_far_from_the_estimate_before_is_an_event() -> None:
    days = build_closes(50, 50, 55.2, 55.2)
    far = find_events(REP, days, [(day(3), 55.2), (day(4), 55.3)])
    assert [(each.kind, each.day, each.up) for each in far if each.kind == EventKind.READING] == [
        (EventKind.READING, day(3), True)
    ]
    days[1] = replace(days[1], trust=Trust.BUILDING)
    assert not [e for e in find_events(REP, days, [(day(3), 55.2)]) if e.kind == EventKind.READING]


def test_an_events_key_has_rep_day_and_milestone() -> None:
    assert Event(7, day(3), EventKind.MILESTONE, milestone=70).key == f"7:{day(3)}:70"


@given(
    st.lists(st.tuples(st.floats(0, 100), st.sampled_from(list(Trust)), st.booleans()), max_size=40)
)
def test_only_logged_days_of_ranked_reps_have_milestone_events(
    drawn: list[tuple[float, Trust, bool]],
) -> None:
    days = [RepClose(day(at), *each) for at, each in enumerate(drawn, 1)]
    by_day = {each.day: each for each in days}
    events = find_events(REP, days, ())
    for each in events:
        close = by_day[each.day]
        assert (each.kind == EventKind.WAITING) == (close.trust == Trust.WAITING)
        if each.kind == EventKind.MILESTONE:
            assert close.has_data and close.ranked and each.milestone in MILESTONES
            assert (whole(close.total) >= each.milestone) == each.up
    marks = sorted(
        (each.milestone, each.day) for each in events if each.kind == EventKind.MILESTONE
    )
    for (mark, early), (other, late) in pairwise(marks):
        assert mark != other or late - early >= timedelta(days=7)
