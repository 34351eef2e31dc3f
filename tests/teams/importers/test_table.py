"""Parsing CSV tables: accepted variants, and the error message for each unusable one."""

import codecs
import io
import tracemalloc
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers import csv_lines, table
from teams.importers.activity import parse_activity
from teams.importers.csv_lines import csv_records, records_of
from teams.importers.table import (
    CellError,
    FileError,
    Parsed,
    RowError,
    TableRow,
    day_parser,
    number_parser,
    parse_address,
    parse_table,
    parse_whole_number,
)
from tests.slow import slow_case

TODAY = date(2026, 11, 22)


def read(content: bytes | str) -> Parsed[dict[str, str]]:
    raw = content.encode() if isinstance(content, str) else content
    return parse_table(records_of(raw), required=("date", "email"), optional=("posts",), read=cells)


def cells(row: TableRow) -> dict[str, str]:
    return dict(row.cells)


def refusal(content: bytes | str) -> FileError:
    with pytest.raises(FileError) as raised:
        read(content)
    return raised.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_csv_variant_of_spreadsheets_is_read(encoding: str, separator: str, end: str) -> None:
    lines = [["Date", " EMAIL ", "posts"], ["2026-05-04", "zoë@example.com", " 3 "]]
    text = end.join(separator.join(line) for line in lines)
    parsed = read(text.encode(encoding))
    assert parsed.rows == ({"date": "2026-05-04", "email": "zoë@example.com", "posts": "3"},)
    assert parsed.errors == ()


def test_big_endian_utf_16_is_read() -> None:
    assert read(codecs.BOM_UTF16_BE + "date,email\na,b\n".encode("utf-16-be")).rows


def test_columns_may_be_in_any_order() -> None:
    assert read("posts,email,date\n1,2,3\n").rows == ({"posts": "1", "email": "2", "date": "3"},)


def test_empty_lines_count_as_lines_but_not_as_rows() -> None:
    parsed = read("\n\ndate,email\n\n,\n  \nonly one\n")
    assert parsed.rows == ()
    assert [error.line for error in parsed.errors] == [7]


def test_a_row_with_a_multiline_cell_has_the_line_it_starts_on() -> None:
    parsed = read('date,email\n"a\nb\nc",d\nragged\n"e\r\nf",g,h\n')
    assert [error.line for error in parsed.errors] == [5, 6]


@pytest.mark.parametrize(("row", "count"), [("a", 1), ("a,b", 2), ("a,b,c,d", 4), ("a,b,c,", 4)])
def test_a_row_with_a_wrong_number_of_cells_is_an_error(row: str, count: int) -> None:
    parsed = read(f"date,email,posts\nd,e,1\n{row}\n")
    assert len(parsed.rows) == 1
    assert str(parsed.errors[0]).startswith(f"line 3: has {count} cells where the header has 3")


@pytest.mark.parametrize(
    ("content", "line", "column", "says"),
    [
        ("", 0, "", "empty"),
        ("\n , ,\n", 0, "", "empty"),
        ("date,email,pots\n", 1, "pots", "nearest name is “posts”"),
        ("\ndate,E-Mail\n", 2, "e-mail", "nearest name is “email”"),
        ("date,posts\n", 1, "email", "lacks this column"),
        ("date,email,Posts,posts\n", 1, "posts", "twice"),
        ("date,email,\n", 1, "", "column 3 of the header has no name"),
        ('date,email\n\n"a,b\nc,d\n', 3, "", "quotation mark"),
        ('date,email\n"a"b,c\n', 2, "", "quotation mark"),
        (b"date,email\n1,Zo\xeb\n", 2, "", "CSV UTF-8"),
        (b"date,email\n\n1,\0\n", 3, "", "NUL"),
        (codecs.BOM_UTF16_LE + "date,email\n\n".encode("utf-16-le") + b"x", 3, "", "CSV UTF-8"),
        ("date,email\n" + "," * 20_000, 2, "", "more than 10,000 characters"),
    ],
)
def test_an_unusable_file_is_reported_with_place_and_reason(
    content: bytes | str, line: int, column: str, says: str
) -> None:
    error = refusal(content)
    assert (error.line, error.column) == (line, column)
    assert says in str(error)
    assert not line or str(error).startswith(f"line {line}")


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_file_with_too_many_lines_is_refused(end: str) -> None:
    assert "longer than 2,000,000 lines" in str(refusal(end * (csv_lines.MAX_LINES + 1)))


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "larger than 200 MB" in str(refusal(bytes(csv_lines.MAX_BYTES + 1)))


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04", "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1", "an Excel workbook"),
        (b"\x89PNG\r\n", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"\n <!DOCTYPE html>", "a web page"),
        (b'{"data": 1}', "a JSON file"),
    ],
)
def test_another_kind_of_file_is_named(start: bytes, kind: str) -> None:
    message = str(refusal(start + b"\0" * 100))
    assert message.startswith("This is not a CSV file (it looks like ")
    assert kind in message


def test_a_file_with_errors_in_every_row_is_refused() -> None:
    error = refusal("date,email\n" + "ragged\n" * (table.MAX_ERRORS + 1))
    assert error.line == 2
    assert "1,000 errors more" in str(error)


