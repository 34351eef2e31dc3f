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
from scoring.core.versions import CURRENT_VERSION
from scoring.daily.live import states_on
from teams.base.sources import Value
from teams.coaching.sessions import add_action_item, finish_action_item
from teams.models import ActionItem, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs
from tests.world import World, add_rep

AGREED_ON = day(29)  # a Monday, four weeks after day 1
CLOSE = day(58)
ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(59)}T12:00Z", tick=False):
        yield


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with world.scope():
        yield world


def save_working_days(rep: Rep, first: date, last: date, values: dict[str, Value]) -> None:
    """Saves these values for each working day of a period."""
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    save_inputs(rep, {each: values for each in days if each.weekday() < 5})


def create_item(world: World, signal: str, rep: Rep | None = None, **said: Any) -> ActionItem:
    values: dict[str, Any] = {
        "text": "Do it",
        "agreed_on": AGREED_ON,
        "due_on": AGREED_ON + 27 * ONE_DAY,
    }
    by = world.users["coach"]
    return add_action_item(rep=rep or world.rep, signal=signal, by=by, **(values | said))


def effect(world: World, found: ActionItem, at: date = CLOSE) -> ItemEffect:
    return item_effects(world.organization, [found], at)[found.pk]


def test_activity_is_an_amount_per_week_of_known_days(inside: World) -> None:
    assert AGREED_ON.weekday() == 0
    save_working_days(inside.rep, AGREED_ON - 28 * ONE_DAY, AGREED_ON - ONE_DAY, {"comments": 1})
    save_working_days(inside.rep, AGREED_ON, AGREED_ON + 27 * ONE_DAY, {"comments": 3})
    item_effect = effect(inside, create_item(inside, "comments"))
    assert (item_effect.before, item_effect.after, item_effect.change) == (5, 15, 10)
    assert item_effect.activity == "Comments: 5.0 a week before, 15.0 a week since."


def test_unknown_days_are_not_zero_and_weekend_activity_is_added(
    inside: World,
) -> None:
    week = {
        AGREED_ON - 28 * ONE_DAY + at * ONE_DAY: {"comments": at % 2} for at in range(4)
    }  # 0 1 0 1
    save_inputs(
        inside.rep, {**week, AGREED_ON - 24 * ONE_DAY: {"comments": 2}}
    )  # five working days: 4
    save_inputs(inside.rep, {AGREED_ON - 23 * ONE_DAY: {"comments": 4}})  # a Saturday
    save_inputs(
        inside.rep,
        {AGREED_ON - 29 * ONE_DAY: {"comments": 50}, AGREED_ON + 40 * ONE_DAY: {"comments": 50}},
    )
    assert effect(inside, create_item(inside, "comments")).before == 8


def test_four_known_working_days_are_too_few_for_a_weekly_amount(inside: World) -> None:
    save_working_days(
        inside.rep, AGREED_ON - 5 * ONE_DAY, AGREED_ON - 2 * ONE_DAY, {"comments": 9}
    )  # Wednesday to Saturday
    save_working_days(inside.rep, AGREED_ON, AGREED_ON + 4 * ONE_DAY, {"comments": 2})
    item_effect = effect(inside, create_item(inside, "comments"))
    assert (item_effect.before, item_effect.after, item_effect.change) == (None, 10, None)
    assert "not known on enough days before, 10.0 a week since" in item_effect.activity
    assert (
        effect(inside, create_item(inside, "posts")).activity == "Posts: not known on enough days."
    )


def test_active_days_are_counted_regardless_of_amounts(inside: World) -> None:
    save_working_days(
        inside.rep, AGREED_ON - 14 * ONE_DAY, AGREED_ON - 8 * ONE_DAY, {"comments": 9, "posts": 0}
    )
    save_working_days(
        inside.rep, AGREED_ON - 7 * ONE_DAY, AGREED_ON - ONE_DAY, {"comments": 0, "posts": 0}
    )
    assert effect(inside, create_item(inside, "active")).before == 2.5


def test_a_level_is_its_last_known_value(inside: World) -> None:
    save_inputs(
        inside.rep,
        {AGREED_ON - 9 * ONE_DAY: {"connections": 480}, AGREED_ON - ONE_DAY: {"connections": 490}},
    )
    save_inputs(inside.rep, {AGREED_ON + 9 * ONE_DAY: {"connections": 520}})
    item_effect = effect(inside, create_item(inside, "connections"))
    assert item_effect.activity == "Connections: 490 before, 520 since."


