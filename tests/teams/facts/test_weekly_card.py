"""The weekly card: totals are spread over the days between cards unless a better source exists."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
import time_machine

from teams.base.sources import Source, Value
from teams.base.spread import spread
from teams.facts.manual_entry import log_days
from teams.facts.retention import NotKeptError
from teams.facts.save_days import DayEntry, save_days
from teams.facts.undo import steps
from teams.facts.weekly_card import Card, Cards, read_card, save_card, total_before, undo_card
from teams.models import DailyLog, Rep, WeeklyCard
from tests.world import World

# Two Fridays, with five working days from the first to the second, and the Friday after.
FIRST, SECOND, THIRD = date(2026, 1, 9), date(2026, 1, 16), date(2026, 1, 23)
MONDAY, WEDNESDAY, THURSDAY = date(2026, 1, 12), date(2026, 1, 14), date(2026, 1, 15)


@pytest.fixture(autouse=True)
def _here(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel("2026-01-23T18:00Z", tick=False):
        yield


def enter_card(
    world: World, day: date, levels: Mapping[str, int | None] | None = None, **said: Any
):
    by = world.users["rep"]
    return save_card(rep=world.rep, day=day, card=Card(**said), levels=levels or {}, by=by)


def save_values(rep: Rep, day: date, source: Source, **values: Value) -> None:
    entries = [DayEntry(rep.pk, day, values)]
    save_days(organization=rep.organization, source=source, entries=entries)


def values_by_day(name: str) -> dict[int, int]:
    """Values of an input by day of January."""
    logs = DailyLog.objects.exclude(**{name: None}).order_by("day")
    return {log.day.day: getattr(log, name) for log in logs}


@pytest.mark.parametrize("total", [0, 1, 4, 5, 7, 100])
@pytest.mark.parametrize("days", [1, 2, 5, 7])
def test_a_sum_is_spread_in_whole_numbers_that_add_up(total: int, days: int) -> None:
    parts = spread(total, days)
    assert sum(parts) == total and len(parts) == days
    assert max(parts) - min(parts) <= 1


def test_the_difference_of_two_totals_is_spread_over_the_working_days_between(world: World) -> None:
    enter_card(world, FIRST, connections=500, followers=800)
    assert values_by_day("new_connections") == values_by_day("new_followers") == {}
    enter_card(world, SECOND, connections=507, followers=803)
    assert values_by_day("new_connections") == {12: 1, 13: 1, 14: 2, 15: 1, 16: 2}
    assert values_by_day("new_followers") == {12: 0, 13: 1, 14: 0, 15: 1, 16: 1}
    assert values_by_day("connections") == {9: 500, 16: 507}
    log = DailyLog.objects.get(day=SECOND)
    assert log.sources() == {
        "connections": Source.TYPED, "new_connections": Source.WEEKLY,
        "new_followers": Source.WEEKLY,
    }  # fmt: skip


def test_weekly_sums_cover_the_days_since_the_last_card_and_at_most_a_week(world: World) -> None:
    enter_card(world, FIRST, inbound_views=10)
    assert values_by_day("inbound_views") == {5: 2, 6: 2, 7: 2, 8: 2, 9: 2}
    enter_card(world, MONDAY, inbound_views=3, invitations_accepted=1)
    assert values_by_day("inbound_views") == {5: 2, 6: 2, 7: 2, 8: 2, 9: 2, 12: 3}
    assert values_by_day("invitations_accepted") == {12: 1}
    enter_card(world, THIRD, inbound_views=5)
    assert list(values_by_day("inbound_views"))[5:] == [12, 19, 20, 21, 22, 23]


def test_a_lower_total_gives_zero_new(world: World) -> None:
    enter_card(world, FIRST, connections=500)
    enter_card(world, SECOND, connections=490)
    assert set(values_by_day("new_connections").values()) == {0}


def test_new_connections_are_counted_from_the_last_total_of_any_source(world: World) -> None:
    save_values(world.rep, THURSDAY, Source.ARCHIVE, connections=505)
    enter_card(world, SECOND, connections=507)
    assert values_by_day("new_connections") == {16: 2}
    assert total_before(world.rep, Cards.of(world.rep), THIRD, "connections") == (SECOND, 507)


def test_exact_values_win_whichever_came_first(world: World) -> None:
    enter_card(world, FIRST, connections=500)
    save_values(world.rep, MONDAY, Source.ARCHIVE, new_connections=9)
    enter_card(world, SECOND, connections=507)
    save_values(world.rep, WEDNESDAY, Source.ARCHIVE, new_connections=0)
    assert values_by_day("new_connections") == {12: 9, 13: 1, 14: 0, 15: 1, 16: 2}


def test_typed_values_win_over_a_card(world: World) -> None:
    days = {SECOND: {"inbound_views": 4}}
    log_days(rep=world.rep, days=days, by=world.users["rep"])
    enter_card(world, SECOND, inbound_views=5)
    assert values_by_day("inbound_views") == {12: 1, 13: 1, 14: 1, 15: 1, 16: 4}


def test_days_off_get_nothing_unless_there_is_no_other_day(world: World) -> None:
    off = {day: {"off": True} for day in (MONDAY, WEDNESDAY, THURSDAY)}
    log_days(rep=world.rep, days=off, by=world.users["rep"])
    enter_card(world, SECOND, inbound_views=6)
    assert values_by_day("inbound_views") == {13: 3, 16: 3}
    enter_card(world, date(2026, 1, 18), inbound_views=2)
    assert values_by_day("inbound_views")[18] == 2


def test_a_corrected_card_replaces_the_old_one_completely(world: World) -> None:
    enter_card(world, FIRST, connections=500)
    enter_card(world, SECOND, connections=550, inbound_views=20, invitations_accepted=3)
    enter_card(world, SECOND, connections=505, inbound_views=5)
    assert set(values_by_day("new_connections").values()) == {1}
    assert set(values_by_day("inbound_views").values()) == {1}
    assert values_by_day("invitations_accepted") == {}
    assert values_by_day("connections") == {9: 500, 16: 505}
    assert WeeklyCard.objects.count() == 2


def test_an_emptied_card_is_deleted_with_all_its_values(world: World) -> None:
    enter_card(world, FIRST, connections=500)
    enter_card(world, SECOND, {"endorsements": 7}, connections=550, inbound_views=20)
    enter_card(world, SECOND, {"endorsements": None})
    assert WeeklyCard.objects.get().day == FIRST
    assert values_by_day("new_connections") == values_by_day("inbound_views") == {}
    assert values_by_day("connections") == {9: 500} and values_by_day("endorsements") == {}


def test_the_order_in_which_cards_are_saved_does_not_matter(world: World) -> None:
    said = {FIRST: (500, 8, 5), SECOND: (510, 10, 5), THIRD: (530, 90, 5)}

    def told(*order: date) -> list[dict[int, int]]:
        DailyLog.objects.all().delete()
        WeeklyCard.objects.all().delete()
        for day in order:
            connections, followers, views = said[day]
            enter_card(
                world, day, connections=connections, followers=followers, inbound_views=views
            )
        names = ("new_connections", "new_followers", "inbound_views", "connections")
        return [values_by_day(name) for name in names]

    in_order = told(FIRST, SECOND, THIRD)
    assert sum(in_order[0].values()) == 30 and sum(in_order[1].values()) == 82
    assert told(FIRST, THIRD, SECOND) == told(THIRD, FIRST, SECOND) == in_order
    assert told(THIRD, SECOND, FIRST) == in_order


def test_a_card_inserted_between_takes_its_days_from_the_later_card(world: World) -> None:
    enter_card(world, SECOND, inbound_views=5)
    enter_card(world, WEDNESDAY, inbound_views=9)
    assert sum(values_by_day("inbound_views").values()) == 9 + 2
    assert read_card(world.rep, SECOND, Cards.of(world.rep)) == Card(inbound_views=2)


def test_scores_are_recomputed_from_the_first_changed_day(world: World) -> None:
    enter_card(world, FIRST, followers=800)
    Rep.objects.filter(pk=world.rep.pk).update(changed_from=None)
    enter_card(world, SECOND, followers=805)
    assert Rep.objects.get(pk=world.rep.pk).changed_from == MONDAY
    Rep.objects.filter(pk=world.rep.pk).update(changed_from=None)
    enter_card(world, SECOND, followers=805)
    assert Rep.objects.get(pk=world.rep.pk).changed_from is None


def test_the_checklist_sets_the_profile_completeness_of_the_day(world: World) -> None:
    enter_card(world, FIRST, checklist=frozenset(("photo", "headline", "skills", "nonsense")))
    assert values_by_day("profile_completeness") == {9: 21}  # 3 of 14
    assert WeeklyCard.objects.get().checklist == ["headline", "skills", "photo"]
    enter_card(world, FIRST, followers=3)
    assert values_by_day("profile_completeness") == {}


def test_an_empty_field_does_not_delete_an_imported_value(world: World) -> None:
    save_values(world.rep, FIRST, Source.ARCHIVE, connections=505, endorsements=4)
    enter_card(world, FIRST, {"endorsements": None}, followers=3)
    assert values_by_day("connections") == {9: 505} and values_by_day("endorsements") == {9: 4}


def test_undo_restores_the_previous_card(world: World) -> None:
    enter_card(world, FIRST, connections=500, followers=8)
    enter_card(world, SECOND, {"endorsements": 3}, connections=505, inbound_views=5)
    before = facts()
    was = read_card(world.rep, SECOND, Cards.of(world.rep))
    told = enter_card(world, SECOND, {"endorsements": 9}, connections=600, followers=9)
    assert undo(world, was, told) and facts() == before


def test_undo_of_the_first_card_deletes_it(world: World) -> None:
    save_values(world.rep, FIRST, Source.ARCHIVE, connections=490)
    log_days(rep=world.rep, days={SECOND: {"connections": 499}}, by=world.users["rep"])
    before = facts()
    told = enter_card(
        world, SECOND, connections=505, inbound_views=5, checklist=frozenset(("photo",))
    )
    assert undo(world, Card(), told) and facts() == before


def test_a_card_changed_since_is_not_undone(world: World) -> None:
    told = enter_card(world, SECOND, followers=9)
    now = read_card(world.rep, SECOND, Cards.of(world.rep))
    enter_card(world, SECOND, followers=10)
    assert not undo(world, Card(), told, now)
    assert WeeklyCard.objects.get().followers == 10


def undo(world: World, was: Card, told: list[Any], now: Card | None = None) -> bool:
    now = now or read_card(world.rep, SECOND, Cards.of(world.rep))
    return undo_card(
        rep=world.rep, day=SECOND, was=was, now=now, steps=steps(told), by=world.users["rep"]
    )


def facts() -> list[Any]:
    logs = [(log.day, log.claims()) for log in DailyLog.objects.order_by("day") if log.claims()]
    return logs + list(WeeklyCard.objects.values_list("day", "connections", "followers"))


def test_a_card_for_a_day_outside_retention_is_refused(world: World) -> None:
    Rep.objects.filter(pk=world.rep.pk).update(facts_from=SECOND)
    with pytest.raises(NotKeptError):
        enter_card(world, FIRST, followers=1)
    enter_card(world, SECOND, inbound_views=5)
    assert values_by_day("inbound_views") == {16: 5}
