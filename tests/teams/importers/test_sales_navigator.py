"""Parsing Sales Navigator usage reports: column and period guesses, and values per day."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.base.spread import spread
from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind, kind_of
from teams.importers.findings import Finding, Findings
from teams.importers.read_any import ReadOptions, build_question, read_files
from teams.importers.sales_navigator import Question
from teams.importers.sales_navigator_columns import METRICS, guess_columns
from teams.importers.table import FileError
from tests.teams.importers.workbooks import workbook

TODAY = date(2026, 3, 20)
HEADER = (
    "Name,Email,Group,Days Active,Searches Performed,Profile Views,Leads saved,Accounts saved,"
    "Lists created,Coach Level,InMails sent,InMails accepted,Messages sent,Connections"
)
MONA = 'Mona Lund,Mona@Example.com,North,12,"1,007",50,3,1,0,2,7,2,31,812'
SSI = "Name,Email,Searches Performed,SSI,Establish your professional brand,Find the right people,"
SSI += "Engage with insights,Build relationships"
FIRST, LAST = date(2026, 2, 2), date(2026, 2, 8)  # a Monday and a Sunday


def report(*rows: str, header: str = HEADER, name: str = "usage.csv", before: str = "") -> Upload:
    return Upload(
        name, io.BytesIO("\n".join([*([before] if before else []), header, *rows]).encode())
    )


def ask_columns(upload: Upload, **remembered: str) -> Question:
    return build_question(upload, remembered)


def read(upload: Upload, columns: Any = None, **how: Any) -> Findings:
    columns = columns or ask_columns(upload).guesses
    said = {"today": TODAY, "first": FIRST, "last": LAST, "columns": columns} | how
    return read_files([upload], FileKind.NAVIGATOR, ReadOptions(**said))


def values_of(found: Findings, name: str) -> list[Any]:
    return [told.values[name] for told in found.rows if name in told.values]


def refusal(upload: Upload, columns: Any = None, **how: Any) -> str:
    with pytest.raises(FileError) as refused:
        read(upload, columns, **how)
    return str(refused.value)


# Guesses --------------------------------------------------------------------------------------


def test_a_report_is_recognised_by_its_header_in_any_row() -> None:
    for upload in (
        report(MONA),
        report(MONA, before="Usage report,Contoso\n\nFrom 2026-02-02 to 2026-02-08"),
        report("m@e.co;3;4", header="E-mail;Searches;InMails sent"),
        workbook({"Report": [["Name", "Searches", "Leads saved"], ["Mona", 3, 4]]}),
    ):
        assert kind_of([upload]) == FileKind.NAVIGATOR


@pytest.mark.parametrize("header", ["Name,Email,Group", "Searches,Leads saved", "Name,Searches"])
def test_a_table_without_a_person_and_two_metrics_is_no_report(header: str) -> None:
    with pytest.raises(FileError, match="no file Seventy knows"):
        kind_of([report("a,b,c", header=header)])


def test_every_known_column_is_guessed_without_exposing_the_rows() -> None:
    found = ask_columns(report(MONA))
    assert list(found.guesses.values()) == [
        *("name", "email", "group", "days_active", "searches", "profile_views", "leads_saved"),
        *("accounts_saved", "lists_created", "coach_level", "inmails_sent", "inmails_accepted"),
        *("messages_sent", "connections"),
    ]
    assert found.headers == tuple(HEADER.split(",")) and "Mona" not in repr(found)
    assert list(ask_columns(report(header=SSI)).guesses.values())[3:] == [
        *("ssi", "brand", "people", "insights", "relationships")
    ]


def test_no_metric_is_guessed_twice_and_remembered_columns_win() -> None:
    headers = ["Name", "Searches", "Searches performed", "Suchen", "Connections"]
    assert guess_columns(headers, {}) == {
        "Name": "name",
        "Searches": "searches",
        "Searches performed": "",
        "Suchen": "",
        "Connections": "connections",
    }
    said = {"suchen": "searches", "Connections": "", "Name": "no such"}
    assert guess_columns(headers, said) == {
        "Name": "",
        "Searches": "",
        "Searches performed": "",
        "Suchen": "searches",
        "Connections": "",
    }


def test_the_columns_of_a_translated_report_are_remembered() -> None:
    upload = report("Mona,3,4", header="Mitarbeiterin,Suchen,Gespeicherte Leads")
    found = ask_columns(upload)
    assert set(found.guesses.values()) == {""} and len(found.headers) == 3
    columns = dict(zip(found.headers, ["name", "searches", "leads_saved"], strict=True))
    assert sum(values_of(read(upload, columns), "searches")) == 3
    assert build_question(upload, columns).guesses == columns


def test_duplicate_and_empty_headers_get_unique_names() -> None:
    found = ask_columns(report("a,1,2,3", header="Name,Searches,Searches,,Leads saved"))
    assert found.headers == ("Name", "Searches", "Searches (3)", "column 4", "Leads saved")


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("usage_2026-02-02_2026-02-08.csv", (FIRST, LAST)),
        ("Usage report 20260202-20260208.csv", (FIRST, LAST)),
        ("usage-2026-02-02-2026-02-08.csv", (FIRST, LAST)),
        ("usage 1.13.2026 to 1.20.2026.csv", (date(2026, 1, 13), date(2026, 1, 20))),
        ("usage 2.3.2026 to 2.4.2026.csv", None),
        ("usage.csv", None),
        ("usage_2026-02-08_2026-02-02.csv", None),
    ],
)
def test_a_period_is_guessed_from_an_unambiguous_file_name(name: str, period: Any) -> None:
    found = ask_columns(report(MONA, name=name))
    assert (found.first, found.last) == (period or (None, None))


def test_a_period_is_guessed_from_columns_if_all_rows_agree() -> None:
    header = "Name,Searches,Leads saved,Start date,End date"
    rows = [f"{name},1,2,2026-02-02,2026-02-08" for name in ("Mona", "Omar")]
    assert ask_columns(report(*rows, header=header)).first == FIRST
    rows.append("Ines,1,2,2026-02-02,2026-02-15")
    assert ask_columns(report(*rows, header=header)).first is None


# Values ---------------------------------------------------------------------------------------


@given(st.integers(0, 100_000), st.integers(1, 400))
def test_a_spread_total_adds_up_and_is_even(total: int, days: int) -> None:
    parts = spread(total, days)
    assert sum(parts) == total and max(parts) - min(parts) <= 1
    assert parts == [i * total // days - (i - 1) * total // days for i in range(1, days + 1)]


def test_totals_are_spread_over_the_working_days_of_the_period() -> None:
    found = read(report(MONA))
    assert values_of(found, "searches") == spread(1007, 5) and values_of(found, "inmails_sent") == [
        *(1, 1, 2, 1, 2)
    ]
    assert values_of(found, "inmail_replies") == spread(2, 5)
    assert [told.day for told in found.rows] == [*(FIRST + timedelta(n) for n in range(5)), LAST]
    assert {told.person for told in found.rows} == {"mona@example.com"}
    assert found.exported_on == LAST


def test_totals_are_spread_over_the_organisations_working_days() -> None:
    found = read(report(MONA), works_on=lambda day: day.weekday() in (5, 6))
    assert [told.day.day for told in found.rows] == [7, 8]
    assert values_of(found, "leads_saved") == [1, 2]


def test_connections_are_a_level_of_the_last_day() -> None:
    found = read(report(MONA))
    assert [told.day for told in found.rows if "connections" in told.values] == [LAST]
    assert values_of(found, "connections") == [812]


def test_unscored_columns_are_noted_as_totals_and_messages_are_no_conversations() -> None:
    found = read(report(MONA, MONA.replace("Mona", "Omar")))
    assert "Days Active: 24 in all, shown and not scored." in found.notes
    assert "Messages sent: 62 in all, shown and not scored." in found.notes
    assert values_of(found, "conversations") == []


def test_an_empty_cell_is_unknown_and_a_zero_is_known() -> None:
    found = read(report("Mona,m@e.co,0,", header="Name,Email,Searches,Leads saved"))
    assert values_of(found, "searches") == [0] * 5 and values_of(found, "leads_saved") == []


def test_four_pillars_become_a_reading_on_the_last_day() -> None:
    found = read(report('Mona,m@e.co,5,48,"13,118",11.25,9,14.5', header=SSI))
    (told,) = [told for told in found.rows if told.reading]
    assert told.day == LAST and told.reading and told.reading["brand"] == 13.118
    assert told.reading["industry_rank"] is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Mona,m@e.co,5,48,13,,9,14", "needs all four pillars"),
        ("Mona,m@e.co,5,48,25.1,1,9,14", "Establish your professional brand: is not between"),
        ("Mona,m@e.co,5,90,1,1,9,14", "is not the sum"),
        ("Mona,m@e.co,5,,nan,1,9,14", "is not a number"),
        ("Mona,m@e.co,-5,,1,1,9,14", "Searches Performed: is negative"),
        ("Mona,m@e.co,1.5,,1,1,9,14", "Searches Performed: is not a whole number"),
        ("Mona,mona,5,,1,1,9,14", "Email: is not an e-mail address"),
        (",,5,,1,1,9,14", "neither an e-mail nor a name"),
        ("Mona,m@e.co,5,,1,1,9,14,7", "has 9 cells"),
    ],
)
def test_an_unreadable_row_is_reported_by_line_and_the_rest_is_kept(row: str, said: str) -> None:
    found = read(report("Omar,o@e.co,5,,1,1,9,14", row, header=SSI))
    assert {told.person for told in found.rows} == {"o@e.co"}
    assert found.unread >= 1 and found.faults[0].startswith("line 3") and said in found.faults[0]
    assert "Mona" not in "".join(found.faults) and "m@e.co" not in "".join(found.faults)


def test_without_pillars_there_is_no_reading_and_no_error() -> None:
    found = read(report("Mona,m@e.co,5,,,,,", header=SSI))
    assert not any(told.reading for told in found.rows) and found.faults == ()


def test_people_without_an_address_are_named_and_total_rows_are_skipped() -> None:
    header = "First name,Last name,Searches,Leads saved"
    found = read(report("Mona,Lund,1,2", "Total,,9,9", header=header))
    assert {told.person for told in found.rows} == {"Mona Lund"}


def test_a_duplicate_person_is_an_error() -> None:
    found = read(report(MONA, MONA))
    assert len(found.rows) == 6 and "stands on line 2" in found.faults[0]


def test_a_workbook_reads_like_the_csv_file() -> None:
    cells: list[list[Any]] = [
        ["Name", "Searches", "Leads saved"],
        ["Mona", 31, 4],
        ["Omar", "x", 4],
    ]
    csv = report(
        *(",".join(map(str, row)) for row in cells[1:]), header=",".join(map(str, cells[0]))
    )
    assert read(csv) == read(workbook({"Report": cells}))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"first": None}, "From which day"),
        ({"first": LAST, "last": FIRST}, "it has to end by"),
        ({"last": TODAY + timedelta(1)}, "it has to end by 2026-03-20"),
        ({"first": date(2024, 1, 1)}, "longer than a year"),
        ({"first": date(2026, 2, 7)}, "no working day"),
    ],
)
def test_an_invalid_period_is_explained_by_the_importer(how: dict[str, Any], said: str) -> None:
    assert said in refusal(report(MONA), **how)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"Email": "email", "Days Active": "brains"}, "There is no “brains”"),
        ({"Email": "email", "Group": "searches", "Days Active": "searches"}, "Two columns are"),
        ({"Searches Performed": "searches"}, "Which column has the people"),
        ({"Email": "email", "Days Active": "days_active"}, "No column has numbers that count"),
    ],
)
def test_an_invalid_choice_of_columns_is_explained(columns: dict[str, str], said: str) -> None:
    assert said in refusal(report(MONA), columns)


def test_too_many_seats_for_too_long_a_period_are_refused() -> None:
    rows = [f"Rep {n},1,1" for n in range(3000)]
    upload = report(*rows, header="Name,Searches,Leads saved")
    assert "too many seats" in refusal(upload, first=date(2025, 4, 1), last=date(2026, 3, 1))


def test_every_metric_that_counts_is_an_input() -> None:
    assert [Finding(FIRST, {metric.input: 1}) for metric in METRICS.values() if metric.input]
