"""Creator analytics in every way they are known to be written, and what each day then knows."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers.archive.bundle import Upload
from teams.importers.findings import Findings
from teams.importers.kinds import FileKind
from teams.importers.reading import How, read_files
from teams.importers.table import FileError
from tests.teams.importers.workbooks import (
    FIRST,
    SHEETS,
    american,
    analytics,
    european,
    german,
    workbook,
)

TODAY = date(2026, 3, 20)
COUNTS = (3, 0, 12, 1, 7, 2, 40, 5, 0, 1, 2, 3, 4, 5, 6, 7)
TRANSLATED = ("ENTDECKUNG", "INTERAKTION", "BESTE BEITRÄGE", "FOLLOWER", "DEMOGRAFIE")


def read(upload: Upload, today: date = TODAY) -> Findings:
    return read_files([upload], None, How(today=today))


def each(found: Findings, name: str) -> dict[date, Any]:
    return {told.day: told.values[name] for told in found.told if name in told.values}


def days(*counts: int | None) -> dict[date, int]:
    return {FIRST + timedelta(n): count for n, count in enumerate(counts) if count is not None}


def refusal(upload: Upload) -> str:
    with pytest.raises(FileError) as refused:
        read(upload)
    return str(refused.value)


def test_engagements_and_new_followers_of_each_day_come_out() -> None:
    found = read(analytics(COUNTS))
    assert found.kind == FileKind.CREATOR and found.faults == ()
    assert each(found, "engagements_received") == days(*COUNTS)
    assert each(found, "new_followers") == days(*(n % 3 for n in range(16)))
    assert {told.who for told in found.told} == {""}


def test_the_older_file_of_numbers_and_the_newer_one_of_texts_say_the_same() -> None:
    older = analytics(COUNTS, name="Content_2026-02-01_2026-02-16_AdaOsei.xlsx")
    newer = analytics([f"{n:,}" for n in COUNTS], [str(n % 3) for n in range(16)])
    assert read(older).told == read(newer).told


@pytest.mark.parametrize(
    ("text", "count"),
    [("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u202f234", 1234), ("1’234", 1234),
     ("1,234,567", 1234567), ("12,34,567", 1234567), ("7", 7), ("7.0", 7), ("-4", 0), ("−4", 0),
     (-4, 0), (8.0, 8)],
)  # fmt: skip
def test_a_number_is_read_as_any_language_writes_it(text: Any, count: int) -> None:
    assert each(read(analytics([1, text, 2])), "engagements_received") == days(1, count, 2)


@pytest.mark.parametrize("text", ["1,5", "many", "< 1", "2%", "1e400", "nan", 1.5, "9" * 30, True])
def test_what_is_no_whole_number_is_told_by_sheet_and_row_and_the_rest_is_kept(text: Any) -> None:
    found = read(analytics([1, text, 2]))
    assert each(found, "engagements_received") == days(1, None, 2)
    assert found.unread == 1 and found.faults[0].startswith("sheet 2, row 3: is ")


def test_days_with_less_than_nothing_are_said() -> None:
    found = read(analytics([1, -4, 2]))
    assert any("On 1 days more was taken back" in note for note in found.notes)


# Days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("spell", [american, european, german, date.isoformat, lambda day: day])
@pytest.mark.parametrize("titles", [SHEETS, TRANSLATED])
def test_neither_the_order_of_a_date_nor_the_names_of_sheets_matter(
    spell: Any, titles: Any
) -> None:
    found = read(analytics(COUNTS, spell=spell, titles=titles))
    assert each(found, "engagements_received") == days(*COUNTS)
    assert found.exported_on == date(2026, 2, 16)
    assert {titles[1], titles[3]} == set(found.spans)


@given(
    st.dates(date(2024, 1, 1), date(2026, 2, 1)),
    st.integers(2, 40),
    st.sampled_from([american, european]),
)
def test_the_period_tells_whether_the_day_or_the_month_comes_first(
    first: date, length: int, spell: Any
) -> None:
    found = read(analytics([1] * length, first=first, spell=spell))
    assert list(each(found, "engagements_received")) == [
        first + timedelta(n) for n in range(length)
    ]


def test_days_that_can_be_read_both_ways_are_not_guessed() -> None:
    assert "day/month and as month/day" in refusal(analytics([1], first=date(2026, 2, 3)))


def test_a_day_that_is_the_same_both_ways_is_no_question() -> None:
    assert each(read(analytics([1], first=date(2026, 2, 2))), "new_followers")


def test_a_day_without_a_row_is_not_known() -> None:
    found = read(analytics([1, None, 2]))
    assert each(found, "engagements_received") == days(1, None, 2)
    assert any("ENGAGEMENT says nothing of 1 days" in note for note in found.notes)


def test_a_row_outside_the_period_or_of_tomorrow_or_twice_is_a_fault() -> None:
    rows = [["2026-02-03", 1, 9], ["2026-02-03", 1, 8], ["2026-01-31", 1, 9], ["2026-02-31", 1, 9]]
    period = ["Overall", "2026-02-01 - 2026-03-30"]
    upload = workbook({"D": [period], "E": [["Date", "I", "E"], *rows, ["2026-03-25", 1, 9]]})
    found = read(upload)
    assert each(found, "engagements_received") == {date(2026, 2, 3): 9}
    assert [fault.split(": ")[0] for fault in found.faults] == [
        f"sheet 2, row {n}" for n in (3, 4, 5, 6)
    ]
    assert found.exported_on == TODAY


def test_without_a_period_the_name_of_the_file_says_when_it_was_made() -> None:
    found = read(analytics(COUNTS, leave_out=["DISCOVERY"]))
    assert found.exported_on == date(2026, 2, 16)
    found = read(analytics(COUNTS, leave_out=["DISCOVERY"], name="x.xlsx"))
    assert found.exported_on == date(2026, 2, 16)


def test_a_period_that_none_of_the_days_is_in_is_refused() -> None:
    upload = workbook({"D": [["x", "2025-01-01 - 2025-01-31"]], "E": [["2026-02-01", 1, 2]]})
    assert "in the period" in refusal(upload)


# What else is in it --------------------------------------------------------------------------


def test_the_total_of_followers_is_shown_and_the_other_sheets_are_passed_over() -> None:
    found = read(analytics(COUNTS))
    assert "Followers on 2026-02-16: 2,345 in all. That is not scored." in found.notes
    assert found.ignored == ("DISCOVERY", "TOP POSTS", "DEMOGRAPHICS")


@pytest.mark.parametrize(
    ("gone", "said"), [("ENGAGEMENT", "engagements a day"), ("FOLLOWERS", "new followers a day")]
)
def test_a_sheet_that_is_missing_is_said_and_the_other_read(gone: str, said: str) -> None:
    found = read(analytics(COUNTS, leave_out=[gone]))
    assert found.told and any(said in note for note in found.notes)


def test_a_workbook_without_days_is_none_that_is_known() -> None:
    assert "none that Seventy knows" in refusal(workbook({"a": [["b", 1]], "c": []}))


def test_a_formula_has_no_value() -> None:
    upload = workbook({"D": [["x", "2026-02-01 - 2026-02-02"]],
                       "E": [["2026-02-01", 1, "=1+1"], ["2026-02-02", 1, 2]]})  # fmt: skip
    assert each(read(upload), "engagements_received") == {date(2026, 2, 2): 2}
