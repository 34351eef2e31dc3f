"""Reading XLSX workbooks as rows of cells, and workbooks that are refused."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import DEFUSEDXML

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind, kind_of
from teams.importers.findings import Findings
from teams.importers.read_any import ReadOptions, read_files
from teams.importers.table import FileError
from teams.importers.workbook import MAX_ENTRIES, Sheets, cell_text, is_workbook, sheet_records
from tests.teams.importers.archives import basic_archive, shares, zip_upload
from tests.teams.importers.workbooks import parts, replace_in_part, workbook, zip_parts

TODAY = date(2026, 11, 22)
MONDAY = date(2026, 5, 4)
SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["date", "email", "posts", "off"]
TABLE: list[list[Any]] = [HEAD, [MONDAY, "mona@example.com", 3, True]]


def read(upload: Upload) -> Findings:
    return read_files([upload], None, ReadOptions(today=TODAY))


def refusal(upload: Upload) -> str:
    with pytest.raises(FileError) as refused:
        read(upload)
    return str(refused.value)


def as_csv(rows: list[list[Any]]) -> Upload:
    """The table saved as CSV by a spreadsheet."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[cell_text(cell) for cell in row] for row in rows])
    return Upload("a.csv", io.BytesIO(text.getvalue().encode()))


# Our tables ------------------------------------------------------------------------------------


def test_days_and_marks_may_be_typed_cells_or_text() -> None:
    day = "2026-05-04"
    for row in (
        [MONDAY, "m@e.co", 3, True],
        [day, "m@e.co", "3", "1"],
        [day, "m@e.co", 3.0, "TRUE"],
    ):
        (told,) = read(workbook({"a": [HEAD, row]})).rows
        assert (told.day, told.values) == (MONDAY, {"posts": 3, "off": True})


CELLS = (
    st.sampled_from(
        ["", "x", "-1", "0", "7", "2.5", "TRUE", "0.1", "1e400", "m@e.co", "2026-05-04"]
    )
    | st.integers(-5, 3_000_000_000)
    | st.floats(0, 30)
    | st.booleans()
    | st.just(MONDAY)
    | st.none()
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5), st.booleans())
def test_a_table_reads_equally_as_a_workbook_and_as_csv(rows: list[list[Any]], good: bool) -> None:
    if good:
        rows = [[date(2026, 5, n + 1), "m@e.co", *row[2:4]] for n, row in enumerate(rows)]
    rows = [list(row) + [""] * (4 - len(row)) for row in rows]  # as in CSV
    rows = [row[:4] + [cell for cell in row[4:] if cell not in ("", None)] for row in rows]
    table = [HEAD, *rows]
    assert read(workbook({"a": table})) == read(as_csv(table))


def test_readings_are_read_from_a_workbook() -> None:
    head = ["date", "email", "brand", "people", "insights", "relationships"]
    (told,) = read(workbook({"a": [head, [MONDAY, "m@e.co", 13.118, 1, 2, 3]]})).rows
    assert told.reading and told.reading["brand"] == 13.118


def test_errors_use_row_numbers_and_empty_rows_and_cells_do_not_matter() -> None:
    found = read(workbook({"a": [[], HEAD, [], [MONDAY, "m@e.co", "x"], ["", "", "", "", ""]]}))
    assert [fault.split(": ")[0] for fault in found.faults] == ["line 4, posts"]


def test_a_formula_is_an_error_and_never_evaluated() -> None:
    upload = workbook({"a": TABLE})
    sheet = parts(upload)[SHEET].replace(b'"C2"><v>3', b'"C2"><f>1+1</f><v>3')
    found = read(zip_parts(parts(upload) | {SHEET: sheet}))
    assert found.rows == () and found.faults[0].startswith("line 2, posts: is a formula")


def test_text_that_looks_like_a_formula_is_text() -> None:
    (told,) = read(workbook({"a": [HEAD, [MONDAY, "=m@e.co", 3]]})).rows
    assert told.person == "=m@e.co"


def test_days_of_a_workbook_with_the_1904_date_system_are_converted() -> None:
    upload = replace_in_part(
        workbook({"a": TABLE}), "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"'
    )
    assert "1462" not in refusal_or_days(upload) and "2030" in refusal_or_days(upload)


def refusal_or_days(upload: Upload) -> str:
    return str(read(upload).faults or read(upload).rows)


def test_only_midnight_times_are_days() -> None:
    assert cell_text(datetime(2026, 5, 4)) == "2026-05-04"  # noqa: DTZ001
    assert cell_text(datetime(2026, 5, 4, 1, 2)) == "2026-05-04 01:02:00"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (True, "1"), (3.0, "3"), (1e-7, "0.0000001"), (1e300, "1" + "0" * 300)],
)
def test_cells_are_converted_to_plain_text(cell: Any, text: str) -> None:
    assert cell_text(cell) == text


def test_the_declared_size_of_a_sheet_is_ignored() -> None:
    for lie in (b'<dimension ref="A1"/>', b'<dimension ref="A1:XFD1048576"/>', b""):
        upload = replace_in_part(workbook({"a": TABLE}), SHEET, b'<dimension ref="A1:D2"/>', lie)
        assert len(read(upload).rows) == 1


def test_additional_sheets_do_not_matter() -> None:
    upload = workbook({"a": TABLE, "b": [["anything", 1]]})
    assert len(read(upload).rows) == 1
    assert Sheets(upload.content).names == ("a", "b")


