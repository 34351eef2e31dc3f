"""Bulk reads of numeric columns: a NumPy matrix instead of a Python object for each cell.

PostgreSQL sends its binary COPY format with cells of a fixed width (int4 or float8), so that all
rows are equally long and NumPy reads them in place; SQLite goes row by row.
"""

from contextlib import suppress
from typing import Any

import numpy as np
import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from scoring.core.layout import Floats

HEADER = 19  # bytes before the first row: signature, flags, length of an empty extension
TRAILER = 2
NULL_INT4 = -(2**31)  # stands for NULL in int4 columns: whole numbers, dates and booleans
INT4_FIELDS = (models.IntegerField, models.AutoField, models.BooleanField)
INT8_FIELDS = (models.BigIntegerField, models.PositiveBigIntegerField)


class Ordinal(models.Func):
    """A date as a proleptic Gregorian ordinal, as Python's date.toordinal()."""

    arity = 1
    output_field = models.IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(%(expressions)s - DATE '0001-01-01' + 1)", **context
        )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(julianday(%(expressions)s) - 1721424.5)", **context
        )


def read_matrix(rows: models.QuerySet[Any], *names: str) -> Floats:
    """Float array (rows, names) of fields: dates as ordinals, booleans as 1 or 0, None as NaN."""
    if connection.vendor == "postgresql":
        with suppress(EmptyResultSet):  # Django knows without a query that there are no rows
            return _copy_matrix(rows, names)
        return np.zeros((0, len(names)))
    columns = [_number(rows.model, name)[0] for name in names]
    cells = list(rows.order_by().values_list(*columns))
    return np.array(cells, float).reshape(-1, len(names))


def _number(model: type[models.Model], name: str) -> tuple[Combinable, str]:
    """A field as a numeric expression, and its type in PostgreSQL's binary format."""
    field = model._meta.get_field(name.removesuffix("_id"))
    field = getattr(field, "target_field", field)
    if isinstance(field, models.DateField):
        return Ordinal(models.F(name)), ">i4"
    if isinstance(field, models.BooleanField):
        return Cast(models.F(name), models.IntegerField()), ">i4"
    if isinstance(field, INT4_FIELDS) and not isinstance(field, INT8_FIELDS):
        return models.F(name), ">i4"
    return models.F(name), ">f8"


def _null_replaced(value: Combinable, kind: str) -> Combinable:
    """The expression with NULL replaced, so that all cells of a column are equally long."""
    if kind == ">i4":
        whole = models.IntegerField()
        return Coalesce(Cast(value, whole), models.Value(NULL_INT4), output_field=whole)
    real = models.FloatField()
    return Coalesce(Cast(value, real), models.Value(float("nan")), output_field=real)


def _copy_matrix(rows: models.QuerySet[Any], names: tuple[str, ...]) -> Floats:
    columns = [_number(rows.model, name) for name in names]
    selected = rows.order_by().values_list(
        *(_null_replaced(value, kind) for value, kind in columns)
    )
    query, parameters = selected.query.sql_with_params()
    with connection.cursor() as cursor:
        # COPY takes no parameters: they are quoted into the statement.
        query = psycopg.ClientCursor(cursor.connection).mogrify(query, parameters)
        with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy:
            received = b"".join(copy)
    cells = [
        (str(at), [("length", ">i4"), ("value", kind)]) for at, (_, kind) in enumerate(columns)
    ]
    row = np.dtype([("fields", ">i2"), *cells])
    count = (len(received) - HEADER - TRAILER) // row.itemsize
    table = np.frombuffer(received, row, count, HEADER)
    matrix = np.empty((count, len(columns)))
    for at in range(len(columns)):
        matrix[:, at] = table[str(at)]["value"]
    matrix[matrix == NULL_INT4] = np.nan
    return matrix


def blobs(rows: models.QuerySet[Any], *names: str) -> tuple[bytes, ...] | None:
    """Binary fields of the first row, without encoding them as text; None without a row."""
    query, parameters = rows.order_by().values_list(*names)[:1].query.sql_with_params()
    if connection.vendor != "postgresql":
        values = rows.values_list(*names).first()
        return values and tuple(bytes(blob) for blob in values)
    with connection.cursor() as cursor, psycopg.Cursor(cursor.connection) as binary:
        binary.format = psycopg.pq.Format.BINARY
        return binary.execute(query.encode(), parameters).fetchone()
