"""What leaves as a file: no cell of it is a formula, and the audit log says who took it."""

from decimal import Decimal
from typing import Protocol

from teams.models import Action, AuditEntry
from teams.viewer import Viewer

FORMULA = tuple("=+-@＝＋－＠\t\n")  # in front; some look past spaces, some read the wide ones too


class Writable(Protocol):
    """Anything text can be written to."""

    def write(self, text: str, /) -> object: ...


def plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula, in one cell.

    A lone carriage return begins a new row for them, and the csv module does not quote it.
    """
    text = text.replace("\r", " ")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def cell(value: object) -> object:
    """Nothing as an empty cell, a mark as 1 or 0, a number in full and exactly, text defused."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return plain(value) if isinstance(value, str) else value


def note_export(*, viewer: Viewer, what: str, rows: int, **details: str) -> None:
    """Remembers that the viewer takes so many rows of something out, such as "leaderboard"."""
    AuditEntry.objects.create(
        organization=viewer.organization,
        by=viewer.user,
        action=Action.EXPORTED,
        details={"what": what, **details, "rows": rows},
    )
