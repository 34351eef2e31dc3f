"""Template files for imports: the header and one example row."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Final

from teams.audit.exports import format_cell
from teams.importers.file_kinds import FileKind
from teams.importers.readings import PILLARS, READING_FIGURES
from teams.imports.activity_export import HEADER
from teams.imports.workbook_export import write_workbook

DAY: Final = date(2026, 5, 4)
EMAIL: Final = "mona@example.com"
# Columns left out are empty cells, which mean unknown.
EXAMPLES: Final[Mapping[FileKind, tuple[tuple[str, ...], dict[str, object]]]] = {
    FileKind.ACTIVITY: (
        HEADER,
        {
            "profile_completeness": 80,
            "posts": 1,
            "searches": 12,
            "comments": 0,
            "response_hours": 2.5,
            "connections": 812,
            "invitations_sent": 5,
            "off": False,
        },
    ),
    FileKind.READINGS: (
        ("date", "email", *PILLARS, *READING_FIGURES),
        {"brand": 13.118, "people": 9.5, "insights": 7, "relationships": 15, "industry_rank": 12},
    ),
}


def template(kind: FileKind, *, workbook: bool) -> bytes:
    """Returns the template for activity or readings; it can be imported as it is."""
    header, values = EXAMPLES[kind]
    row = [({"date": DAY, "email": EMAIL} | values).get(name) for name in header]
    if workbook:
        out = io.BytesIO()
        write_workbook(out, kind.value, header, [row])
        return out.getvalue()
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, [format_cell(value) for value in row]])
    return text.getvalue().encode()
