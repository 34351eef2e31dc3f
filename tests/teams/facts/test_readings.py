"""Official readings: one per rep and day, the latest one counts, earlier ones are audited."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from teams.facts.readings import Reading, save_readings, withdraw_reading
from teams.models import AuditEntry, OfficialReading, Rep
from tests.world import World

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
How = OfficialReading.How


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        yield


def save_own_reading(
    world: World, *pillars: float, day: date = MONDAY, how: How = How.PASTED, **beside: Any
) -> int:
    """Saves a reading as entered by the rep."""
    reading = Reading(world.rep.pk, day, *pillars, **beside)
    return save_readings(
        organization=world.organization, readings=[reading], how=how, by=world.users["rep"]
    )


def change_mark(rep: Rep) -> tuple[date | None, int]:
    """The rep's first changed day and count of changes."""
    return Rep.objects.values_list("changed_from", "changes").get(pk=rep.pk)


def test_a_reading_is_saved_with_ranks_and_averages(world: World) -> None:
    assert save_own_reading(world, 20, 4.5, 0, 25, industry_rank=3, network_average=31.5) == 1
    kept = OfficialReading.objects.get()
    assert (kept.pillars, kept.total) == ((20, 4.5, 0, 25), 49.5)
    assert (kept.industry_rank, kept.network_rank, kept.network_average) == (3, None, 31.5)
    assert (kept.how, kept.entered_by) == ("pasted", world.users["rep"])
    assert change_mark(world.rep) == (MONDAY, 1)


def test_the_latest_reading_replaces_and_the_old_one_is_audited(world: World) -> None:
    save_own_reading(world, 20, 4.5, 0, 25, industry_rank=3)
    assert save_own_reading(world, 21, 4.5, 0, 25, how=How.TYPED) == 1
    kept = OfficialReading.objects.get()
    assert (kept.brand, kept.industry_rank, kept.how) == (21, None, "typed")
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.rep) == (world.users["rep"], world.rep)
    assert (entry.details["day"], entry.details["brand"]) == ("2026-01-05", 20)
    assert (entry.details["how"], entry.details["industry_rank"]) == ("pasted", 3)


def test_entering_a_reading_again_changes_nothing(world: World) -> None:
    save_own_reading(world, 20, 4.5, 0, 25)
    before = change_mark(world.rep)
    assert save_own_reading(world, 20, 4.5, 0, 25, how=How.CSV) == 0
    assert change_mark(world.rep) == before
    assert OfficialReading.objects.get().how == "pasted"
    assert not AuditEntry.objects.exists()


def test_of_two_readings_for_one_day_in_one_call_the_later_counts(world: World) -> None:
    two = [Reading(world.rep.pk, MONDAY, brand, 1, 1, 1) for brand in (5, 6)]
    assert save_readings(organization=world.organization, readings=two, how=How.CSV) == 1
    assert OfficialReading.objects.get().brand == 6


def test_the_first_changed_day_is_marked(world: World) -> None:
    save_own_reading(world, 1, 1, 1, 1, day=TUESDAY)
    save_own_reading(world, 1, 1, 1, 1, day=MONDAY)
    save_own_reading(world, 2, 1, 1, 1, day=TUESDAY)
    assert change_mark(world.rep) == (MONDAY, 3)
    assert change_mark(world.rep_other) == (None, 0)


def test_a_withdrawn_reading_is_deleted_but_audited(world: World) -> None:
    save_own_reading(world, 20, 4.5, 0, 25)
    Rep.objects.update(changed_from=None)
    withdraw_reading(OfficialReading.objects.get(), by=world.users["admin"])
    assert not OfficialReading.objects.exists()
    assert change_mark(world.rep) == (MONDAY, 2)
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.details["brand"]) == (world.users["admin"], 20)


@pytest.mark.parametrize("pillar", [-0.1, 25.1])
def test_a_pillar_outside_0_to_25_is_refused_by_the_database(world: World, pillar: float) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        save_own_reading(world, 1, 1, pillar, 1)
    assert not OfficialReading.objects.exists()
    assert change_mark(world.rep) == (None, 0)


def test_a_rep_of_another_organisation_is_refused_and_nothing_is_saved(world: World) -> None:
    two = [Reading(rep.pk, MONDAY, 1, 1, 1, 1) for rep in (world.rep, world.elsewhere)]
    with pytest.raises(ValueError, match="do not belong to Northwind"):
        save_readings(organization=world.organization, readings=two, how=How.CSV)
    assert not OfficialReading.objects.exists()
    assert change_mark(world.rep) == (None, 0)
