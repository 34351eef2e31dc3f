"""Facts put in by the product's own ways, its commands, and the snapshots that came of them."""

from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from scoring import runs
from scoring.core.layout import Ints
from scoring.ledger import Claim
from scoring.models import KeptState, Run, Shard, Snapshot
from teams.entries import Entry, save_days
from teams.inputs import INPUTS, Kind
from teams.models import Membership, OfficialReading, Organization, Rep, Team
from teams.readings import Reading, save_readings
from teams.sight import Sight
from teams.sources import Source, Value
from tests.scoring.core.histories import Diary, day, random_diary

# The eyes of somebody who looks after the team.
OVERSEEING = Sight(oversees=True, everybody=True, own=None, smallest_group=5)
FIRST = Shard("UTC", 0)  # where the reps of most tests are scored
READING = "date,email,brand,people,insights,relationships"


class Stored(NamedTuple):
    """A snapshot as it stands in its table, to the last bit."""

    rep: int
    day: date
    team: int | None
    pillars: tuple[float, ...]
    total: float
    state: int
    known_days: int
    tracked: float
    last_reading: date | None
    version: str


def know(rep: Rep, days: Mapping[date, Mapping[str, Value]], source: Source = Source.CSV) -> int:
    """A source says what it knows of the rep's days; returns how many changed."""
    entries = [Entry(rep.pk, when, values) for when, values in days.items()]
    return save_days(organization=rep.organization, source=source, entries=entries)


def read(rep: Rep, when: date, *pillars: float) -> int:
    """LinkedIn's number of a day."""
    reading = Reading(rep.pk, when, *pillars)
    how = OfficialReading.How.TYPED
    return save_readings(organization=rep.organization, readings=[reading], how=how)


def known(inputs: Mapping[str, float]) -> dict[str, Value]:
    """Amounts of a diary as facts: counts are whole numbers."""
    return {
        name: amount if INPUTS[name].kind in (Kind.PERCENT, Kind.HOURS) else int(amount)
        for name, amount in inputs.items()
    }


def live_through(rep: Rep, diary: Diary) -> None:
    """Takes in all that a diary says."""
    days: dict[date, dict[str, Value]] = {}
    for when, said in diary.items():
        days[when] = known(said.inputs) | ({"off": True} if said.off else {})
        if said.reading is not None:
            read(rep, when, *said.reading)
    know(rep, {when: values for when, values in days.items() if values})


def crowd(team: Team, reps: int, days: int, seed: str = "crowd") -> dict[int, Diary]:
    """So many reps of a team with random facts of so many days; their diaries by rep id."""
    diaries: dict[int, Diary] = {}
    for number in range(reps):
        chance = Random(f"{seed} {number}")
        rep = new_rep(team, f"{seed} {number}", since=day(chance.randint(1, days)))
        first = chance.randint(1, days // 2)
        drawn = random_diary(chance, days)
        diaries[rep.pk] = {when: said for when, said in drawn.items() if when >= day(first)}
        live_through(rep, diaries[rep.pk])
    return diaries


def new_rep(team: Team, name: str, since: date | None = None, **fields: Any) -> Rep:
    """A rep of the team's organisation; a member from `since` on, if given."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    rep: Rep = Rep.objects.create(organization=team.organization, name=name, email=email, **fields)
    if since:
        Membership.objects.create(organization=team.organization, rep=rep, team=team, since=since)
    return rep


def close(organization: Organization, number: int) -> int:
    """Brings scores up to date through a day; returns how many snapshots were written."""
    return runs.bring_up_to_date(organization, day(number), wait=0.01)


def work_on(claim: Claim, only: Ints | None = None) -> tuple[int, list[int]]:
    """Scores and writes what a claim is for but does not finish it; returns how many snapshots.

    And the ids of those whose facts changed meanwhile.
    """
    at_hand = runs._at_hand(claim)
    plan = runs._plan(claim, at_hand, only)
    if not len(plan):
        return 0, []
    scored = runs._score(claim, plan)
    with transaction.atomic():
        written, _, missed = runs._write(claim, scored, at_hand)
    return written, missed.tolist()


def stored(*reps: Rep) -> list[Stored]:
    """The snapshots of these reps, or of all, by rep and day."""
    found = Snapshot.objects.filter(rep__in=reps) if reps else Snapshot.objects.all()
    return [
        Stored(each.rep_id, each.day, each.team_id, each.pillars, each.total, each.state,
               each.known_days, each.tracked, each.last_reading, each.version)
        for each in found.order_by("rep_id", "day")
    ]  # fmt: skip


def days_of(rep: Rep) -> list[int]:
    """The numbers of the days the rep has a snapshot of."""
    return [(each.day - day(1)).days + 1 for each in stored(rep)]


def stored_bits(rep: int) -> list[tuple[int, bytes]]:
    """A rep's days and pillars as stored: those of histories.bits of the model's own scores."""
    return [
        (row.day.toordinal(), np.array(row.pillars).tobytes()) for row in stored() if row.rep == rep
    ]


def kept() -> list[tuple[int, date, bytes]]:
    """Every state that is kept: rep, day, numbers."""
    rows = KeptState.objects.order_by("rep", "day").values_list("rep_id", "day", "state")
    return [(rep, when, bytes(state)) for rep, when, state in rows]


def ledger() -> list[tuple[int, int, str]]:
    """Shard, day's number and state of every row."""
    return [(run.shard, (run.day - day(1)).days + 1, run.state) for run in Run.objects.all()]


# Files and commands ------------------------------------------------------------------------------


def written(folder: Path, name: str, *lines: str) -> Path:
    """A file of those lines."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def activity_lines(people: Mapping[str, Diary]) -> list[str]:
    """A file of all that these people logged."""
    names = sorted({name for d in people.values() for said in d.values() for name in said.inputs})
    lines = [f"date,email,off,{','.join(names)}"]
    for address, diary in people.items():
        for when, said in diary.items():
            cells = [f"{said.inputs[name]:.10g}" if name in said.inputs else "" for name in names]
            lines.append(",".join([str(when), address, "1" if said.off else "", *cells]))
    return lines


def reading_lines(people: Mapping[str, Diary]) -> list[str]:
    """A file of all their readings."""
    return [READING] + [
        ",".join(map(str, (when, address, *said.reading)))
        for address, diary in people.items()
        for when, said in diary.items()
        if said.reading
    ]


def run(command: str, *options: object) -> str:
    """What the command says."""
    said = StringIO()
    call_command(command, *map(str, options), stdout=said, stderr=said)
    return said.getvalue()


def refused(command: str, *options: object) -> str:
    """All that a command says that fails."""
    said = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(command, *map(str, options), stdout=said, stderr=said)
    return f"{said.getvalue()}{error.value}"
