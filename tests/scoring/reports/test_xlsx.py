"""The report workbook: sheets by section, frozen headers, real dates, native charts."""

import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from scoring.reports.render.design import Design
from scoring.reports.render.xlsx import build_xlsx
from scoring.reports.spec import Section
from tests.scoring.reports import sample_reports
from tests.scoring.reports.read_files import book_of, rows_of

SHEETS = ["Summary", "Scores", "Trend", "Activity", "Why it moved", "Official", "Agreed & next"]


def test_each_section_has_a_sheet_with_a_frozen_header() -> None:
    book = book_of(build_xlsx(sample_reports.report(3), Design()))
    assert book.sheetnames == [*SHEETS, "Forecast", "Coverage"]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"


def test_numbers_and_dates_are_typed_cells() -> None:
    content = build_xlsx(sample_reports.report(2), Design())
    row = rows_of(content, "Scores")[0]
    assert (row["Total before"], row["Total after"], row["Total change"]) == (51.0, 56.2, 5.2)
    assert row["From"] == datetime(2026, 8, 31)  # noqa: DTZ001  a cell has no time zone
    sheet = book_of(content)["Scores"]
    assert sheet["E2"].number_format == "0.0" and sheet["Q2"].number_format.startswith("+0.0")
    assert sheet["D2"].number_format == "d mmm yyyy"
    assert str(row["People change"]) in ("0", "0.0")  # never -0


def test_only_ordered_sections_have_a_sheet() -> None:
    order = replace(sample_reports.SPEC, sections=(Section.CAUSES, Section.NEXT))
    book = book_of(build_xlsx(sample_reports.report(spec=order), Design()))
    assert book.sheetnames == ["Summary", "Why it moved", "Agreed & next"]
    kinds = {
        row["What it is"]
        for row in rows_of(build_xlsx(sample_reports.report(spec=order), Design()), "Agreed & next")
    }
    assert kinds == {"Next"}


def test_the_charts_are_native_and_refer_to_cells() -> None:
    with ZipFile(BytesIO(build_xlsx(sample_reports.report(2), Design()))) as file:
        drawn = {n: file.read(n).decode() for n in file.namelist() if "charts/chart" in n}
    columns, line = (drawn[name] for name in sorted(drawn))
    assert "<c:barChart>" in columns and columns.count("<c:ser>") == 2
    assert "<c:lineChart>" in line and "<c:dateAx>" in line and "70: good" in line
    assert "<c:f>Trend!$B$2:$B$87</c:f>" in line and "<c:f>Trend!$G$2:$G$87</c:f>" in line
    assert "<c:f>Summary!$B$" in columns


def test_the_same_report_is_the_same_file() -> None:
    assert build_xlsx(sample_reports.report(2), Design()) == build_xlsx(
        sample_reports.report(2), Design()
    )


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    (tmp_path / "made.xlsx").write_bytes(
        build_xlsx(sample_reports.report(2, title="=1+1"), Design())
    )
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "made.xlsx")], check=True, capture_output=True)
    text = (tmp_path / "made.csv").read_text(encoding="latin-1")
    assert text.startswith("=1+1,") and "Total,51,56.2,5.2" in text
