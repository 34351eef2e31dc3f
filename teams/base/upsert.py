"""Bulk upsert for PostgreSQL and SQLite.

PostgreSQL gets large batches by COPY into a temporary table and one INSERT … ON CONFLICT; small
batches, and all on SQLite, use one prepared statement. Call it inside a transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

KEY = ("rep_id", "day")
COPY_MIN_ROWS = 50  # number of rows from which COPY is faster
TEMPORARY_TABLE = "incoming_rows"


def upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    key: Sequence[str] = KEY,
) -> None:
    """Inserts or replaces rows; dates are passed as ISO text, JSON as text.

    `key` are the columns of the primary key, by default rep and day.
    """
    table, remaining = model._meta.db_table, iter(rows)
    first_rows = list(islice(remaining, COPY_MIN_ROWS))
    if connection.vendor == "postgresql" and len(first_rows) == COPY_MIN_ROWS:
        _copy(table, columns, chain(first_rows, remaining), key)
    else:
        _execute(table, columns, chain(first_rows, remaining), key)


def _execute(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], key: Sequence[str]
) -> None:
    names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places}) {on_conflict(columns, key)}",
            (tuple(row) for row in rows),  # type: ignore[arg-type]  # any iterable will do
        )


def on_conflict(columns: Sequence[str], key: Sequence[str] = KEY) -> str:
    """Returns the ON CONFLICT clause that replaces all columns except the key."""
    replaced = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {replaced}"


def _copy(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], key: Sequence[str]
) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor, temporary_table(cursor, table, names):
        with cursor.copy(f"COPY {TEMPORARY_TABLE} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {TEMPORARY_TABLE} "
            f"{on_conflict(columns, key)}"
        )


@contextmanager
def temporary_table(cursor: CursorWrapper, table: str, names: str) -> Iterator[None]:
    """Creates the table TEMPORARY_TABLE with these columns of `table` for the block."""
    cursor.execute(
        f"CREATE TEMPORARY TABLE {TEMPORARY_TABLE} AS SELECT {names} FROM {table} WITH NO DATA"
    )
    yield
    cursor.execute(f"DROP TABLE {TEMPORARY_TABLE}")
