"""Undoing a save restores the earlier values and sources, and changes nothing else."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
import time_machine

from teams.base.sources import Source, Value
from teams.facts.manual_entry import ManualChange, log_days
from teams.facts.retention import NotKeptError
from teams.facts.save_days import DayEntry, save_days
from teams.facts.undo import steps, undo_save
from teams.models import AuditEntry, DailyLog, Rep
from tests.world import World

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
TOMORROW = date(2026, 1, 9)


@pytest.fixture(autouse=True)
def _here(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel("2026-01-08T12:00Z", tick=False):
        yield


def import_values(rep: Rep, values: Mapping[str, Value], source: Source = Source.CSV) -> None:
    entries = [DayEntry(rep.pk, MONDAY, values)]
    save_days(organization=rep.organization, source=source, entries=entries)


def type_values(world: World, **values: Value) -> list[ManualChange]:
    return log_days(rep=world.rep, days={MONDAY: values}, by=world.users["rep"])


def undo(world: World, told: list[ManualChange]) -> list[DailyLog]:
    return undo_save(rep=world.rep, steps=steps(told), by=world.users["rep"])


def row(day: date = MONDAY) -> tuple[dict[str, Value], dict[str, Source]]:
    log = DailyLog.objects.get(day=day)
    return log.known(), log.sources()


def test_undo_makes_typed_values_unknown_and_marks_the_day_as_changed(world: World) -> None:
    told = type_values(world, posts=3, comments=0)
    undo(world, told)
    assert row() == ({}, {})
    assert (world.rep.changed_from, world.rep.changes) == (MONDAY, 2)


def test_undo_restores_the_first_typed_value(world: World) -> None:
    type_values(world, posts=3)
    undo(world, type_values(world, posts=5))
    assert row() == ({"posts": 3}, {"posts": Source.TYPED})


def test_undo_restores_the_imported_value(world: World) -> None:
    import_values(world.rep, {"posts": 7, "comments": 1})
    before = row()
    undo(world, type_values(world, posts=5))
    assert row() == before


def test_undo_restores_the_first_correction_and_is_audited(world: World) -> None:
    import_values(world.rep, {"posts": 7})
    type_values(world, posts=5)
    undo(world, type_values(world, posts=6))
    assert row() == ({"posts": 5}, {"posts": Source.CORRECTED})
    changes = [(each.details["was"], each.details["is"]) for each in AuditEntry.objects.all()]
    assert changes == [(6, 5), (5, 6), (7, 5)]


def test_undo_restores_a_withdrawn_correction(world: World) -> None:
    import_values(world.rep, {"posts": 7})
    type_values(world, posts=5)
    told = type_values(world, posts=None)
    assert row()[0] == {"posts": 7}
    undo(world, told)
    assert row() == ({"posts": 5}, {"posts": Source.CORRECTED})


def test_undo_restores_an_imported_value_made_unknown(world: World) -> None:
    import_values(world.rep, {"posts": 7})
    undo(world, type_values(world, posts=None))
    assert row() == ({"posts": 7}, {"posts": Source.CSV})


def test_undo_keeps_values_typed_since(world: World) -> None:
    first = type_values(world, posts=3, comments=1)
    type_values(world, posts=4)
    (changed,) = undo(world, first)
    assert changed.known() == row()[0] == {"posts": 4}


def test_undo_keeps_values_imported_since(world: World) -> None:
    told = type_values(world, posts=3)
    import_values(world.rep, {"posts": 9, "shares": 2})
    undo(world, told)
    assert row() == ({"posts": 9, "shares": 2}, dict.fromkeys(("posts", "shares"), Source.CSV))


def test_a_second_undo_changes_nothing(world: World) -> None:
    told = type_values(world, posts=3)
    assert len(undo(world, told)) == 1
    assert undo(world, told) == []
    assert world.rep.changes == 2


def test_undo_leaves_other_days_and_inputs_alone(world: World) -> None:
    log_days(rep=world.rep, days={TUESDAY: {"posts": 1}}, by=world.users["rep"])
    type_values(world, comments=4)
    undo(world, type_values(world, posts=3, comments=4))
    assert row()[0] == {"comments": 4} and row(TUESDAY)[0] == {"posts": 1}


def test_undo_restores_several_days_together(world: World) -> None:
    days: dict[date, dict[str, Value]] = {MONDAY: {"posts": 1}, TUESDAY: {"off": True}}
    told = log_days(rep=world.rep, days=days, by=world.users["rep"])
    assert [log.day for log in undo(world, told)] == [MONDAY, TUESDAY]
    assert row()[0] == row(TUESDAY)[0] == {}


def test_undo_of_a_day_outside_retention_is_refused(world: World) -> None:
    told = type_values(world, posts=3)
    Rep.objects.filter(pk=world.rep.pk).update(facts_from=TUESDAY)
    with pytest.raises(NotKeptError):
        undo(world, told)


def test_a_future_day_can_only_be_marked_off_and_rescores_nothing(world: World) -> None:
    with pytest.raises(ValueError, match="2026-01-09 has not come yet"):
        log_days(rep=world.rep, days={TOMORROW: {"posts": 1}}, by=world.users["rep"])
    told = log_days(rep=world.rep, days={TOMORROW: {"off": True}}, by=world.users["rep"])
    assert row(TOMORROW)[0] == {"off": True}
    undo(world, told)
    assert row(TOMORROW)[0] == {}
    assert (world.rep.changed_from, world.rep.changes) == (None, 0)


def test_making_a_value_unknown_twice_changes_nothing(world: World) -> None:
    import_values(world.rep, {"posts": 7})
    type_values(world, posts=None)
    assert type_values(world, posts=None)[0].now == {}
    assert row()[0] == {}
