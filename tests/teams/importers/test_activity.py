"""Parsing a table of daily activity."""

import csv
import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.base.inputs import INPUTS, InputKind
from teams.importers.activity import ActivityRow, parse_activity
from teams.importers.table import FileError, Parsed

TODAY = date(2026, 11, 22)
MONDAY = date(2026, 5, 4)
VALUES_BY_KIND = {
    InputKind.COUNT: st.integers(0, 2_000_000_000),
    InputKind.LEVEL: st.integers(0, 2_000_000_000),
    InputKind.PERCENT: st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
    InputKind.HOURS: st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
    InputKind.MARK: st.booleans(),
}


def read(text: str) -> Parsed[ActivityRow]:
    return parse_activity(text.encode(), today=TODAY)


def test_an_empty_cell_is_unknown_and_a_zero_is_known() -> None:
    parsed = read("date,email,posts,comments\n2026-05-04,Mona@Example.com,0,\n")
    assert parsed.rows == (ActivityRow(2, MONDAY, "mona@example.com", {"posts": 0}),)


def test_a_row_without_values_is_skipped() -> None:
    header = "date,email,posts\n"
    assert read(f"{header}2026-05-04,mona@example.com,\n") == Parsed((), ())
    twice = read(f"{header}2026-05-04,mona@example.com,\n2026-05-04,mona@example.com,3\n")
    assert [row.values for row in twice.rows] == [{"posts": 3}]


def test_each_kind_of_input_keeps_its_type() -> None:
    levels = "connections,relevant_connections"
    names = f"posts,{levels},profile_completeness,response_hours,off,meetings"
    (row,) = read(f"date,email,{names}\n2026-05-04,a@b.co,3.0,400,90,80,2.5,1,1\n").rows
    assert {name: (type(value), value) for name, value in row.values.items()} == {
        "posts": (int, 3),
        "connections": (int, 400),
        "relevant_connections": (int, 90),
        "profile_completeness": (float, 80.0),
        "response_hours": (float, 2.5),
        "off": (bool, True),
        "meetings": (int, 1),
    }


def test_a_day_marked_as_not_off_is_known() -> None:
    (row,) = read("date,email,off\n2026-05-04,a@b.co,0\n").rows
    assert row.values == {"off": False}


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("posts", "-3", "-3 is negative"),
        ("posts", "2.5", "2.5 is not a whole number"),
        ("posts", "3000000000", "out of range"),
        ("connections", "many", "is not a whole number"),
        ("relevant_connections", "-1", "-1 is negative"),
        ("relevant_connections", "1.5", "1.5 is not a whole number"),
        ("profile_completeness", "100.5", "from 0 to 100"),
        ("response_hours", "-1", "is negative"),
        ("response_hours", '"2,5"', "with a point"),
        ("off", "yes", "neither 1 (yes) nor 0 (no)"),
        ("off", "2", "neither 1 (yes) nor 0 (no)"),
        ("opportunities", "nan", "is not a whole number"),
    ],
)
def test_a_value_out_of_range_names_its_line_and_column(column: str, cell: str, says: str) -> None:
    parsed = read(f"date,email,{column}\n2026-05-04,a@b.co,{cell}\n")
    assert parsed.rows == ()
    assert str(parsed.errors[0]).startswith(f"line 2, {column}: ")
    assert says in str(parsed.errors[0])


def test_all_errors_of_a_row_are_reported_and_other_rows_are_read() -> None:
    parsed = read("date,email,posts\n31.02.,mona,-3\n,,1\n2026-05-04,a@b.co,1\n")
    places = [(error.line, error.column) for error in parsed.errors]
    assert places == [(2, "date"), (2, "email"), (2, "posts"), (3, "date"), (3, "email")]
    assert [row.line for row in parsed.rows] == [4]


def test_a_duplicate_row_names_the_line_of_the_first() -> None:
    row = "2026-05-04,mona@example.com,1\n"
    parsed = read(f"date,email,posts\n{row}{row.upper()}2026-05-05,mona@example.com,1\n")
    assert [row.line for row in parsed.rows] == [2, 4]
    assert "stand on line 2" in str(parsed.errors[0])


def test_an_unknown_column_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(FileError, match="“profile_views”"):
        read("date,email,profil_views\n")


@given(
    st.dictionaries(
        st.tuples(st.dates(date(2003, 5, 5), TODAY), st.sampled_from(["a@b.co", "zoë@b.co"])),
        st.fixed_dictionaries(
            {}, optional={name: VALUES_BY_KIND[each.kind] for name, each in INPUTS.items()}
        ).filter(bool),
        max_size=5,
    )
)
def test_written_values_are_read_back_unchanged(
    days: dict[tuple[date, str], dict[str, int | float | bool]],
) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["date", "email", *INPUTS])
    writer.writeheader()
    for (day, email), values in days.items():
        cells = {name: int(v) if isinstance(v, bool) else v for name, v in values.items()}
        writer.writerow({"date": day, "email": email, **cells})
    parsed = read(text.getvalue())
    assert {(row.day, row.email): row.values for row in parsed.rows} == days
    assert parsed.errors == ()


@given(st.lists(st.lists(st.text(max_size=8), min_size=4, max_size=4), max_size=5))
def test_arbitrary_cells_never_raise_anything_but_a_file_error(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["date", "email", "posts", "off"], *rows])
    with suppress(FileError):
        parse_activity(text.getvalue().encode("utf-8", "replace"), today=TODAY)
