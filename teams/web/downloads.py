"""Responses for file downloads."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(name: str) -> HttpResponse:
    """Returns an empty CSV download to write to."""
    return HttpResponse(content_type=CSV, headers=_attachment_headers(name))


def streamed_csv_response(name: str, chunks: Iterable[str]) -> StreamingHttpResponse:
    """Returns a streamed CSV download of any length."""
    return StreamingHttpResponse(chunks, content_type=CSV, headers=_attachment_headers(name))


def file_response(name: str, content: bytes) -> HttpResponse:
    """Returns a CSV or XLSX download; the file name determines the type."""
    kind = CSV if name.endswith(".csv") else XLSX
    return HttpResponse(content, content_type=kind, headers=_attachment_headers(name))


def svg_response(name: str, content: str) -> HttpResponse:
    """Returns an SVG download, never rendered as a page of this site."""
    return HttpResponse(content, content_type="image/svg+xml", headers=_attachment_headers(name))


def _attachment_headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
