"""The formats of reports, by name: what page, API and command choose from."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from scoring.reports.content import Report
from scoring.reports.design import Design
from scoring.reports.document import document
from scoring.reports.pictures import picture
from scoring.reports.tables import long, wide
from scoring.reports.workbook import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """A kind of file: how it is called, what it is, and who writes it."""

    label: str
    content_type: str
    extension: str
    write: Callable[[Report, Design], bytes]


FORMATS = {
    "pdf": Format("PDF", "application/pdf", "pdf", document),
    "xlsx": Format("Excel", XLSX, "xlsx", workbook),
    "csv": Format("CSV, a row a rep", "text/csv; charset=utf-8", "csv", lambda r, _: wide(r)),
    "csv-long": Format(
        "CSV, a row a number", "text/csv; charset=utf-8", "csv", lambda r, _: long(r)
    ),
    "png": Format("Picture of the trend", "image/png", "png", picture),
}


def file_name(report: Report, form: Format) -> str:
    """`ada-amsel-2026-08-31-2026-11-24.pdf`: small Latin letters alone, for every system."""
    latin = unicodedata.normalize("NFKD", report.title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", latin.lower())[:60].strip("-") or "report"
    return f"{words}-{report.order.first}-{report.order.last}.{form.extension}"
