"""Saving days: which source counts, what is marked as changed, what is audited."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from teams.base.inputs import INPUTS, describe_fault
from teams.base.sources import Source, Value
from teams.facts.manual_entry import log_day
from teams.facts.save_days import DayEntry, save_days
from teams.models import AuditEntry, DailyLog, Rep
from tests.world import World

MONDAY, TUESDAY, SUNDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 11)


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        yield


def save_values(
    rep: Rep,
    values: Mapping[str, Value],
    *,
    source: Source = Source.CSV,
    day: date = MONDAY,
    exported_on: date | None = None,
) -> int:
    """Saves values from one source for one day; returns the number of changed days."""
    entries = [DayEntry(rep.pk, day, values)]
    return save_days(
        organization=rep.organization, source=source, entries=entries, exported_on=exported_on
    )


def known_values(rep: Rep, day: date = MONDAY) -> dict[str, Value]:
    """The known values of the rep's day."""
    return dict(DailyLog.objects.get(rep=rep, day=day).known())


def change_mark(rep: Rep) -> tuple[date | None, int]:
    """The rep's first changed day and count of changes."""
    return Rep.objects.values_list("changed_from", "changes").get(pk=rep.pk)


def test_zero_is_known_and_absence_is_not(world: World) -> None:
    save_values(world.rep, {"posts": 0, "response_hours": 0.0, "off": False})
    log = DailyLog.objects.get()
    assert log.known() == {"posts": 0, "response_hours": 0.0, "off": False}
    assert (log.comments, log.profile_completeness) == (None, None)


def test_every_input_is_saved_and_read_unchanged(world: World) -> None:
    values: dict[str, Value] = {name: at for at, name in enumerate(INPUTS)}
    values |= {"profile_completeness": 99.5, "response_hours": 0.1, "off": True}
    save_values(world.rep, values)
    assert known_values(world.rep) == values
    assert DailyLog.objects.get().organization == world.organization


@pytest.mark.postgres
def test_a_count_may_be_given_as_a_float(world: World) -> None:
    assert describe_fault("posts", 3.0) is None
    save_values(world.rep, {"posts": 3.0, "connections": 400.0})
    assert known_values(world.rep) == {"posts": 3, "connections": 400}


@pytest.mark.parametrize("first", ["csv", "archive"])
def test_the_more_exact_source_counts_whatever_the_order_of_files(world: World, first: str) -> None:
    csv: dict[str, Value] = {"posts": 1, "comments": 5}
    archive: dict[str, Value] = {"posts": 2, "reactions": 7}
    sayings = [(csv, Source.CSV), (archive, Source.ARCHIVE)]
    for values, source in sayings if first == "csv" else reversed(sayings):
        save_values(world.rep, values, source=source)
    assert known_values(world.rep) == {"posts": 2, "comments": 5, "reactions": 7}
    assert DailyLog.objects.get().sources()["posts"] == Source.ARCHIVE


def test_an_older_export_never_replaces_a_newer_one(world: World) -> None:
    how = {"source": Source.CREATOR}
    assert save_values(world.rep, {"posts": 2}, exported_on=SUNDAY, **how) == 1  # type: ignore[arg-type]
    assert save_values(world.rep, {"posts": 9, "comments": 1}, exported_on=TUESDAY, **how) == 1  # type: ignore[arg-type]
    assert known_values(world.rep) == {"posts": 2, "comments": 1}
    assert save_values(world.rep, {"posts": 8}, exported_on=TUESDAY, **how) == 0  # type: ignore[arg-type]


def test_importing_a_file_twice_changes_and_marks_nothing(world: World) -> None:
    entries = [DayEntry(world.rep.pk, day, {"posts": 1, "off": True}) for day in (MONDAY, TUESDAY)]
    how = {"organization": world.organization, "source": Source.CSV, "entries": entries}
    assert save_days(**how) == 2  # type: ignore[arg-type]
    before = change_mark(world.rep), known_values(world.rep), DailyLog.objects.count()
    assert save_days(**how) == 0  # type: ignore[arg-type]
    assert (change_mark(world.rep), known_values(world.rep), DailyLog.objects.count()) == before


def test_a_value_from_a_weaker_source_marks_nothing_as_changed(world: World) -> None:
    save_values(world.rep, {"posts": 1}, source=Source.ARCHIVE)
    before = change_mark(world.rep)
    assert save_values(world.rep, {"posts": 9}, source=Source.API) == 0
    assert (known_values(world.rep), change_mark(world.rep)) == ({"posts": 1}, before)


def test_only_changed_reps_are_marked_with_their_first_changed_day(world: World) -> None:
    save_values(world.rep, {"posts": 1}, day=SUNDAY)
    save_values(world.rep, {"posts": 1}, day=TUESDAY)
    assert change_mark(world.rep) == (TUESDAY, 2)
    save_values(world.rep, {"posts": 2}, day=SUNDAY)
    assert change_mark(world.rep) == (TUESDAY, 3)
    assert change_mark(world.rep_other) == (None, 0)


