"""Files a page hands out."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse

CSV = "text/csv; charset=utf-8"


def csv_file(name: str) -> HttpResponse:
    """An empty CSV to be written to, saved under that name."""
    return HttpResponse(content_type=CSV, headers=_saved_as(name))


def csv_in_pieces(name: str, pieces: Iterable[str]) -> StreamingHttpResponse:
    """A CSV that is handed out while it is made, however long it gets."""
    return StreamingHttpResponse(pieces, content_type=CSV, headers=_saved_as(name))


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
