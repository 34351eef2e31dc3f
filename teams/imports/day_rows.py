"""Bulk saving of the days of imports."""

import json
from collections.abc import Iterable
from typing import Any, Final

from teams.base.upsert import upsert
from teams.models import ImportedDay

KEY: Final = ("imported_id", "rep_id", "day")
COLUMNS: Final = (*KEY, "organization_id", "values", "reading", "was", "was_reading")


def save_imported(rows: Iterable[ImportedDay]) -> None:
    """Writes rows, replacing existing ones; call it inside a transaction."""
    quoted = [f'"{name}"' for name in COLUMNS]  # "values" is an SQL keyword
    upsert(ImportedDay, quoted, map(_row, rows), [f'"{name}"' for name in KEY])


def _row(row: ImportedDay) -> list[Any]:
    json_values = (row.values, row.reading, row.was, row.was_reading)
    return [
        row.imported_id,
        row.rep_id,
        row.day.isoformat(),
        row.organization_id,
        *(None if each is None else json.dumps(each) for each in json_values),
    ]
