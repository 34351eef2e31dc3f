"""Writing snapshots: both databases store exactly what the model computed."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection, transaction

from scoring.daily import save
from scoring.daily.load import SnapshotRows
from scoring.models import Snapshot
from tests.scoring.core.histories import day
from tests.scoring.core.replays import score_bits, score_diaries
from tests.scoring.facts import (
    close_through,
    create_random_reps,
    create_rep,
    save_inputs,
    save_reading,
    stored_bits,
    stored_snapshots,
)
from tests.world import World

DAYS = 40
on_both_databases = pytest.mark.parametrize(
    "vendor", [None, pytest.param("postgresql", marks=pytest.mark.postgres)]
)


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        yield


@on_both_databases
def test_stored_scores_are_bit_identical_to_the_models(world: World, vendor: str | None) -> None:
    assert vendor in (None, connection.vendor)
    diaries = create_random_reps(world.north, 12, DAYS)
    close_through(world.organization, DAYS)
    scores = score_diaries(list(diaries.values()), DAYS)
    for at, rep in enumerate(diaries):
        assert stored_bits(rep) == score_bits(scores, at)
    for each in scores:
        totals = {
            row.rep: row.total for row in stored_snapshots() if row.day.toordinal() == each.ordinal
        }
        assert sorted(totals.values()) == sorted(each.totals.tolist())


@on_both_databases
def test_continuing_from_stored_states_equals_a_replay(world: World, vendor: str | None) -> None:
    assert vendor in (None, connection.vendor)
    diaries = create_random_reps(world.north, 12, DAYS)
    for number in (10, 11, 12, 25, DAYS):
        close_through(world.organization, number)
    scores = score_diaries(list(diaries.values()), DAYS)
    for at, rep in enumerate(diaries):
        assert stored_bits(rep) == score_bits(scores, at)


@on_both_databases
def test_no_team_and_no_reading_are_stored_as_null(world: World, vendor: str | None) -> None:
    nobodys = create_rep(world.north, "Nobody's")
    save_inputs(nobodys, {day(1): {"posts": 1}})
    save_inputs(world.rep, {day(1): {"posts": 1}})
    save_reading(world.rep, day(2), 1, 2, 3, 4)
    close_through(world.organization, 3)
    assert [(row.team, row.last_reading) for row in stored_snapshots(nobodys)] == [(None, None)] * 3
    north = world.north.pk
    assert [(row.team, row.last_reading) for row in stored_snapshots(world.rep)] == [
        (north, None),
        (north, day(2)),
        (north, day(2)),
    ]
    assert Snapshot.objects.filter(team=None).count() == 3


@on_both_databases
def test_existing_snapshots_are_replaced(world: World, vendor: str | None) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 2)
    save_reading(world.rep, day(1), 25, 0, 12.5, 3.25)
    assert close_through(world.organization, 2) == 2
    first, second = stored_snapshots(world.rep)
    assert (first.day, first.pillars) == (day(1), (25, 0, 12.5, 3.25))
    assert (second.last_reading, second.state) == (day(1), Snapshot.State.CURRENT)


def _rows(rep: int, ordinals: list[int]) -> SnapshotRows:
    days, count = np.array(ordinals, np.int64), len(ordinals)
    ones = np.ones(count, np.int64)
    return SnapshotRows(
        reps=ones * rep,
        days=days,
        teams=ones * 0,
        pillars=np.linspace(0, 25, 4 * count).reshape(count, 4),
        signals=ones * 0b101,
        readings=ones * 3,
        states=ones,
        known_days=ones,
        known=ones > 0,
    )


@on_both_databases
@pytest.mark.parametrize("new", [True, False])
def test_very_old_and_far_days_are_stored_exactly(
    world: World, vendor: str | None, new: bool
) -> None:
    far = [day(1).replace(year=year) for year in (1999, 2000, 2400)]
    ordinals = [each.toordinal() for each in far]
    rows = _rows(world.rep.pk, ordinals)
    with transaction.atomic():
        save.save_snapshots(rows, organization=world.organization.pk, version="2", new=new)
    assert [(row.day, row.last_reading, row.coverage) for row in stored_snapshots()] == [
        (each, each - timedelta(days=3), 13) for each in far
    ]


@on_both_databases
def test_deleting_a_rep_deletes_their_snapshots(world: World, vendor: str | None) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    save_inputs(world.rep_other, {day(1): {"posts": 1}})
    close_through(world.organization, 2)
    world.rep.delete()
    assert {row.rep for row in stored_snapshots()} == {world.rep_other.pk}
    world.south.delete()
    assert [row.team for row in stored_snapshots()] == [None, None]
