"""Safe file exports: no cell is a formula, and the audit log records each export."""

from decimal import Decimal
from typing import Protocol

from teams.access.viewer import Viewer
from teams.models import Action, AuditEntry

FORMULA = tuple("=+-@＝＋－＠\t\n")  # leading; some programs skip spaces or read wide forms


class Writable(Protocol):
    """Anything with a text write method."""

    def write(self, text: str, /) -> object: ...


def escape_formula(text: str) -> str:
    """Escapes text that spreadsheets would read as a formula (CSV injection).

    A lone carriage return starts a new row in them, and the csv module does not quote it.
    """
    text = text.replace("\r", " ")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def format_cell(value: object) -> object:
    """Returns a file's cell: None as empty, booleans as 1 or 0, floats exactly, text escaped."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return escape_formula(value) if isinstance(value, str) else value


def audit_export(*, viewer: Viewer, what: str, rows: int, **details: str) -> None:
    """Records an export in the audit log: what, such as "leaderboard", and how many rows."""
    AuditEntry.objects.create(
        organization=viewer.organization,
        by=viewer.user,
        action=Action.EXPORTED,
        details={"what": what, **details, "rows": rows},
    )
