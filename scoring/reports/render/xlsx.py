"""Excel workbook of a report: one sheet per section, real numbers and dates, native charts.

User text is always written as text, whatever it begins with; no cell is a formula.
"""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scoring.charts.palette import LIGHT_COLOURS
from scoring.reports.content import Report, Score
from scoring.reports.render.design import Design
from scoring.reports.render.pdf_content import period_words
from scoring.reports.render.xlsx_charts import pillar_column_chart, total_line_chart
from scoring.reports.render.xlsx_sheets import TREND, Cell, XlsxSheet, build_sheets
from scoring.reports.spec import Section
from teams.base.formatting import PILLARS, round_one_decimal

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MAX_CELL_CHARACTERS = 32_000  # characters in a cell, below Excel's limit of 32,767
PAPER_CODES = {"us-letter": 1, "a4": 9}
NOTHING_KNOWN = "Nothing is known of these days."
SUMMARY = "Summary"


class ReportWorkbook:
    """A workbook being written, and its cell formats."""

    def __init__(self, book: xlsxwriter.Workbook, design: Design) -> None:
        self.book, self.design = book, design
        base = {"font_name": "Calibri", "valign": "top"}

        def cell_format(**properties: Any) -> Format:
            return book.add_format(base | properties)

        self.text, self.count = cell_format(), cell_format(num_format="0")
        self.number, self.change = (
            cell_format(num_format="0.0"),
            cell_format(num_format="+0.0;-0.0;0.0"),
        )
        self.day = cell_format(num_format="d mmm yyyy", align="right")
        self.title = cell_format(bold=True, font_size=18)
        self.first, self.soft = (
            cell_format(font_size=12),
            cell_format(font_color=LIGHT_COLOURS["soft"]),
        )
        header = {"bold": True, "text_wrap": True, "bottom": 2, "bottom_color": design.accent}
        self.head, self.head_right = cell_format(**header), cell_format(**header, align="right")

    def sheet(self, title: str, *, narrow: bool = True) -> Worksheet:
        """A new sheet, set up to print on the design's paper; a narrow one fits the page width."""
        sheet = self.book.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(PAPER_CODES.get(self.design.paper, PAPER_CODES["a4"]))
        if narrow:
            sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def write(
        self, sheet: Worksheet, row: int, column: int, value: Cell, *, is_change: bool
    ) -> None:
        """Writes a value by its type; None leaves the cell empty."""
        if isinstance(value, str):
            self.write_text(sheet, row, column, value)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), self.day)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.count)
        elif value is not None:
            sheet.write_number(
                row,
                column,
                round_one_decimal(value) or 0.0,
                self.change if is_change else self.number,
            )

    def write_text(
        self, sheet: Worksheet, row: int, column: int, text: str, cell_format: Format | None = None
    ) -> None:
        """Writes text as text, never as a formula or link."""
        shown = text.encode("utf-8", "replace").decode()[:MAX_CELL_CHARACTERS]
        sheet.write_string(row, column, shown, cell_format or self.text)


def build_xlsx(report: Report, design: Design) -> bytes:
    """The report as bytes of an XLSX file."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": _property_text(report.title),
                "author": _property_text(design.coach_name or report.organization),
                "created": datetime.combine(report.made_on, time()),
            }
        )
        book = ReportWorkbook(workbook, design)
        _write_summary(book, report)
        for each in build_sheets(report):
            _write_table(book, each)
    return out.getvalue()


def _property_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:250]


def _write_summary(book: ReportWorkbook, report: Report) -> None:
    """Summary sheet: three sentences, then total and pillars, then the charts."""
    sheet = book.sheet(SUMMARY)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 4, 13)
    sheet.set_row(0, 28)
    names = " · ".join(name for name in (book.design.client_name, book.design.coach_name) if name)
    versions = ", ".join(report.versions) or "none yet"
    lines = (
        (report.title, book.title),
        (f"{report.organization} · {period_words(report)}", book.soft),
        (f"Estimated SSI, model version: {versions}", book.soft),
        (names, book.soft),
        ("", book.text),
        (report.sentences[0], book.first),
        *((sentence, book.text) for sentence in report.sentences[1:]),
        *((sentence, book.soft) for sentence in report.without),
    )
    for at, (text, cell_format) in enumerate(lines):
        book.write_text(sheet, at, 0, text, cell_format)
    _write_numbers(book, sheet, report, len(lines) + 1)


def _write_numbers(book: ReportWorkbook, sheet: Worksheet, report: Report, row: int) -> None:
    """Table of total and pillars with its chart, and the trend chart below."""
    figures = report.figures
    if figures.after is None:
        book.write_text(sheet, row, 0, NOTHING_KNOWN)
        return
    for column, head in enumerate(("", "Before", "After", "Change")):
        book.write_text(sheet, row, column, head, book.head_right if column else book.head)
    changes = (figures.change, *(figures.pillar_changes or (None,) * 4))
    table: list[tuple[Cell, ...]] = [
        ("Close of", figures.before.day if figures.before else None, figures.after.day, None),
        *zip(
            ("Total", *PILLARS),
            _values(figures.before),
            _values(figures.after),
            changes,
            strict=True,
        ),
    ]
    for at, values in enumerate(table, start=row + 1):
        for column, value in enumerate(values):
            book.write(sheet, at, column, value, is_change=column == 3)
    chart = pillar_column_chart(book.book, SUMMARY, row + 3, book.design.accent)
    sheet.insert_chart(row + 8, 0, chart)
    if report.has(Section.TREND) and figures.trend:
        trend = total_line_chart(book.book, TREND, figures.trend, book.design.accent)
        sheet.insert_chart(row + 24, 0, trend)


def _values(score: Score | None) -> tuple[float | None, ...]:
    return (None,) * 5 if score is None else (score.total, *score.pillars)


def _write_table(book: ReportWorkbook, table: XlsxSheet) -> None:
    """Writes a table below a frozen header."""
    sheet = book.sheet(table.title, narrow=len(table.columns) <= 10)
    sheet.set_row(0, 32)
    for column, (head, width) in enumerate(table.columns):
        sheet.set_column(column, column, width)
        book.write_text(sheet, 0, column, head, book.head)
    are_changes = [head in table.change_columns for head, _ in table.columns]
    for at, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            book.write(sheet, at, column, value, is_change=are_changes[column])
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    else:
        book.write_text(sheet, 1, 0, NOTHING_KNOWN)
