"""Merging two rows of one person is having said it all of one: to the last bit of every score."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
import time_machine
from django.core.exceptions import ValidationError

from scoring import runs
from scoring.erasing import erase
from scoring.merging import merge
from scoring.models import KeptState, Snapshot
from teams.entries import Entry, save_days
from teams.merging import left_of, preview
from teams.models import AuditEntry, DailyLog, Membership, OfficialReading, Rep, Role
from teams.sources import Source
from tests.scoring.core.histories import LAYOUT, a_reading, an_amount, day
from tests.scoring.facts import close, kept, know, known, new_rep, read, stored
from tests.slow import some
from tests.world import World

CLOSE = 45
SOURCES = (Source.TYPED, Source.API, Source.CSV, Source.ARCHIVE)


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False) as clock:
        yield clock


def say(chance: Random, clock: time_machine.Traveller, *pairs: tuple[Rep, Rep]) -> None:
    """A source says something of a day to each rep of one of the pairs, a little later."""
    clock.shift(1)
    pair, when = chance.choice(pairs), day(chance.randint(1, CLOSE))
    if chance.random() < 0.2:
        pillars = a_reading(chance)
        for rep in pair:
            read(rep, when, *pillars)
        return
    names = chance.sample(LAYOUT.inputs, chance.randint(1, 4))
    values = known({name: an_amount(name, chance) for name in names})
    source = chance.choice(SOURCES)
    exported_on = day(chance.randint(40, 44)) if source == Source.ARCHIVE else None
    for rep in pair:
        save_days(
            organization=rep.organization, source=source, exported_on=exported_on,
            entries=[Entry(rep.pk, when, values)],
        )  # fmt: skip


def scores(rep: Rep) -> list[tuple]:
    states = [(when, state) for pk, when, state in kept() if pk == rep.pk]
    return [row[1:] for row in stored(rep)] + states


@pytest.mark.parametrize("seed", some(range(8), 2))
def test_two_rows_made_one_are_scored_as_one_that_heard_it_all(
    world: World, clock: time_machine.Traveller, seed: int
) -> None:
    chance = Random(seed)
    one, two = new_rep(world.north, "One", since=day(9)), new_rep(world.south, "Two", since=day(2))
    whole = new_rep(world.south, "Whole", since=day(2))
    whole.memberships.update(until=day(9))
    Membership.objects.create(
        organization=world.organization, rep=whole, team=world.north, since=day(9)
    )
    for _ in range(30):
        say(chance, clock, (one, whole), (two, whole))
        if chance.random() < 0.1:
            close(world.organization, chance.randint(1, CLOSE))
    close(world.organization, CLOSE)
    merge(kept=one, other=two, by=world.users["admin"])
    close(world.organization, CLOSE)
    assert scores(one) == scores(whole)
    runs.rebuild(world.organization)
    close(world.organization, CLOSE)
    assert scores(one) == scores(whole) and not stored(two)


def two_rows(world: World) -> Rep:
    """Rep Reyes again, under another address, with facts and scores."""
    other = new_rep(world.north, "R Reyes", since=date(2019, 1, 1))
    know(world.rep, {day(3): {"posts": 1, "comments": 2}})
    know(other, {day(2): {"posts": 4}})
    know(other, {day(3): {"posts": 5}}, Source.ARCHIVE)
    read(world.rep, day(4), 1, 1, 1, 1)
    read(other, day(4), 2, 2, 2, 2)
    close(world.organization, CLOSE)
    return other


def test_the_preview_says_what_merging_then_does(world: World) -> None:
    other = two_rows(world)
    shown = preview(world.rep, other)
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


def test_the_other_row_remains_as_nobody(world: World) -> None:
    other = two_rows(world)
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


def test_who_signs_in_as_the_other_signs_in_as_the_kept_one(world: World) -> None:
    duplicate = new_rep(world.north, "Duplicate")
    merge(kept=duplicate, other=world.rep, by=None)
    duplicate.refresh_from_db()
    assert duplicate.user == world.users["rep"]


def test_whoever_is_erased_later_is_forgotten_in_the_row_that_was_merged_too(world: World) -> None:
    other = two_rows(world)
    read(other, day(4), 3, 3, 3, 3)
    merge(kept=world.rep, other=other, by=None)
    erase(rep=Rep.objects.get(pk=world.rep.pk), by=None)
    told = AuditEntry.objects.exclude(details={}).exclude(action="erased")
    assert not told.exists() and "Reyes" not in str(list(Rep.objects.values()))


def test_what_can_not_become_one_is_refused_and_nothing_is_done(world: World) -> None:
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
def test_a_seat_is_added_where_there_was_none(span: tuple, taken: list, left: list) -> None:
    def days(each: tuple) -> tuple:
        return tuple(number and day(number) for number in each)

    assert left_of(days(span), [days(each) for each in taken]) == [days(each) for each in left]