def test_the_later_of_two_entries_for_a_day_in_one_call_counts(world: World) -> None:
    entries = [DayEntry(world.rep.pk, MONDAY, {"posts": n, f"{name}": n})
               for n, name in ((1, "comments"), (2, "shares"))]  # fmt: skip
    assert save_days(organization=world.organization, source=Source.API, entries=entries) == 1
    assert known_values(world.rep) == {"posts": 2, "comments": 1, "shares": 2}


def test_a_rep_of_another_organisation_is_refused_and_nothing_is_saved(world: World) -> None:
    entries = [DayEntry(rep.pk, MONDAY, {"posts": 1}) for rep in (world.rep, world.elsewhere)]
    with pytest.raises(ValueError, match="do not belong to Northwind"):
        save_days(organization=world.organization, source=Source.CSV, entries=entries)
    assert not DailyLog.objects.exists()
    assert change_mark(world.rep) == (None, 0)


# Manual entry -------------------------------------------------------------------------------------
def save_typed_values(world: World, values: Mapping[str, Value], day: date = MONDAY) -> DailyLog:
    """Saves values as entered by the rep."""
    return log_day(rep=world.rep, day=day, values=values, by=world.users["rep"])


def test_values_entered_by_a_rep_are_typed_and_not_audited(world: World) -> None:
    log = save_typed_values(world, {"posts": 3, "comments": 0})
    assert set(log.sources().values()) == {Source.TYPED}
    assert save_typed_values(world, {"posts": 4}).known() == {"posts": 4, "comments": 0}
    assert change_mark(world.rep) == (MONDAY, 2)
    assert not AuditEntry.objects.exists()


def test_entering_the_current_value_changes_nothing(world: World) -> None:
    save_values(world.rep, {"posts": 3})
    before = change_mark(world.rep)
    log = save_typed_values(world, {"posts": 3, "comments": None})
    assert (log.known(), log.sources()) == ({"posts": 3}, {"posts": Source.CSV})
    assert change_mark(world.rep) == before
    assert not AuditEntry.objects.exists()


def test_a_manual_correction_of_an_imported_value_is_audited(world: World) -> None:
    save_values(world.rep, {"posts": 3, "comments": 1})
    log = save_typed_values(world, {"posts": 5})
    assert log.sources() == {"posts": Source.CORRECTED, "comments": Source.CSV}
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.rep, entry.action) == (world.users["rep"], world.rep, "value corrected")
    assert entry.details == {"day": "2026-01-05", "input": "posts", "was": 3, "is": 5}


@pytest.mark.parametrize("source", [Source.API, Source.CSV, Source.CREATOR, Source.ARCHIVE])
def test_a_correction_is_not_replaced_by_a_later_import(world: World, source: Source) -> None:
    save_values(world.rep, {"posts": 3})
    save_typed_values(world, {"posts": 5})
    assert save_values(world.rep, {"posts": 7}, source=source, exported_on=SUNDAY) == 0
    assert known_values(world.rep) == {"posts": 5}


def test_a_typed_count_replaces_a_spread_total_without_audit(world: World) -> None:
    save_values(world.rep, {"posts": 3}, source=Source.NAVIGATOR)
    assert save_typed_values(world, {"posts": 5}).sources() == {"posts": Source.TYPED}
    assert not AuditEntry.objects.exists()


def test_an_import_replaces_an_earlier_typed_value_and_can_be_corrected(
    world: World,
) -> None:
    save_typed_values(world, {"posts": 5})
    assert save_values(world.rep, {"posts": 7}) == 1
    assert known_values(world.rep) == {"posts": 7}
    assert save_typed_values(world, {"posts": 5}).sources() == {"posts": Source.CORRECTED}


def test_withdrawing_a_correction_restores_the_imported_value(world: World) -> None:
    save_values(world.rep, {"posts": 3})
    save_typed_values(world, {"posts": 5})
    log = save_typed_values(world, {"posts": None})
    assert (log.known(), log.sources()) == ({"posts": 3}, {"posts": Source.CSV})
    assert change_mark(world.rep) == (MONDAY, 3)


def test_withdrawing_all_typed_values_leaves_the_day_unknown(world: World) -> None:
    save_typed_values(world, {"posts": 5, "off": True})
    assert save_typed_values(world, {"posts": None, "off": None}).known() == {}
    assert known_values(world.rep) == {}
    assert change_mark(world.rep) == (MONDAY, 2)


def test_an_imported_value_can_be_made_unknown(world: World) -> None:
    save_values(world.rep, {"posts": 3, "comments": 1})
    assert save_typed_values(world, {"posts": None}).known() == {"comments": 1}
    assert save_values(world.rep, {"posts": 4}) == 0
    assert known_values(world.rep) == {"comments": 1}
    assert AuditEntry.objects.get().details["is"] is None


def test_entering_nothing_for_a_day_creates_no_row(world: World) -> None:
    save_typed_values(world, {"posts": None})
    save_typed_values(world, {})
    assert not DailyLog.objects.exists()
    assert change_mark(world.rep) == (None, 0)
