"""Generates XLSX workbooks: creator analytics in every known format, and our own tables."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import xlsxwriter

from teams.importers.archive.bundle import Upload

Row = Sequence[Any]
FIRST_DAY = date(2026, 2, 1)
SHEETS = ("DISCOVERY", "ENGAGEMENT", "TOP POSTS", "FOLLOWERS", "DEMOGRAPHICS")


class ExactFloat(float):
    """A float that XlsxWriter writes with all digits instead of sixteen."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


def workbook(sheets: Mapping[str, Iterable[Row]], name: str = "a workbook.xlsx") -> Upload:
    """A workbook with these cells; dates become date cells, strings stay text."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
                        sheet.write_datetime(at, column, moment, day)
                    elif isinstance(cell, float):
                        sheet.write_number(at, column, ExactFloat(cell))
                    else:
                        sheet.write(at, column, cell)
    return Upload(name, out)


def american_date(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def european_date(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def german_date(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def analytics(
    engagements: Sequence[Any] = (3, 0, 12, 1, 7, 2, 40, 5, 0, 1, 2, 3, 4, 5, 6, 7),
    followers: Sequence[Any] | None = None,
    *,
    first: date = FIRST_DAY,
    spell: Callable[[date], Any] = american_date,
    titles: Sequence[str] = SHEETS,
    name: str = "AggregateAnalytics_Ada Osei_2026-02-01_2026-02-16.xlsx",
    leave_out: Iterable[str] = (),
) -> Upload:
    """Creator analytics starting on `first`; a None leaves out the row of that day."""
    days = [first + timedelta(n) for n in range(len(engagements))]
    news = followers if followers is not None else [n % 3 for n in range(len(days))]
    found: dict[str, list[Row]] = {
        "DISCOVERY": [
            ["Overall Performance", f"{spell(days[0])} - {spell(days[-1])}"],
            ["Impressions", "12,345"],
            ["Members reached", "6,789"],
        ],
        "ENGAGEMENT": [
            ["Date", "Impressions", "Engagements"],
            *([spell(day), "1,234", n] for day, n in zip(days, engagements, strict=True)
              if n is not None),
        ],
        "TOP POSTS": [
            ["Maximum of 50 posts available to include in this list"],
            [],
            ["Post URL", "Post publish date", "Engagements", "", "Post URL", "Post publish date",
             "Impressions"],
            ["https://www.linkedin.com/feed/update/urn:li:activity:7", spell(days[0]), 9, "",
             "https://www.linkedin.com/feed/update/urn:li:activity:8", spell(days[-1]), 99],
        ],
        "FOLLOWERS": [
            [f"Total followers on {spell(days[-1])}:", "2,345"],
            [],
            ["Date", "New followers"],
            *([spell(day), n] for day, n in zip(days, news, strict=False) if n is not None),
        ],
        "DEMOGRAPHICS": [
            ["Top Demographics", "Value", "Percentage"],
            ["Job titles", "Founder", "2%"],
            ["Locations", "Lisbon", "< 1%"],
        ],
    }  # fmt: skip
    chosen = {title: found[key] for key, title in zip(SHEETS, titles, strict=True)
              if key not in leave_out}  # fmt: skip
    return workbook(chosen, name)


def parts(upload: Upload) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(upload.content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zip_parts(content: Mapping[str, bytes], name: str = "a workbook.xlsx") -> Upload:
    """The parts packed into a ZIP again."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, each in content.items():
            archive.writestr(path, each)
    return Upload(name, out)


def replace_in_part(upload: Upload, part: str, old: bytes, new: bytes) -> Upload:
    """The workbook with a replacement in one of its parts."""
    content = parts(upload)
    assert old in content[part], content[part][:2000]
    return zip_parts(content | {part: content[part].replace(old, new)}, upload.name)
