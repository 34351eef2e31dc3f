"""Many rows of one rep and day into their table at once, on either database.

PostgreSQL takes more than a few by COPY into a temporary table and one INSERT … ON CONFLICT; few
rows, and SQLite all of them, go by one prepared statement. Call it inside a transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

KEY = ("rep_id", "day")
FEW = 50  # rows from which a COPY and its temporary table pay
INCOMING = "incoming_rows"


def upsert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Inserts the rows or replaces those that stand there; dates are ISO texts, JSON is text."""
    table, coming = model._meta.db_table, iter(rows)
    few = list(islice(coming, FEW))
    if connection.vendor == "postgresql" and len(few) == FEW:
        _copy(table, columns, chain(few, coming))
    else:
        _execute(table, columns, chain(few, coming))


def _execute(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}) {on_conflict(columns)}",
            (tuple(row) for row in rows),  # type: ignore[arg-type]  # any iterable will do
        )


def on_conflict(columns: Sequence[str]) -> str:
    """The clause that replaces every column but the key."""
    replaced = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in KEY)
    return f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {replaced}"


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor, incoming(cursor, table, names):
        with cursor.copy(f"COPY {INCOMING} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {INCOMING} {on_conflict(columns)}"
        )


@contextmanager
def incoming(cursor: CursorWrapper, table: str, names: str) -> Iterator[None]:
    """A temporary table INCOMING with these columns of `table`, for the time of the block."""
    cursor.execute(f"CREATE TEMPORARY TABLE {INCOMING} AS SELECT {names} FROM {table} WITH NO DATA")
    yield
    cursor.execute(f"DROP TABLE {INCOMING}")