def test_a_rate_covers_all_trials_and_hours_are_averaged(inside: World) -> None:
    save_working_days(inside.rep, AGREED_ON - 14 * ONE_DAY, AGREED_ON - ONE_DAY, {
        "inmails_sent": 4, "inmail_replies": 1, "response_hours": 12.0,
    })  # fmt: skip
    save_working_days(inside.rep, AGREED_ON, AGREED_ON + 6 * ONE_DAY, {
        "inmails_sent": 2, "inmail_replies": 1, "response_hours": 6.0,
    })  # fmt: skip
    replies = effect(inside, create_item(inside, "inmail_response"))
    assert replies.activity == "InMail replies: 25.0 % answered before, 50.0 % answered since."
    speed = effect(inside, create_item(inside, "response_time"))
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
    found = create_item(inside, "comments", due_on=AGREED_ON + due * ONE_DAY)
    if done is not None:
        finish_action_item(item=found, on=AGREED_ON + done * ONE_DAY)
    item_effect = effect(inside, found, AGREED_ON + at * ONE_DAY)
    assert item_effect.last == (None if last is None else AGREED_ON + last * ONE_DAY)
    assert ("measured from" in item_effect.activity) == (last is None)


def test_points_compare_the_close_before_with_the_last(inside: World) -> None:
    save_working_days(inside.rep, AGREED_ON - 28 * ONE_DAY, AGREED_ON - ONE_DAY, {"comments": 1})
    save_working_days(inside.rep, AGREED_ON, CLOSE, {"comments": 3})
    close_through(inside.organization, 58)
    item_effect = effect(inside, create_item(inside, "comments"))
    layout, reps = layout_of(CURRENT_VERSION), np.array([inside.rep.pk])
    ends = (AGREED_ON - ONE_DAY, AGREED_ON + 27 * ONE_DAY)
    states = [states_on(inside.organization, reps, end) for end in ends]
    at = layout.names.index("comments")
    was, now = (float(explain(layout, state).points[0, at]) for state in states)
    assert item_effect.points == pytest.approx((was, now)) and now > was + 0.5
    assert item_effect.points_words.startswith("Points ") and "(+" in item_effect.points_words


def test_a_signal_that_begins_to_count_in_between_has_no_points(inside: World) -> None:
    save_working_days(inside.rep, AGREED_ON - 9 * ONE_DAY, CLOSE, {"comments": 2})
    close_through(inside.organization, 58)
    item_effect = effect(inside, create_item(inside, "comments"))
    assert (item_effect.points, item_effect.points_words) == (None, "")
    assert item_effect.before == item_effect.after == 10


def test_signals_not_tracked_yet_and_deleted_facts_have_no_points(inside: World) -> None:
    save_working_days(inside.rep, AGREED_ON - 28 * ONE_DAY, CLOSE, {"comments": 1})
    assert effect(inside, create_item(inside, "posts")).points is None
    Rep.objects.filter(pk=inside.rep.pk).update(facts_from=AGREED_ON + 3 * ONE_DAY)
    kept = ActionItem.objects.select_related("rep").get(pk=create_item(inside, "comments").pk)
    assert effect(inside, kept).points is None


def test_items_without_a_current_signal_have_no_effect(inside: World) -> None:
    items = [create_item(inside, ""), create_item(inside, "fax_messages")]
    assert item_effects(inside.organization, items, CLOSE) == {}


def test_the_number_of_queries_does_not_grow_with_items(inside: World) -> None:
    people = [inside.rep, *(add_rep(inside.north, f"Rep {n}") for n in range(9))]
    for rep in people:
        save_working_days(rep, day(1), CLOSE, {"comments": 1, "posts": 1})
        for at, signal in ((0, "comments"), (3, "posts"), (9, "active")):
            create_item(inside, signal, rep, agreed_on=AGREED_ON + at * ONE_DAY, due_on=CLOSE)

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
    assert due_words(ActionItem(due_on=CLOSE + due * ONE_DAY), CLOSE) == words
    done = ActionItem(due_on=CLOSE, done_on=date(2026, 3, 1))
    assert due_words(done, CLOSE) == "done on 1 March"
