"""Files a page hands out."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(name: str) -> HttpResponse:
    """An empty CSV to be written to, saved under that name."""
    return HttpResponse(content_type=CSV, headers=_saved_as(name))


def csv_in_pieces(name: str, pieces: Iterable[str]) -> StreamingHttpResponse:
    """A CSV that is handed out while it is made, however long it gets."""
    return StreamingHttpResponse(pieces, content_type=CSV, headers=_saved_as(name))


def whole_file(name: str, content: bytes) -> HttpResponse:
    """A file that is there whole, of a kind its name says."""
    kind = CSV if name.endswith(".csv") else XLSX
    return HttpResponse(content, content_type=kind, headers=_saved_as(name))


def svg_response(name: str, content: str) -> HttpResponse:
    """A picture, saved under that name and never opened as a page of ours."""
    return HttpResponse(content, content_type="image/svg+xml", headers=_saved_as(name))


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
