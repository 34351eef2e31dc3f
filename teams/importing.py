"""A file's rows to their reps and into the facts: all of them, or the good ones if asked.

The same path for commands and pages; nothing is half-written: one transaction a file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from django.db import transaction

from teams.entries import Entry, Progress, save_days
from teams.importers.activity import ActivityRow, parse_activity
from teams.importers.readings import ReadingRow, parse_readings
from teams.importers.table import RowError
from teams.models import Action, AuditEntry, OfficialReading, Organization, Rep, Team, User
from teams.readings import VALUES, Reading, save_readings
from teams.retention import not_kept
from teams.sources import Source
from teams.staffing import Newcomer, add_reps


@dataclass(frozen=True)
class Options:
    """How a file is taken in."""

    skip_bad_rows: bool = False
    dry_run: bool = False
    create_reps: Team | None = None
    by: User | None = None
    progress: Progress = lambda rows: None


@dataclass(frozen=True)
class Outcome:
    """What became of a file. Refused: it has errors and nothing of it was kept."""

    rows: int = 0
    reps: int = 0
    created: int = 0
    changed: int = 0
    errors: tuple[RowError, ...] = field(default=())
    refused: bool = False


class AddressedRow(Protocol):
    """A row that says whose it is."""

    @property
    def line(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def email(self) -> str: ...


Row = TypeVar("Row", bound=AddressedRow)


def import_activity(organization: Organization, content: bytes, options: Options) -> Outcome:
    """Takes in a CSV of activity. Raises FileError when the file as a whole can't be used."""
    parsed = parse_activity(content, today=Rep.objects.latest_today(organization))

    def save(rows: Sequence[ActivityRow], reps: dict[str, Rep]) -> int:
        entries = (Entry(reps[row.email].pk, row.day, row.values) for row in rows)
        return save_days(
            organization=organization,
            source=Source.CSV,
            entries=entries,
            progress=options.progress,
        )

    return _take_in(
        organization, Action.ACTIVITY_IMPORTED, parsed.rows, parsed.errors, options, save
    )


def import_readings(organization: Organization, content: bytes, options: Options) -> Outcome:
    """Takes in a CSV of official readings. Raises FileError when it can't be used."""
    parsed = parse_readings(content, today=Rep.objects.latest_today(organization))

    def save(rows: Sequence[ReadingRow], reps: dict[str, Rep]) -> int:
        readings = [
            Reading(reps[row.email].pk, row.day, *(getattr(row, name) for name in VALUES))
            for row in rows
        ]
        how = OfficialReading.How.CSV
        return save_readings(organization=organization, readings=readings, how=how, by=options.by)

    return _take_in(
        organization, Action.READINGS_IMPORTED, parsed.rows, parsed.errors, options, save
    )


def _take_in(
    organization: Organization,
    action: Action,
    rows: Sequence[Row],
    errors: Sequence[RowError],
    options: Options,
    save: Callable[[Sequence[Row], dict[str, Rep]], int],
) -> Outcome:
    with transaction.atomic():
        mine = Rep.objects.filter(organization=organization).select_related("organization")
        reps = mine.by_address({row.email for row in rows})
        newcomers = _newcomers(rows, reps) if options.create_reps else []
        strangers = [] if options.create_reps else [row for row in rows if row.email not in reps]
        theirs = [(row, reps[row.email]) for row in rows if row.email in reps]
        found = [
            *errors,
            *map(_unknown, strangers),
            *(_early(row, rep) for row, rep in theirs if row.day > rep.today()),
            *(_late(row, rep) for row, rep in theirs if not rep.keeps(row.day)),
        ]
        faults = tuple(sorted(found, key=lambda each: each.line))
        if faults and not options.skip_bad_rows:
            return Outcome(errors=faults, refused=True)
        wrong = {fault.line for fault in faults}
        good = [row for row in rows if row.line not in wrong]
        outcome = Outcome(len(good), len({row.email for row in good}), len(newcomers), 0, faults)
        if options.dry_run:
            return outcome
        if options.create_reps and newcomers:
            team = options.create_reps
            reps |= add_reps(organization=organization, team=team, newcomers=newcomers)
        changed = save(good, reps)
        _audit(organization, action, outcome, options.by)
    return Outcome(outcome.rows, outcome.reps, outcome.created, changed, faults)


def _unknown(row: AddressedRow) -> RowError:
    return RowError(row.line, "email", f"{row.email} is no rep here; check it or create the rep")


def _early(row: AddressedRow, rep: Rep) -> RowError:
    return RowError(
        row.line, "date", f"{row.day} has not come yet where {rep.email} is, {rep.zone}"
    )


def _late(row: AddressedRow, rep: Rep) -> RowError:
    return RowError(row.line, "date", not_kept(row.day, rep.facts_from or row.day))


def _newcomers(rows: Sequence[AddressedRow], reps: dict[str, Rep]) -> list[Newcomer]:
    first: dict[str, date] = {}
    for row in rows:
        if row.email not in reps:
            first[row.email] = min(first.get(row.email, row.day), row.day)
    return [Newcomer(email, since) for email, since in first.items()]


def _audit(organization: Organization, action: Action, outcome: Outcome, by: User | None) -> None:
    details = {"rows": outcome.rows, "reps": outcome.reps, "created": outcome.created}
    AuditEntry.objects.create(organization=organization, by=by, action=action, details=details)
