"""Saving the demo to the database: all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from teams.base.inputs import INPUTS, InputKind
from teams.base.sources import Source
from teams.base.upsert import upsert
from teams.demo.coaching import add_programme
from teams.demo.names import DemoPerson
from teams.demo.seeded_random import Floats, Ints
from teams.demo.sign_ins import create_sign_ins, demo_seats
from teams.demo.world import MOVED_DAYS_AGO, Block, World
from teams.facts.readings import READING_FIELDS
from teams.facts.save_days import COLUMNS
from teams.models import (
    DailyLog,
    Membership,
    OfficialReading,
    Organization,
    Rep,
    Team,
    WeeklyCard,
)

NAME, SLUG, TIME_ZONE = "Northwind Sales", "demo", "Europe/Lisbon"
SIGN_IN = (0, 4)  # reps with accounts: one who logs all, one who only pastes readings
BATCH = 2000
WHOLE_NUMBER_KINDS = (InputKind.COUNT, InputKind.LEVEL)


def demo_organization() -> Organization | None:
    """Returns the demo's organisation, or None if it was not loaded."""
    return Organization.objects.filter(slug=SLUG).first()


def unsaved_organization() -> Organization:
    """Returns the demo's organisation, unsaved; its time zone determines today."""
    organization = Organization(name=NAME, slug=SLUG, time_zone=TIME_ZONE)
    organization.begun_on = organization.today()  # in use: first steps are not shown
    return organization


@transaction.atomic
def save_world(world: World, progress: Callable[[int], object] = lambda reps: None) -> Organization:
    """Saves a world; `progress` is called with the number of reps saved."""
    organization = unsaved_organization()
    organization.save()
    with scope(organization=organization):
        teams = Team.objects.bulk_create(
            [Team(organization=organization, name=name) for name in world.teams], BATCH
        )
        signing_in: list[Rep] = []
        for block in world.blocks():
            reps = _save_block(organization, world, teams, block)
            signing_in += [reps[at] for at in np.flatnonzero(np.isin(block.numbers, SIGN_IN))]
            progress(len(reps))
        create_sign_ins(
            organization=organization,
            seats=demo_seats(world.staff, teams, signing_in),
            since=world.first,
        )
        add_programme(organization, world.season.dates[-1], world.first)
    return organization


def _save_block(
    organization: Organization, world: World, teams: Sequence[Team], block: Block
) -> list[Rep]:
    reps = _save_reps(organization, world, block)
    members = _memberships(organization, world, teams, block, reps)
    Membership.objects.bulk_create(members, BATCH)
    ids = np.array([rep.pk for rep in reps], np.int64)
    upsert(DailyLog, COLUMNS, _day_rows(organization, world, block, ids))
    OfficialReading.objects.bulk_create(_readings(organization, world, block, ids), BATCH)
    WeeklyCard.objects.bulk_create(_cards(organization, world, block, ids), BATCH)
    return reps


def _save_reps(organization: Organization, world: World, block: Block) -> list[Rep]:
    """Creates reps marked as changed from their first day on, since no scores exist yet."""
    first = [*world.season.dates, None]
    return Rep.objects.bulk_create(
        [
            Rep(organization=organization, changed_from=first[at], changes=1, **_rep_fields(person))
            for person, at in zip(block.people, block.first_facts.tolist(), strict=True)
        ],
        BATCH,
    )


def _rep_fields(person: DemoPerson) -> dict[str, str]:
    return {"name": person.name, "email": person.email}


def _memberships(
    organization: Organization,
    world: World,
    teams: Sequence[Team],
    block: Block,
    reps: Sequence[Rep],
) -> Iterator[Membership]:
    moved_on = world.season.dates[-1] - timedelta(days=MOVED_DAYS_AGO)
    seats = zip(reps, block.teams.tolist(), block.previous_teams.tolist(), strict=True)
    for rep, team, before in seats:
        fields = {"organization": organization, "rep": rep}
        if before >= 0:
            yield Membership(team=teams[before], since=world.first, until=moved_on, **fields)
        since = moved_on if before >= 0 else world.first
        yield Membership(team=teams[team], since=since, **fields)


def _day_rows(
    organization: Organization, world: World, block: Block, ids: Ints
) -> Iterator[tuple[object, ...]]:
    """Yields rows of COLUMNS for every day with data, by rep."""
    reps, days = np.nonzero(~np.isnan(block.known).all(axis=2).T)
    dates = np.array([day.isoformat() for day in world.season.dates])
    known = block.known[days, reps]
    constant = (int(Source.DEMO), None, None, timezone.now().isoformat())
    columns: list[Any] = [ids[reps].tolist(), dates[days].tolist(), [organization.pk] * len(reps)]
    columns += [_cells(each.kind, known[:, at]) for at, each in enumerate(INPUTS.values())]
    columns += [[value] * len(reps) for value in constant]
    return zip(*columns, strict=True)


def _cells(kind: InputKind, column: Floats) -> list[object]:
    """Converts a column to database values, None where unknown."""
    unknown = np.isnan(column)
    known = np.where(unknown, 0, column)
    if kind in WHOLE_NUMBER_KINDS or kind is InputKind.MARK:
        known = known.astype(bool if kind is InputKind.MARK else np.int64)
    values = zip(known.tolist(), unknown.tolist(), strict=True)
    return [None if nobody_said else value for value, nobody_said in values]


def _readings(
    organization: Organization, world: World, block: Block, ids: Ints
) -> Iterator[OfficialReading]:
    days, reps = np.nonzero(block.read)
    values = zip(*(block.official[name].tolist() for name in READING_FIELDS), strict=True)
    rows = zip(ids[reps].tolist(), days.tolist(), values, strict=True)
    for rep, day, value in rows:
        yield OfficialReading(
            organization=organization,
            rep_id=rep,
            day=world.season.dates[day],
            how=OfficialReading.How.DEMO,
            **dict(zip(READING_FIELDS, value, strict=True)),
        )


def _cards(
    organization: Organization, world: World, block: Block, ids: Ints
) -> Iterator[WeeklyCard]:
    """Yields a weekly card of each rep who ticked off what is on their profile."""
    for row, (day, items) in block.checklists.items():
        yield WeeklyCard(
            organization=organization,
            rep_id=int(ids[row]),
            day=world.season.dates[day],
            checklist=items,
        )
