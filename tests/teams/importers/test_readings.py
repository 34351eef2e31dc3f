"""Parsing a table of official readings."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers.readings import ReadingRow, parse_readings
from teams.importers.table import FileError, Parsed

TODAY = date(2026, 11, 22)
MONDAY = date(2026, 5, 4)
PILLARS = "date,email,brand,people,insights,relationships"
FULL_HEADER = f"{PILLARS},industry_rank,network_rank,industry_average,network_average"


def read(text: str) -> Parsed[ReadingRow]:
    return parse_readings(text.encode(), today=TODAY)


def test_four_pillars_are_enough() -> None:
    parsed = read(f"{PILLARS}\n2026-05-04,Mona@Example.com,13.118,4.5,2,15\n")
    assert parsed.rows == (ReadingRow(2, MONDAY, "mona@example.com", 13.118, 4.5, 2.0, 15.0),)


def test_ranks_and_averages_are_read_and_empty_cells_are_none() -> None:
    (row,) = read(f"{FULL_HEADER}\n2026-05-04,a@b.co,0,0,0,25,65.5,,31,0\n").rows
    assert (row.industry_rank, row.network_rank) == (65.5, None)
    assert (row.industry_average, row.network_average) == (31.0, 0.0)


@pytest.mark.parametrize("pillar", PILLARS.split(",")[2:])
def test_a_reading_without_one_of_its_pillars_is_refused(pillar: str) -> None:
    cells = dict.fromkeys(PILLARS.split(","), "12")
    cells |= {"date": "2026-05-04", "email": "a@b.co", pillar: ""}
    parsed = read(f"{PILLARS}\n{','.join(cells.values())}\n")
    assert parsed.rows == ()
    assert str(parsed.errors[0]).startswith(f"line 2, {pillar}: is empty")


def test_a_file_without_one_of_the_pillars_is_refused() -> None:
    with pytest.raises(FileError, match="line 1, insights: the header lacks this column"):
        read("date,email,brand,people,relationships\n")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(("brand", "25.01"), ("people", "-1"), ("insights", "nan"), ("relationships", "1e1")),
        *(("industry_rank", "101"), ("network_rank", "top"), ("network_average", "-0.5")),
    ],
)
def test_a_number_out_of_range_names_its_line_and_column(column: str, cell: str) -> None:
    cells = dict.fromkeys(FULL_HEADER.split(","), "12")
    cells |= {"date": "2026-05-04", "email": "a@b.co", column: cell}
    parsed = read(f"{FULL_HEADER}\n{','.join(cells.values())}\n")
    assert parsed.rows == ()
    assert [(error.line, error.column) for error in parsed.errors] == [(2, column)]


def test_a_duplicate_reading_names_the_line_of_the_first() -> None:
    row = "2026-05-04,a@b.co,1,2,3,4\n"
    parsed = read(f"{PILLARS}\n{row}{row}")
    assert len(parsed.rows) == 1
    assert str(parsed.errors[0]).startswith("line 3: the same date and e-mail stand on line 2")


def test_a_future_reading_is_refused() -> None:
    parsed = read(f"{PILLARS}\n2026-11-23,a@b.co,1,2,3,4\n")
    assert "line 2, date: 2026-11-23 is in the future" in str(parsed.errors[0])


@given(st.binary())
def test_arbitrary_bytes_raise_nothing_but_a_file_error(content: bytes) -> None:
    for tried in (content, PILLARS.encode() + b"\n" + content):
        with suppress(FileError):
            parse_readings(tried, today=TODAY)