def test_an_error_message_contains_its_place() -> None:
    assert str(RowError(7, "posts", "-3 is negative")) == "line 7, posts: -3 is negative"
    assert str(RowError(7, "", "has 2 cells")) == "line 7: has 2 cells"


def test_whole_numbers_are_read_as_spreadsheets_write_them() -> None:
    assert [parse_whole_number(text) for text in ("3", "0", "-0", "3.0", "007", "2000000000")] == [
        *(3, 0, 0, 3, 7, 2_000_000_000)
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-3", "-3 is negative"),
        ("2.5", "2.5 is not a whole number"),
        ("2000000001", "out of range"),
        *((text, "is not a whole number") for text in ("1e3", "١", "1 000", "+1", "x" * 99)),
    ],
)
def test_an_invalid_whole_number_is_refused(text: str, says: str) -> None:
    with pytest.raises(CellError, match=says) as raised:
        parse_whole_number(text)
    assert len(str(raised.value)) < 120


@pytest.mark.parametrize(
    "text", ["nan", "inf", "1e999", "1e1", "12,5", "0x1", "--1", "1.", ".5", "1_0", "9" * 30]
)
def test_decimals_are_plain_notation_only(text: str) -> None:
    with pytest.raises(CellError, match="write it with a point"):
        number_parser(0, 100)(text)


@pytest.mark.parametrize("text", ["-0.1", "25.01", "99999999"])
def test_a_decimal_out_of_bounds_is_refused_with_the_bounds(text: str) -> None:
    with pytest.raises(CellError, match="from 0 to 25"):
        number_parser(0, 25)(text)


@given(st.floats(0, 25))
def test_every_number_within_the_bounds_is_read_exactly(number: float) -> None:
    text = f"{number:.20f}"
    assert number_parser(0, 25)(text) == float(text)


@pytest.mark.parametrize(
    "text",
    ["31.02.", "2026-02-31", "02/03/2026", "20260504", "2026-W19-1", "2026-5-4", "٢٠٢٦-05-04"],
)
def test_a_date_must_be_iso_and_exist(text: str) -> None:
    with pytest.raises(CellError, match="a date as YYYY-MM-DD"):
        day_parser(TODAY)(text)


def test_a_date_must_be_between_the_first_day_of_linkedin_and_today() -> None:
    day = day_parser(TODAY)
    assert (day("2003-05-05"), day("2026-11-22")) == (date(2003, 5, 5), TODAY)
    with pytest.raises(CellError, match="2026-12-01 is in the future"):
        day("2026-12-01")
    with pytest.raises(CellError, match="check the year"):
        day("2003-05-04")


def test_an_address_is_lower_cased() -> None:
    assert parse_address("  Mona.Lund@Example.COM ") == "mona.lund@example.com"


@pytest.mark.parametrize(
    "text",
    [
        *("olga", "@b.example", "olga@", "olga@example", "olga@.com", "a@b@example.com"),
        *("olga lund@example.com", "Olga <olga@example.com>", "a@example.com;b@example.com"),
        *("a" * 250 + "@b.co", "olga\x07@example.com"),
    ],
)
def test_an_invalid_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(CellError) as raised:
        parse_address(text)
    assert text not in str(raised.value)


def test_an_error_message_quotes_at_most_forty_visible_characters() -> None:
    with pytest.raises(CellError) as raised:
        parse_whole_number("1\n\u202e" + "9" * 50)
    assert str(raised.value).startswith("1  " + "9" * 37 + "… is not")


@given(st.binary() | st.text(alphabet='date,mil;\n\r"\t 0123-@.', max_size=200).map(str.encode))
def test_arbitrary_bytes_raise_nothing_but_a_file_error(content: bytes) -> None:
    for tried in (content, b"date,email,posts\n" + content):
        with suppress(FileError):
            assert all(error.line > 0 for error in read(tried).errors)


@pytest.mark.parametrize(("rows", "most"), [(100_000, 2_500_000), slow_case(400_000, 5_000_000)])
def test_a_large_csv_file_is_streamed(rows: int, most: int) -> None:
    content = b"date,email,posts\n" + b"2026-05-04,mona@example.com,\r\n" * rows
    tracemalloc.start()
    try:
        assert sum(1 for _ in csv_records(io.BytesIO(content))) == rows + 1
        assert tracemalloc.get_traced_memory()[1] < most < len(content)
    finally:
        tracemalloc.stop()


def test_a_line_ending_across_two_chunks_is_one() -> None:
    for length in range(csv_lines.CHUNK - 12, csv_lines.CHUNK + 2):
        content = b"date,email\r\n".ljust(length, b"\n") + b"\r\na,\r\nragged\r\n"
        assert [error.line for error in read(content).errors] == [length - 12 + 4]


def test_booleans_are_read_as_spreadsheets_write_them() -> None:
    cells = [["TRUE", "1", "true"], ["FALSE", "0", "False"]]
    for texts, value in zip(cells, (True, False), strict=True):
        for text in texts:
            content = f"date,email,off\n2026-05-04,a@b.co,{text}\n".encode()
            assert parse_activity(content, today=TODAY).rows[0].values == {"off": value}
