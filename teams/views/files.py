"""Files a page hands out."""

from django.http import HttpResponse


def csv_file(name: str) -> HttpResponse:
    """An empty CSV to be written to, saved under that name."""
    return HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
