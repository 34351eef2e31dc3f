"""Bulk writes of snapshots and kept states, by the hundred thousand.

PostgreSQL: a binary COPY built by NumPy without a Python loop for each row; straight into the table
if none of the rows exists yet, else into a temporary one and on by INSERT … ON CONFLICT. SQLite:
one prepared statement. Call it inside a transaction.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import numpy as np
import psycopg
from django.db import connection, models, transaction
from numpy.typing import NDArray

from scoring.daily.load import SnapshotRows
from scoring.daily.states import PackedStates
from scoring.models import KeptState, Shard, ShardState, Snapshot
from teams.base.upsert import TEMPORARY_TABLE, on_conflict, temporary_table, upsert
from teams.models import Organization

EPOCH_1970 = date(1970, 1, 1).toordinal()  # NumPy counts days from here
EPOCH_2000 = date(2000, 1, 1).toordinal()  # PostgreSQL counts days from here
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TRAILER = b"\xff\xff"

PILLARS = ("brand", "people", "insights", "relationships")
DAY = "day"  # column of dates, given as ordinals
NULL = "null"  # column of NULLs, whatever the values

# Name, values, and their type in PostgreSQL's binary format; rows in the order of the columns.
Columns = Mapping[str, tuple[NDArray[Any], str]]


def save_snapshots(rows: SnapshotRows, *, organization: int, version: str, new: bool) -> None:
    """Inserts the snapshots; unless all are `new`, replaces those that exist."""
    columns: Columns = {
        **{name: (rows.pillars[:, at], ">f8") for at, name in enumerate(PILLARS)},
        "rep_id": (rows.reps, ">i4"),
        "day": (rows.days, DAY),
        "organization_id": (np.full(len(rows), organization), ">i4"),
        "signals": (rows.signals, ">i4"),
        "reading_age": (rows.readings, ">i2"),
        "state": (rows.states, ">i2"),
        "known_days": (rows.known_days, ">i2"),
        "known": (rows.known, "?"),
        "version": (np.full(len(rows), version.encode()), f"S{len(version)}"),
    }
    # Without a team there is a NULL, which makes a shorter row: those few go in a second batch.
    has_team = rows.teams > 0
    for mask, kind in ((has_team, ">i4"), (~has_team, NULL)):
        if mask.any():
            with_team = {**columns, "team_id": (rows.teams, kind)}
            _save(
                Snapshot, {name: (v[mask], kind) for name, (v, kind) in with_team.items()}, new=new
            )


def save_kept_states(kept: PackedStates, *, organization: int, version: str) -> None:
    """Inserts the kept states, or replaces those that exist."""
    columns: Columns = {
        "rep_id": (kept.reps, ">i4"),
        "day": (kept.days, DAY),
        "organization_id": (np.full(len(kept), organization), ">i4"),
        "version": (np.full(len(kept), version.encode()), f"S{len(version)}"),
        "state": (kept.packed.astype("<f8"), f"V{kept.packed.shape[1] * 8}"),
    }
    _save(KeptState, columns, new=False)


def save_shard_states(
    states: PackedStates, organization: Organization, shard: Shard, *, version: str
) -> None:
    """Replaces the stored states of a shard."""
    ShardState.objects.of_shard(organization, shard).delete()
    row = {
        "organization_id": organization.pk,
        "zone": shard.zone,
        "shard": shard.number,
        "version": version,
        "reps": states.reps.astype("<i8").tobytes(),
        "days": states.days.astype("<i8").tobytes(),
        "states": states.packed.astype("<f8").tobytes(),
    }
    if connection.vendor != "postgresql":
        ShardState.objects.create(**row)
        return
    names = ", ".join(row)
    statement = f"COPY {ShardState._meta.db_table} ({names}) FROM STDIN (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["int4", "text", "int4", "text", "bytea", "bytea", "bytea"])
        copy.write_row(tuple(row.values()))


def _save(model: type[models.Model], columns: Columns, *, new: bool) -> None:
    if connection.vendor == "postgresql":
        _copy(model._meta.db_table, columns, new=new)
    else:
        cells = [_python(values, kind) for values, kind in columns.values()]
        upsert(model, tuple(columns), zip(*cells, strict=True))


def _python(values: NDArray[Any], kind: str) -> list[Any]:
    """The values as Python objects that SQLite takes."""
    if kind == DAY:
        days = (values - EPOCH_1970).astype("datetime64[D]")
        return list(np.datetime_as_string(days).tolist())
    if kind == NULL:
        return [None] * len(values)
    if kind.startswith("V"):
        return [row.tobytes() for row in values]
    if kind.startswith("S"):
        return [value.decode() for value in values.tolist()]
    return list(values.tolist())


def _copy(table: str, columns: Columns, *, new: bool) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        # A rep moved here from a zone where the day was already over has a row after all.
        with suppress(psycopg.errors.UniqueViolation), transaction.atomic():
            if new:
                _send(cursor, table, columns)
                return
        with temporary_table(cursor, table, names):
            _send(cursor, TEMPORARY_TABLE, columns)
            replace = on_conflict(tuple(columns))
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM {TEMPORARY_TABLE} {replace}"
            )


def _send(cursor: Any, table: str, columns: Columns) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT binary)") as copy:
        copy.write(SIGNATURE + _binary(columns) + COPY_TRAILER)


def _binary(columns: Columns) -> bytes:
    """The rows in PostgreSQL's binary COPY format: every field a length and its bytes."""
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, (_, kind) in columns.items():
        layout += [(f"{name} length", ">i4"), (name, {DAY: ">i4", NULL: "V0"}.get(kind, kind))]
    count = len(next(iter(columns.values()))[0])
    table = np.empty(count, layout)
    table["fields"] = len(columns)
    for name, (values, kind) in columns.items():
        table[f"{name} length"] = -1 if kind == NULL else table.dtype[name].itemsize
        if kind == DAY:
            table[name] = values - EPOCH_2000
        elif kind.startswith("V"):
            table[name] = np.ascontiguousarray(values).view(kind).ravel()
        elif kind != NULL:
            table[name] = values
    return table.tobytes()
