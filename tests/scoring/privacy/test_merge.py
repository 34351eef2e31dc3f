"""Merging two records of one person scores exactly as if all facts had come from one."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
import time_machine
from django.core.exceptions import ValidationError

from scoring.daily import runs
from scoring.models import KeptState, Snapshot
from scoring.privacy.erase import erase
from scoring.privacy.merge import merge
from teams.base.sources import Source
from teams.facts.save_days import DayEntry, save_days
from teams.models import AuditEntry, DailyLog, Membership, OfficialReading, Rep, Role
from teams.privacy.merge import preview_merge, subtract_spans
from tests.scoring.core.histories import LAYOUT, day, random_amount, random_reading
from tests.scoring.facts import (
    close_through,
    create_rep,
    input_values,
    kept_states,
    save_inputs,
    save_reading,
    stored_snapshots,
)
from tests.slow import sample_cases
from tests.world import World

CLOSE = 45
SOURCES = (Source.TYPED, Source.API, Source.CSV, Source.ARCHIVE)


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False) as clock:
        yield clock


def save_random_fact(
    chance: Random, clock: time_machine.Traveller, *pairs: tuple[Rep, Rep]
) -> None:
    """Saves a random fact to both reps of a randomly chosen pair, one second later."""
    clock.shift(1)
    pair, when = chance.choice(pairs), day(chance.randint(1, CLOSE))
    if chance.random() < 0.2:
        pillars = random_reading(chance)
        for rep in pair:
            save_reading(rep, when, *pillars)
        return
    names = chance.sample(LAYOUT.inputs, chance.randint(1, 4))
    values = input_values({name: random_amount(name, chance) for name in names})
    source = chance.choice(SOURCES)
    exported_on = day(chance.randint(40, 44)) if source == Source.ARCHIVE else None
    for rep in pair:
        save_days(
            organization=rep.organization, source=source, exported_on=exported_on,
            entries=[DayEntry(rep.pk, when, values)],
        )  # fmt: skip


def scores(rep: Rep) -> list[tuple]:
    states = [(when, state) for pk, when, state in kept_states() if pk == rep.pk]
    return [row[1:] for row in stored_snapshots(rep)] + states


@pytest.mark.parametrize("seed", sample_cases(range(8), 2))
def test_a_merged_rep_scores_like_one_with_all_the_facts(
    world: World, clock: time_machine.Traveller, seed: int
) -> None:
    chance = Random(seed)
    one, two = (
        create_rep(world.north, "One", since=day(9)),
        create_rep(world.south, "Two", since=day(2)),
    )
    whole = create_rep(world.south, "Whole", since=day(2))
    whole.memberships.update(until=day(9))
    Membership.objects.create(
        organization=world.organization, rep=whole, team=world.north, since=day(9)
    )
    for _ in range(30):
        save_random_fact(chance, clock, (one, whole), (two, whole))
        if chance.random() < 0.1:
            close_through(world.organization, chance.randint(1, CLOSE))
    close_through(world.organization, CLOSE)
    merge(kept=one, other=two, by=world.users["admin"])
    close_through(world.organization, CLOSE)
    assert scores(one) == scores(whole)
    runs.delete_derived_data(world.organization)
    close_through(world.organization, CLOSE)
    assert scores(one) == scores(whole) and not stored_snapshots(two)


def create_duplicate(world: World) -> Rep:
    """A second record of Rep Reyes under another address, with facts and scores."""
    other = create_rep(world.north, "R Reyes", since=date(2019, 1, 1))
    save_inputs(world.rep, {day(3): {"posts": 1, "comments": 2}})
    save_inputs(other, {day(2): {"posts": 4}})
    save_inputs(other, {day(3): {"posts": 5}}, Source.ARCHIVE)
    save_reading(world.rep, day(4), 1, 1, 1, 1)
    save_reading(other, day(4), 2, 2, 2, 2)
    close_through(world.organization, CLOSE)
    return other


def test_the_preview_agrees_with_the_merge(world: World) -> None:
    other = create_duplicate(world)
    shown = preview_merge(world.rep, other)
    assert (shown.days, shown.readings, shown.both_read, shown.lost) == (2, 1, (day(4),), 0)
    (clash,) = shown.clashes
    assert clash.merged == {"posts": 5, "comments": 2}
    assert [(each.since, each.until) for each in shown.memberships] == [
        (date(2019, 1, 1), date(2020, 1, 1))
    ]
    merge(kept=world.rep, other=other, by=world.users["admin"])
    assert DailyLog.objects.get(rep=world.rep, day=day(3)).known() == clash.merged
    assert OfficialReading.objects.get().pillars == (2, 2, 2, 2)
    assert [each.team for each in world.rep.memberships.all()] == [world.north] * 2


def test_the_other_record_is_anonymised(world: World) -> None:
    other = create_duplicate(world)
    Role.objects.create(
        organization=world.organization, user=world.users["coach"], kind="coach", rep=other,
        since=day(1),
    )  # fmt: skip
    merge(kept=world.rep, other=other, by=world.users["admin"])
    other.refresh_from_db()
    assert (other.name, other.erased_on) == ("Former rep", day(CLOSE + 1))
    for model in (DailyLog, OfficialReading, Snapshot, KeptState, Membership):
        assert not model.objects.filter(rep=other).exists(), model
    entry = AuditEntry.objects.get(action="people merged")
    assert (entry.rep, entry.details["was"]["name"]) == (world.rep, "R Reyes")
    replaced = AuditEntry.objects.get(action="reading replaced or withdrawn")
    assert replaced.details["brand"] == 1
    assert world.signed_in("coach").get(f"/reps/{world.rep.pk}/").status_code == 200


def test_the_account_of_the_other_record_moves_to_the_kept_one(world: World) -> None:
    duplicate = create_rep(world.north, "Duplicate")
    merge(kept=duplicate, other=world.rep, by=None)
    duplicate.refresh_from_db()
    assert duplicate.user == world.users["rep"]


def test_erasing_a_merged_rep_covers_both_records(world: World) -> None:
    other = create_duplicate(world)
    save_reading(other, day(4), 3, 3, 3, 3)
    merge(kept=world.rep, other=other, by=None)
    erase(rep=Rep.objects.get(pk=world.rep.pk), by=None)
    entries = AuditEntry.objects.exclude(details={}).exclude(action="erased")
    assert not entries.exists() and "Reyes" not in str(list(Rep.objects.values()))


def test_an_invalid_merge_is_refused(world: World) -> None:
    stranger = world.elsewhere
    for other, why in (
        (world.rep_other, "deactivate one of"), (world.rep, "other one"), (stranger, "same org"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=why):
            merge(kept=world.rep, other=other, by=None)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("span", "taken", "left"),
    [
        ((1, None), [], [(1, None)]),
        ((1, 9), [(3, 5)], [(1, 3), (5, 9)]),
        ((1, None), [(3, 5), (7, None)], [(1, 3), (5, 7)]),
        ((3, 5), [(1, None)], []),
        ((3, 5), [(1, 3), (5, 9)], [(3, 5)]),
        ((1, 9), [(1, 4), (4, 9)], []),
    ],
)
def test_memberships_are_added_only_for_uncovered_days(
    span: tuple, taken: list, left: list
) -> None:
    def days(each: tuple) -> tuple:
        return tuple(number and day(number) for number in each)

    assert subtract_spans(days(span), [days(each) for each in taken]) == [
        days(each) for each in left
    ]
