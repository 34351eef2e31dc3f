"""File formats of reports by name, for page, API and command."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from scoring.reports.content import Report
from scoring.reports.render.csv_tables import daily_csv, people_csv
from scoring.reports.render.design import Design
from scoring.reports.render.pdf import build_pdf
from scoring.reports.render.png import build_png
from scoring.reports.render.xlsx import build_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """A file format: label, content type, extension and writer function."""

    label: str
    content_type: str
    extension: str
    write: Callable[[Report, Design], bytes]


FORMATS = {
    "pdf": Format("PDF", "application/pdf", "pdf", build_pdf),
    "xlsx": Format("Excel", XLSX, "xlsx", build_xlsx),
    "csv": Format("CSV", "text/csv; charset=utf-8", "csv", lambda r, _: people_csv(r)),
    "csv-long": Format(
        "CSV, day by day", "text/csv; charset=utf-8", "csv", lambda r, _: daily_csv(r)
    ),
    "png": Format("PNG", "image/png", "png", lambda r, _: build_png(r)),
}


def max_reps_at_once(name: str) -> int:
    """Most reps for which a user waits for the file; larger reports are made in the background.

    A PDF has a page for each rep.
    """
    return 10 if name == "pdf" else 200


def file_name(report: Report, file_format: Format) -> str:
    """`ada-amsel-2026-08-31-2026-11-24.pdf`: only lower-case ASCII, for every file system."""
    latin = unicodedata.normalize("NFKD", report.title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", latin.lower())[:60].strip("-") or "report"
    return f"{slug}-{report.spec.first}-{report.spec.last}.{file_format.extension}"