# Recognition -----------------------------------------------------------------------------------


def test_workbooks_and_archives_are_recognised_by_content() -> None:
    named = Upload("Basic_LinkedInDataExport_03-10-2026.zip", workbook({"a": TABLE}).content)
    assert kind_of([named]) == FileKind.ACTIVITY
    archive = Upload("activity.xlsx", basic_archive({"Shares.csv": shares(8)}).content)
    assert kind_of([archive]) == FileKind.ARCHIVE and not is_workbook(archive.content)


def test_a_workbook_inside_a_zip_is_refused() -> None:
    inner = workbook({"a": TABLE}).content.getvalue()  # type: ignore[attr-defined]
    assert "unpack it" in refusal(zip_upload("x.zip", {"report.xlsx": inner}))


# Refused workbooks -----------------------------------------------------------------------------


def replace_part(part: str, content: bytes) -> Upload:
    return zip_parts(parts(workbook({"a": TABLE})) | {part: content})


def book_with_rows(rows: bytes) -> Upload:
    start = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return replace_part(SHEET, start + rows + b"</sheetData></worksheet>")


HEADER = b'<row r="1">%s</row>' % b"".join(
    b'<c t="inlineStr"><is><t>%s</t></is></c>' % name.encode() for name in HEAD
)


WIDE = b"".join(b'<c s="%d"/>' % (n * n % 99_991) for n in range(300_000))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: replace_part("xl/vbaProject.bin", b"x"), "macros"),
        (lambda: zip_parts({"[Content_Types].xml": b"<Types/>"}), "damaged"),
        (lambda: replace_part("xl/workbook.xml", b"<nonsense"), "damaged"),
        (lambda: replace_part(SHEET, b"<nonsense"), "sheet 1"),
        (lambda: book_with_rows(b"<row/></nonsense>"), "sheet 1, row"),
        (lambda: replace_part("x", b"0" * 50_000_000), "packed tighter"),
        (lambda: book_with_rows(HEADER + b'<row r="9999999"><c><v>1</v></c></row>'), "rows"),
        (lambda: book_with_rows(HEADER + b'<row r="2"><c r="ZZZ2"><v>1</v></c></row>'),
     "beyond column"),
        (lambda: book_with_rows(HEADER + b'<row r="1"><c><v>1</v></c></row>'), "not in order"),
        (lambda: book_with_rows(HEADER + b'<row r="2"><c t="s"><v>99</v></c></row>'), "damaged"),
        (lambda: book_with_rows(b"<row>" + WIDE + b"</row>"), "more in the workbook"),
        (lambda: book_with_rows(b"<row><c t='str'><v>" + b"x" * 5_000_000), "packed tighter"),
        (lambda: replace_part("docProps/app.xml", b""), ""),
    ],
)  # fmt: skip
def test_an_unusable_workbook_is_explained(make: Callable[[], Upload], said: str) -> None:
    if said:
        assert said in refusal(make())
    else:
        assert read(make()).rows


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY f SYSTEM "file:///etc/passwd">]><x>%s</x>'
)


def test_openpyxl_uses_defusedxml() -> None:
    assert DEFUSEDXML


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml",
                                  "xl/styles.xml", "[Content_Types].xml"])  # fmt: skip
@pytest.mark.parametrize("entity", [b"&b;", b"&f;", b""])
def test_no_xml_entity_is_expanded(part: str, entity: bytes) -> None:
    said = refusal(replace_part(part, ENTITIES % entity))
    assert "root" not in said and "lol" not in said


def test_a_workbook_with_too_many_or_duplicate_parts_is_refused() -> None:
    content = parts(workbook({"a": TABLE}))
    assert "parts in the workbook" in refusal(
        zip_parts(content | {f"x{n}": b"" for n in range(MAX_ENTRIES)})
    )
    out = workbook({"a": TABLE}).content
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET, b"")
    assert "damaged" in refusal(Upload("a.xlsx", out))


def test_an_encrypted_workbook_is_refused() -> None:
    content = bytearray(workbook({"a": TABLE}).content.getvalue())  # type: ignore[attr-defined]
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "without a password" in refusal(Upload("a.xlsx", io.BytesIO(bytes(content))))


def test_a_zip_with_a_huge_directory_is_refused_unread() -> None:
    name = b"a" * 20
    entry = b"PK\x01\x02" + bytes(24) + len(name).to_bytes(2, "little") + bytes(16) + name
    count = 300_000
    listed = entry * count
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff" * 2 + len(listed).to_bytes(4, "little") + bytes(6)
    tracemalloc.start()
    try:
        assert "too many files" in refusal(Upload("a.zip", io.BytesIO(listed + end)))
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


def test_a_workbook_that_is_too_large_is_refused_unread() -> None:
    upload = zip_parts({"[Content_Types].xml": b"<Types/>"})
    upload.content.seek(60_000_000)
    upload.content.write(b"x")
    assert not is_workbook(upload.content) or "larger than" in refusal(upload)


def test_a_large_workbook_is_streamed() -> None:
    rows = b"".join(b'<row><c t="str"><v>2026-05-04</v></c><c/><c><v>%d</v></c></row>' % n
                    for n in range(4_000))  # fmt: skip
    upload = book_with_rows(HEADER + rows)
    tracemalloc.start()
    try:
        assert sum(1 for _ in sheet_records(upload.content)) == 4_001
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
