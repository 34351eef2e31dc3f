"""Parsing creator analytics in every known format, and the values each day gets."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind
from teams.importers.findings import Findings
from teams.importers.read_any import ReadOptions, read_files
from teams.importers.table import FileError
from tests.teams.importers.workbooks import (
    FIRST_DAY,
    SHEETS,
    american_date,
    analytics,
    european_date,
    german_date,
    workbook,
)

TODAY = date(2026, 3, 20)
COUNTS = (3, 0, 12, 1, 7, 2, 40, 5, 0, 1, 2, 3, 4, 5, 6, 7)
TRANSLATED = ("ENTDECKUNG", "INTERAKTION", "BESTE BEITRÄGE", "FOLLOWER", "DEMOGRAFIE")


def read(upload: Upload, today: date = TODAY) -> Findings:
    return read_files([upload], None, ReadOptions(today=today))


def values_by_day(found: Findings, name: str) -> dict[date, Any]:
    return {told.day: told.values[name] for told in found.rows if name in told.values}


def days(*counts: int | None) -> dict[date, int]:
    return {FIRST_DAY + timedelta(n): count for n, count in enumerate(counts) if count is not None}


def refusal(upload: Upload) -> str:
    with pytest.raises(FileError) as refused:
        read(upload)
    return str(refused.value)


def test_engagements_and_new_followers_are_read_per_day() -> None:
    found = read(analytics(COUNTS))
    assert found.kind == FileKind.CREATOR and found.faults == ()
    assert values_by_day(found, "engagements_received") == days(*COUNTS)
    assert values_by_day(found, "new_followers") == days(*(n % 3 for n in range(16)))
    assert {told.person for told in found.rows} == {""}


def test_older_files_with_numbers_and_newer_ones_with_texts_read_equally() -> None:
    older = analytics(COUNTS, name="Content_2026-02-01_2026-02-16_AdaOsei.xlsx")
    newer = analytics([f"{n:,}" for n in COUNTS], [str(n % 3) for n in range(16)])
    assert read(older).rows == read(newer).rows


@pytest.mark.parametrize(
    ("text", "count"),
    [("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u202f234", 1234), ("1’234", 1234),
     ("1,234,567", 1234567), ("12,34,567", 1234567), ("7", 7), ("7.0", 7), ("-4", 0), ("−4", 0),
     (-4, 0), (8.0, 8)],
)  # fmt: skip
def test_numbers_are_read_in_the_notation_of_any_language(text: Any, count: int) -> None:
    assert values_by_day(read(analytics([1, text, 2])), "engagements_received") == days(1, count, 2)


@pytest.mark.parametrize("text", ["1,5", "many", "< 1", "2%", "1e400", "nan", 1.5, "9" * 30, True])
def test_an_invalid_number_is_reported_by_sheet_and_row_and_the_rest_is_kept(text: Any) -> None:
    found = read(analytics([1, text, 2]))
    assert values_by_day(found, "engagements_received") == days(1, None, 2)
    assert found.unread == 1 and found.faults[0].startswith("sheet 2, row 3: is ")


def test_days_with_negative_counts_are_noted() -> None:
    found = read(analytics([1, -4, 2]))
    assert any("On 1 days more was taken back" in note for note in found.notes)


# Days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spell", [american_date, european_date, german_date, date.isoformat, lambda day: day]
)
@pytest.mark.parametrize("titles", [SHEETS, TRANSLATED])
def test_date_order_and_sheet_names_do_not_matter(spell: Any, titles: Any) -> None:
    found = read(analytics(COUNTS, spell=spell, titles=titles))
    assert values_by_day(found, "engagements_received") == days(*COUNTS)
    assert found.exported_on == date(2026, 2, 16)
    assert {titles[1], titles[3]} == set(found.spans)


@given(
    st.dates(date(2024, 1, 1), date(2026, 2, 1)),
    st.integers(2, 40),
    st.sampled_from([american_date, european_date]),
)
def test_the_period_shows_whether_day_or_month_comes_first(
    first: date, length: int, spell: Any
) -> None:
    found = read(analytics([1] * length, first=first, spell=spell))
    assert list(values_by_day(found, "engagements_received")) == [
        first + timedelta(n) for n in range(length)
    ]


def test_ambiguous_dates_are_refused() -> None:
    assert "day/month and as month/day" in refusal(analytics([1], first=date(2026, 2, 3)))


def test_a_date_that_reads_equally_both_ways_is_accepted() -> None:
    assert values_by_day(read(analytics([1], first=date(2026, 2, 2))), "new_followers")


def test_a_day_without_a_row_is_unknown() -> None:
    found = read(analytics([1, None, 2]))
    assert values_by_day(found, "engagements_received") == days(1, None, 2)
    assert any("ENGAGEMENT says nothing of 1 days" in note for note in found.notes)


def test_rows_outside_the_period_in_the_future_or_duplicate_are_errors() -> None:
    rows = [["2026-02-03", 1, 9], ["2026-02-03", 1, 8], ["2026-01-31", 1, 9], ["2026-02-31", 1, 9]]
    period = ["Overall", "2026-02-01 - 2026-03-30"]
    upload = workbook({"D": [period], "E": [["Date", "I", "E"], *rows, ["2026-03-25", 1, 9]]})
    found = read(upload)
    assert values_by_day(found, "engagements_received") == {date(2026, 2, 3): 9}
    assert [fault.split(": ")[0] for fault in found.faults] == [
        f"sheet 2, row {n}" for n in (3, 4, 5, 6)
    ]
    assert found.exported_on == TODAY


def test_without_a_period_the_file_name_or_newest_row_is_the_export_day() -> None:
    found = read(analytics(COUNTS, leave_out=["DISCOVERY"]))
    assert found.exported_on == date(2026, 2, 16)
    found = read(analytics(COUNTS, leave_out=["DISCOVERY"], name="x.xlsx"))
    assert found.exported_on == date(2026, 2, 16)


def test_a_file_with_all_days_outside_its_period_is_refused() -> None:
    upload = workbook({"D": [["x", "2025-01-01 - 2025-01-31"]], "E": [["2026-02-01", 1, 2]]})
    assert "in the period" in refusal(upload)


# Other sheets --------------------------------------------------------------------------------


def test_the_follower_total_is_noted_and_other_sheets_are_skipped() -> None:
    found = read(analytics(COUNTS))
    assert "Followers on 2026-02-16: 2,345 in all. That is not scored." in found.notes
    assert found.ignored == ("DISCOVERY", "TOP POSTS", "DEMOGRAPHICS")


@pytest.mark.parametrize(
    ("gone", "said"), [("ENGAGEMENT", "engagements a day"), ("FOLLOWERS", "new followers a day")]
)
def test_a_missing_sheet_is_noted_and_the_other_is_read(gone: str, said: str) -> None:
    found = read(analytics(COUNTS, leave_out=[gone]))
    assert found.rows and any(said in note for note in found.notes)


def test_a_workbook_without_days_is_refused() -> None:
    assert "none that Seventy knows" in refusal(workbook({"a": [["b", 1]], "c": []}))


def test_a_formula_in_a_creator_file_has_no_value() -> None:
    upload = workbook({"D": [["x", "2026-02-01 - 2026-02-02"]],
                       "E": [["2026-02-01", 1, "=1+1"], ["2026-02-02", 1, 2]]})  # fmt: skip
    assert values_by_day(read(upload), "engagements_received") == {date(2026, 2, 2): 2}
