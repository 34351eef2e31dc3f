"""Effect of action items: activity and points before and after, against hand-made numbers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.coaching.action_effects import ItemEffect, due_words, item_effects
from scoring.core.explain import explain
from scoring.core.layout import layout_of
from scoring.core.versions import CURRENT
from scoring.daily.live import states_on
from teams.base.sources import Value
from teams.coaching.sessions import add_action_item, finish_action_item
from teams.models import ActionItem, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close, know
from tests.world import World, join

AGREED = day(29)  # a Monday, four weeks after day 1
CLOSE = day(58)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(59)}T12:00Z", tick=False):
        yield


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with world.scope():
        yield world


def work(rep: Rep, first: date, last: date, values: dict[str, Value]) -> None:
    """Saves these values for each working day of a period."""
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    know(rep, {each: values for each in days if each.weekday() < 5})


def item(world: World, signal: str, rep: Rep | None = None, **said: Any) -> ActionItem:
    values: dict[str, Any] = {"text": "Do it", "agreed_on": AGREED, "due_on": AGREED + 27 * ONE}
    by = world.users["coach"]
    return add_action_item(rep=rep or world.rep, signal=signal, by=by, **(values | said))


def effect(world: World, found: ActionItem, at: date = CLOSE) -> ItemEffect:
    return item_effects(world.organization, [found], at)[found.pk]


def test_activity_is_an_amount_per_week_of_known_days(inside: World) -> None:
    assert AGREED.weekday() == 0
    work(inside.rep, AGREED - 28 * ONE, AGREED - ONE, {"comments": 1})
    work(inside.rep, AGREED, AGREED + 27 * ONE, {"comments": 3})
    found = effect(inside, item(inside, "comments"))
    assert (found.before, found.after, found.change) == (5, 15, 10)
    assert found.activity == "Comments: 5.0 a week before, 15.0 a week since."


def test_unknown_days_are_not_zero_and_weekend_activity_is_added(
    inside: World,
) -> None:
    week = {AGREED - 28 * ONE + at * ONE: {"comments": at % 2} for at in range(4)}  # 0 1 0 1
    know(inside.rep, {**week, AGREED - 24 * ONE: {"comments": 2}})  # five working days: 4
    know(inside.rep, {AGREED - 23 * ONE: {"comments": 4}})  # a Saturday
    know(inside.rep, {AGREED - 29 * ONE: {"comments": 50}, AGREED + 40 * ONE: {"comments": 50}})
    assert effect(inside, item(inside, "comments")).before == 8


def test_four_known_working_days_are_too_few_for_a_weekly_amount(inside: World) -> None:
    work(inside.rep, AGREED - 5 * ONE, AGREED - 2 * ONE, {"comments": 9})  # Wednesday to Saturday
    work(inside.rep, AGREED, AGREED + 4 * ONE, {"comments": 2})
    found = effect(inside, item(inside, "comments"))
    assert (found.before, found.after, found.change) == (None, 10, None)
    assert "not known on enough days before, 10.0 a week since" in found.activity
    assert effect(inside, item(inside, "posts")).activity == "Posts: not known on enough days."


def test_active_days_are_counted_regardless_of_amounts(inside: World) -> None:
    work(inside.rep, AGREED - 14 * ONE, AGREED - 8 * ONE, {"comments": 9, "posts": 0})
    work(inside.rep, AGREED - 7 * ONE, AGREED - ONE, {"comments": 0, "posts": 0})
    assert effect(inside, item(inside, "active")).before == 2.5


def test_a_level_is_its_last_known_value(inside: World) -> None:
    know(inside.rep, {AGREED - 9 * ONE: {"connections": 480}, AGREED - ONE: {"connections": 490}})
    know(inside.rep, {AGREED + 9 * ONE: {"connections": 520}})
    found = effect(inside, item(inside, "connections"))
    assert found.activity == "Connections: 490 before, 520 since."


def test_a_rate_covers_all_trials_and_hours_are_averaged(inside: World) -> None:
    work(inside.rep, AGREED - 14 * ONE, AGREED - ONE, {
        "inmails_sent": 4, "inmail_replies": 1, "response_hours": 12.0,
    })  # fmt: skip
    work(inside.rep, AGREED, AGREED + 6 * ONE, {
        "inmails_sent": 2, "inmail_replies": 1, "response_hours": 6.0,
    })  # fmt: skip
    replies = effect(inside, item(inside, "inmail_response"))
    assert replies.activity == "InMail replies: 25.0 % answered before, 50.0 % answered since."
    speed = effect(inside, item(inside, "response_time"))
    assert (speed.before, speed.after) == (12, 6)


@pytest.mark.parametrize(
    ("due", "done", "at", "last"),
    [
        (9, None, 29, 27),  # at least four weeks, even if due earlier
        (9, 3, 29, 27),  # or done earlier
        (28, None, 29, 28),  # until the due day
        (60, None, 29, 29),  # as far as days have ended
        (9, None, 6, 6),
        (9, None, 5, None),  # six days are too few
    ],
)
def test_the_period_after_runs_from_agreement_to_done_or_due(
    inside: World, due: int, done: int | None, at: int, last: int | None
) -> None:
    found = item(inside, "comments", due_on=AGREED + due * ONE)
    if done is not None:
        finish_action_item(item=found, on=AGREED + done * ONE)
    told = effect(inside, found, AGREED + at * ONE)
    assert told.last == (None if last is None else AGREED + last * ONE)
    assert ("measured from" in told.activity) == (last is None)


def test_points_compare_the_close_before_with_the_last(inside: World) -> None:
    work(inside.rep, AGREED - 28 * ONE, AGREED - ONE, {"comments": 1})
    work(inside.rep, AGREED, CLOSE, {"comments": 3})
    close(inside.organization, 58)
    found = effect(inside, item(inside, "comments"))
    layout, reps = layout_of(CURRENT), np.array([inside.rep.pk])
    states = states_on(inside.organization, reps, AGREED - ONE, AGREED + 27 * ONE)
    at = layout.names.index("comments")
    was, now = (float(explain(layout, state).points[0, at]) for state in states)
    assert found.points == pytest.approx((was, now)) and now > was + 0.5
    assert found.points_words.startswith("Points ") and "(+" in found.points_words


def test_untracked_signals_and_deleted_facts_have_no_points(inside: World) -> None:
    work(inside.rep, AGREED - 28 * ONE, CLOSE, {"comments": 1})
    assert effect(inside, item(inside, "posts")).points is None
    Rep.objects.filter(pk=inside.rep.pk).update(facts_from=AGREED + 3 * ONE)
    kept = ActionItem.objects.select_related("rep").get(pk=item(inside, "comments").pk)
    assert effect(inside, kept).points is None


def test_items_without_a_current_signal_have_no_effect(inside: World) -> None:
    items = [item(inside, ""), item(inside, "fax_messages")]
    assert item_effects(inside.organization, items, CLOSE) == {}


def test_the_number_of_queries_does_not_grow_with_items(inside: World) -> None:
    people = [inside.rep, *(join(inside.north, f"Rep {n}") for n in range(9))]
    for rep in people:
        work(rep, day(1), CLOSE, {"comments": 1, "posts": 1})
        for at, signal in ((0, "comments"), (3, "posts"), (9, "active")):
            item(inside, signal, rep, agreed_on=AGREED + at * ONE, due_on=CLOSE)

    def asked(items: list[ActionItem]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(item_effects(inside.organization, items, CLOSE)) == len(items)
        return len(queries)

    every = list(ActionItem.objects.select_related("rep"))
    assert len(every) == 30
    asked(every)  # fills the short-lived cache of the version in effect
    assert asked(every) == asked(every[:1]) <= 6


@pytest.mark.parametrize(
    ("due", "words"),
    [(3, "due in 3 days"), (1, "due in 1 day"), (0, "due today"), (-1, "1 day late")],
)
def test_the_due_date_is_put_in_words(due: int, words: str) -> None:
    assert due_words(ActionItem(due_on=CLOSE + due * ONE), CLOSE) == words
    done = ActionItem(due_on=CLOSE, done_on=date(2026, 3, 1))
    assert due_words(done, CLOSE) == "done on 1 March"
