"""Snapshots into their table by the hundred thousand.

PostgreSQL: a binary COPY built by NumPy without a Python loop a row, into a temporary table, then
one INSERT … ON CONFLICT. SQLite: one prepared statement. Both replace what stands there.
"""

from datetime import date

import numpy as np
from django.db import connection

from scoring.models import Snapshot
from scoring.store import Rows
from teams.upsert import INCOMING, incoming, on_conflict, upsert

COLUMNS = (
    "rep_id",
    "day",
    "team_id",
    "brand",
    "people",
    "insights",
    "relationships",
    "total",
    "state",
    "known_days",
    "tracked",
    "last_reading",
    "carried",
)
CONSTANT = ("organization_id", "version")
EPOCH_1970 = date(1970, 1, 1).toordinal()  # from which NumPy counts days
EPOCH_2000 = date(2000, 1, 1).toordinal()  # from which PostgreSQL does
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"


def save_snapshots(rows: Rows, *, organization: int, version: str) -> None:
    """Inserts or replaces the snapshots; call it inside a transaction."""
    if connection.vendor == "postgresql":
        _copy(rows, organization, version)
    else:
        _execute(rows, organization, version)


def _execute(rows: Rows, organization: int, version: str) -> None:
    dates = _iso(rows.days)
    carried = rows.carried.astype("<f8")
    columns = (
        rows.reps.tolist(),
        dates,
        [team or None for team in rows.teams.tolist()],
        *rows.pillars.T.tolist(),
        rows.totals.tolist(),
        rows.states.tolist(),
        rows.known_days.tolist(),
        rows.tracked.tolist(),
        _iso(rows.readings),
        [row.tobytes() for row in carried],
        [organization] * len(rows),
        [version] * len(rows),
    )
    upsert(Snapshot, COLUMNS + CONSTANT, zip(*columns, strict=True))


def _iso(ordinals: np.ndarray) -> list[str | None]:
    """ISO dates, None where there is none."""
    days = (ordinals - EPOCH_1970).astype("datetime64[D]")
    texts = np.datetime_as_string(days).tolist()
    return [text if some else None for text, some in zip(texts, ordinals.tolist(), strict=True)]


def _copy(rows: Rows, organization: int, version: str) -> None:
    table, names = Snapshot._meta.db_table, ", ".join(COLUMNS)
    replace = on_conflict(COLUMNS + CONSTANT)
    with connection.cursor() as cursor, incoming(cursor, table, names):
        with cursor.copy(f"COPY {INCOMING} ({names}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(SIGNATURE + _binary(rows) + END)
        cursor.execute(
            f"INSERT INTO {table} ({names}, {', '.join(CONSTANT)}) SELECT {_selected()}, %s, %s "
            f"FROM {INCOMING} {replace}",
            [organization, version],
        )


def _selected() -> str:
    """The columns, with what stands for nothing turned into NULL."""
    nothing = {"team_id": "0", "last_reading": "DATE '0001-01-01'"}
    return ", ".join(
        f"NULLIF({name}, {nothing[name]})" if name in nothing else name for name in COLUMNS
    )


def _binary(rows: Rows) -> bytes:
    """The rows in PostgreSQL's binary COPY format: every field a length and its bytes."""
    values = {
        "rep_id": (rows.reps, ">i8"),
        "day": (rows.days - EPOCH_2000, ">i4"),
        "team_id": (rows.teams, ">i8"),
        **{name: (rows.pillars[:, at], ">f8") for at, name in enumerate(COLUMNS[3:7])},
        "total": (rows.totals, ">f8"),
        "state": (rows.states, ">i2"),
        "known_days": (rows.known_days, ">i2"),
        "tracked": (rows.tracked, ">f8"),
        "last_reading": (np.maximum(rows.readings, 1) - EPOCH_2000, ">i4"),
        "carried": (rows.carried.astype("<f8"), f"({rows.carried.shape[1]},)<f8"),
    }
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, (_, kind) in values.items():
        layout += [(f"{name} length", ">i4"), (name, kind)]
    table = np.empty(len(rows), layout)
    table["fields"] = len(values)
    for name, (column, _) in values.items():
        table[f"{name} length"] = table.dtype[name].itemsize
        table[name] = column
    return table.tobytes()
