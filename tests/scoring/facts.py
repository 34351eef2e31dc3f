"""Helpers that enter facts through the product's own functions and read back the snapshots."""

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

from scoring.core.layout import Ints
from scoring.daily import runs
from scoring.daily.ledger import ShardClaim
from scoring.models import KeptState, Run, Shard, Snapshot
from teams.access.board_visibility import BoardVisibility
from teams.base.inputs import INPUTS, InputKind
from teams.base.sources import Source, Value
from teams.facts.readings import Reading, save_readings
from teams.facts.save_days import DayEntry, save_days
from teams.models import Membership, OfficialReading, Organization, Rep, Team
from tests.scoring.core.histories import Diary, day, random_diary

# What someone who looks after the team may see.
OVERSEER_VISIBILITY = BoardVisibility(oversees=True, everybody=True, own=None, smallest_group=5)
FIRST_SHARD = Shard("UTC", 0)  # the shard that scores the reps of most tests
READING_HEADER = "date,email,brand,people,insights,relationships"


class StoredSnapshot(NamedTuple):
    """A snapshot exactly as stored."""

    rep: int
    day: date
    team: int | None
    pillars: tuple[float, ...]
    total: float
    state: int
    known_days: int
    coverage: float
    last_reading: date | None
    version: str


def save_inputs(
    rep: Rep, days: Mapping[date, Mapping[str, Value]], source: Source = Source.CSV
) -> int:
    """Saves days of a rep as if from this source; returns how many changed."""
    entries = [DayEntry(rep.pk, when, values) for when, values in days.items()]
    return save_days(organization=rep.organization, source=source, entries=entries)


def save_reading(rep: Rep, when: date, *pillars: float) -> int:
    """Saves a LinkedIn score of a day."""
    reading = Reading(rep.pk, when, *pillars)
    how = OfficialReading.How.TYPED
    return save_readings(organization=rep.organization, readings=[reading], how=how)


def input_values(inputs: Mapping[str, float]) -> dict[str, Value]:
    """Converts a diary's amounts to input values: counts become integers."""
    return {
        name: amount if INPUTS[name].kind in (InputKind.PERCENT, InputKind.HOURS) else int(amount)
        for name, amount in inputs.items()
    }


def save_diary(rep: Rep, diary: Diary) -> None:
    """Saves everything in a diary."""
    days: dict[date, dict[str, Value]] = {}
    for when, said in diary.items():
        days[when] = input_values(said.inputs) | ({"off": True} if said.off else {})
        if said.reading is not None:
            save_reading(rep, when, *said.reading)
    save_inputs(rep, {when: values for when, values in days.items() if values})


def create_random_reps(team: Team, reps: int, days: int, seed: str = "crowd") -> dict[int, Diary]:
    """Creates reps with random facts in a team; returns their diaries by rep id."""
    diaries: dict[int, Diary] = {}
    for number in range(reps):
        chance = Random(f"{seed} {number}")
        rep = create_rep(team, f"{seed} {number}", since=day(chance.randint(1, days)))
        first = chance.randint(1, days // 2)
        drawn = random_diary(chance, days)
        diaries[rep.pk] = {when: said for when, said in drawn.items() if when >= day(first)}
        save_diary(rep, diaries[rep.pk])
    return diaries


def create_rep(team: Team, name: str, since: date | None = None, **fields: Any) -> Rep:
    """Creates a rep in the team's organisation; a member of the team from `since`, if given."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    rep: Rep = Rep.objects.create(organization=team.organization, name=name, email=email, **fields)
    if since:
        Membership.objects.create(organization=team.organization, rep=rep, team=team, since=since)
    return rep


def close_through(organization: Organization, number: int) -> int:
    """Brings scores up to date through a day number; returns how many snapshots were written."""
    return runs.close_days_through(organization, day(number), wait=0.01)


def score_and_write(claim: ShardClaim, only: Ints | None = None) -> tuple[int, list[int]]:
    """Scores and writes a claim without finishing it, as a worker that dies would.

    Returns the number of snapshots written and the ids of reps whose facts changed in the meantime.
    """
    at_hand = runs._load_stored_states(claim)
    plan = runs._plan(claim, at_hand, only)
    if not len(plan):
        return 0, []
    scored = runs._score(claim, plan)
    with transaction.atomic():
        written, _, missed = runs._write(claim, scored, at_hand)
    return written, missed.tolist()


def stored_snapshots(*reps: Rep) -> list[StoredSnapshot]:
    """Snapshots of these reps, or of all, by rep and day."""
    found = Snapshot.objects.filter(rep__in=reps) if reps else Snapshot.objects.all()
    return [
        StoredSnapshot(each.rep_id, each.day, each.team_id, each.pillars, each.total, each.state,
               each.known_days, each.coverage, each.last_reading, each.version)
        for each in found.order_by("rep_id", "day")
    ]  # fmt: skip


def snapshot_days(rep: Rep) -> list[int]:
    """Day numbers of the rep's snapshots."""
    return [(each.day - day(1)).days + 1 for each in stored_snapshots(rep)]


def stored_bits(rep: int) -> list[tuple[int, bytes]]:
    """A rep's stored days and pillars, comparable with histories.bits of the model's scores."""
    return [
        (row.day.toordinal(), np.array(row.pillars).tobytes())
        for row in stored_snapshots()
        if row.rep == rep
    ]


def kept_states() -> list[tuple[int, date, bytes]]:
    """Every checkpoint in KeptState: rep, day, bytes."""
    rows = KeptState.objects.order_by("rep", "day").values_list("rep_id", "day", "state")
    return [(rep, when, bytes(state)) for rep, when, state in rows]


def ledger_rows() -> list[tuple[int, int, str]]:
    """Shard, day number and state of every run."""
    return [(run.shard, (run.day - day(1)).days + 1, run.state) for run in Run.objects.all()]


# Files and commands ------------------------------------------------------------------------------


def write_lines(folder: Path, name: str, *lines: str) -> Path:
    """Writes a file of these lines; returns its path."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def activity_lines(people: Mapping[str, Diary]) -> list[str]:
    """CSV lines of all activity in these diaries, by e-mail address."""
    names = sorted({name for d in people.values() for said in d.values() for name in said.inputs})
    lines = [f"date,email,off,{','.join(names)}"]
    for address, diary in people.items():
        for when, said in diary.items():
            cells = [f"{said.inputs[name]:.10g}" if name in said.inputs else "" for name in names]
            lines.append(",".join([str(when), address, "1" if said.off else "", *cells]))
    return lines


def reading_lines(people: Mapping[str, Diary]) -> list[str]:
    """CSV lines of all LinkedIn scores in these diaries, by e-mail address."""
    return [READING_HEADER] + [
        ",".join(map(str, (when, address, *said.reading)))
        for address, diary in people.items()
        for when, said in diary.items()
        if said.reading
    ]


def run_command(command: str, *options: object) -> str:
    """Runs a management command; returns its output."""
    said = StringIO()
    call_command(command, *map(str, options), stdout=said, stderr=said)
    return said.getvalue()


def run_failing_command(command: str, *options: object) -> str:
    """Runs a management command that must fail; returns its output and error."""
    said = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(command, *map(str, options), stdout=said, stderr=said)
    return f"{said.getvalue()}{error.value}"
