"""What leaves as a file: no cell of it is a formula, and the audit log says who took it."""

from teams.access import Viewer
from teams.models import Action, AuditEntry

FORMULA = tuple("=+-@＝＋－＠\t\n")  # in front; some look past spaces, some read the wide ones too


def plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula, in one cell.

    A lone carriage return begins a new row for them, and the csv module does not quote it.
    """
    text = text.replace("\r", " ")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def note_export(*, viewer: Viewer, what: str, rows: int, **details: str) -> None:
    """Remembers that the viewer takes so many rows of something out, such as "leaderboard"."""
    AuditEntry.objects.create(
        organization=viewer.organization,
        by=viewer.user,
        action=Action.EXPORTED,
        details={"what": what, **details, "rows": rows},
    )
