"""The numbers of a report are equal in every format."""

from datetime import date
from itertools import pairwise

import pytest

from scoring.reports.build import gather
from scoring.reports.content import Report, ReportPerson
from scoring.reports.render.design import Design
from scoring.reports.render.formats import FORMATS
from scoring.reports.spec import ReportSpec, SubjectKind
from teams.base.formatting import PILLARS, one_decimal, round_one_decimal, signed, whole
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.scoring.reports.read_files import book_of, csv_rows, pages_of, png_texts, rows_of
from tests.world import World, add_rep

CLOSE = 58


@pytest.fixture
def gathered(world: World) -> Report:
    """Two reps with LinkedIn scores, and one without any data."""
    with world.scope():
        ann, _ = add_rep(world.north, "Ann Ames"), add_rep(world.north, "Ben Bell")
        save_inputs(world.rep, {day(at): {"posts": 2, "comments": 3} for at in range(10, CLOSE, 3)})
        save_inputs(
            ann, {day(at): {"conversations": 1, "comments": at % 5} for at in range(5, CLOSE)}
        )
        save_reading(world.rep, day(24), 8.3, 8, 8, 8)
        save_reading(world.rep, day(55), 11, 11.7, 11, 12)
        save_reading(ann, day(50), 10, 10, 10, 10.9)
        close_through(world.organization, CLOSE)
        order = ReportSpec(SubjectKind.TEAM, world.north.pk, day(28), day(CLOSE))
        return gather(order, world.organization, Rep.objects.all(), today=day(59))


@pytest.fixture
def made(gathered: Report) -> dict[str, bytes]:
    return {name: form.write(gathered, Design()) for name, form in FORMATS.items()}


def scores_of(person: ReportPerson) -> dict[str, float | None]:
    """A rep's scores and changes, rounded as shown."""
    found: dict[str, float | None] = {}
    for end in ("before", "after"):
        score = getattr(person.figures, end)
        values = (score.total, *score.pillars) if score else (None,) * 5
        found |= {f"{name} {end}": value for name, value in zip(NAMES, values, strict=True)}
    changes = (person.figures.change, *(person.figures.pillar_changes or (None,) * 4))
    found |= {f"{name} change": value for name, value in zip(NAMES, changes, strict=True)}
    found["LinkedIn’s change"] = person.official_change
    return {
        name: None if value is None else round_one_decimal(value) for name, value in found.items()
    }


NAMES = ("Total", *PILLARS)


def column(name: str) -> str:
    """CSV column of a workbook column: `total_from`, `total_change`."""
    if name == "LinkedIn’s change":
        return "linkedin_change"
    what, end = name.lower().split()
    return f"{what}_{ {'before': 'from', 'after': 'to'}.get(end, end) }"


def test_every_rep_has_equal_scores_in_workbook_and_csv(
    gathered: Report, made: dict[str, bytes]
) -> None:
    sheet, table = rows_of(made["xlsx"], "Scores"), csv_rows(made["csv"])
    assert len(gathered.persons) == len(sheet) == len(table) == 3
    assert any(scores_of(each)["Total change"] for each in gathered.persons)
    for person, row, line in zip(gathered.persons, sheet, table, strict=True):
        assert (row["Name"], line["name"]) == (person.name, person.name)
        for name, value in scores_of(person).items():
            assert row[name] == value, (person.name, name)
            assert line[column(name)] == ("" if value is None else f"{value:.1f}"), name


def test_every_rep_has_equal_scores_on_their_pdf_page(
    gathered: Report, made: dict[str, bytes]
) -> None:
    pages = pages_of(made["pdf"])
    assert len(pages) == 1 + len(gathered.persons)
    for person, page in zip(gathered.persons, pages[1:], strict=True):
        assert person.name in page
        assert all(sentence in page for sentence in person.sentences)
        for at, name in enumerate(NAMES):
            before, after = person.figures.before, person.figures.after
            if before is None or after is None or person.figures.pillar_changes is None:
                continue
            shown = (before.total, *before.pillars)[at], (after.total, *after.pillars)[at]
            moved = (person.figures.change, *person.figures.pillar_changes)[at]
            cells = f"{name} {one_decimal(shown[0])} {one_decimal(shown[1])} {signed(moved or 0)}"
            assert cells in page
        for cause in person.causes:
            assert f"{cause.words} {signed(cause.points)}" in page
        for dot in person.official:
            numbers = " ".join(one_decimal(value) for value in (dot.total, *dot.pillars))
            assert numbers in page


def test_averages_are_equal_in_pdf_and_workbook(gathered: Report, made: dict[str, bytes]) -> None:
    first = pages_of(made["pdf"])[0]
    assert all(sentence in first for sentence in gathered.sentences)
    cells = [
        [cell.value for cell in row]
        for row in book_of(made["xlsx"])["Summary"].iter_rows()
        if row[0].value in NAMES
    ]
    before, after = gathered.figures.before, gathered.figures.after
    assert before and after and gathered.figures.pillar_changes
    moved = (gathered.figures.change, *gathered.figures.pillar_changes)
    rows = zip(
        NAMES, (before.total, *before.pillars), (after.total, *after.pillars), moved, strict=True
    )
    assert [row[:4] for row in cells] == [
        [name, *(round_one_decimal(value or 0) for value in values)] for name, *values in rows
    ]


def test_every_day_has_equal_numbers_in_csv_workbook_and_picture(
    gathered: Report, made: dict[str, bytes]
) -> None:
    lines, sheet = csv_rows(made["csv-long"]), rows_of(made["xlsx"], "Trend")
    totals = {
        (line["name"], line["day"]): line["value"] for line in lines if line["measure"] == "total"
    }
    assert len(totals) > 50
    for person in gathered.persons:
        trend = person.figures.trend
        for at, when in enumerate(trend.days if trend else ()):
            assert (
                trend
                and totals[person.name, str(when)] == f"{round_one_decimal(trend.totals[at]):.1f}"
            )
    for row in sheet:
        for person in gathered.persons:
            told = totals.get((person.name, str(row["Day"].date())))
            assert row[person.name] == (None if told is None else float(told))
    everybody = gathered.figures.trend
    assert everybody
    words = png_texts(made["png"])["Description"]
    assert f"from {whole(everybody.totals[0])} to {whole(everybody.totals[-1])};" in words


def test_activity_and_forecast_are_equal_in_pdf_and_workbook(
    gathered: Report, made: dict[str, bytes]
) -> None:
    done = {(row["Name"], row["What"]): row for row in rows_of(made["xlsx"], "Activity")}
    pages = pages_of(made["pdf"])[1:]
    seen = 0
    for person, page in zip(gathered.persons, pages, strict=True):
        for each in person.figures.activities:
            row = done[person.name, each.label]
            assert row["Done"] == (None if each.done is None else round_one_decimal(each.done))
            if each.done and each.weekly:
                shown = one_decimal(each.done).removesuffix(".0")
                assert f"{each.label} {shown} " in page and one_decimal(each.weekly) in page
                seen += 1
        for on in person.outlooks:
            assert f"{on.days} days" in page and one_decimal(on.total) in page
    assert seen > 2


def test_trend_days_are_dates_in_ascending_order(made: dict[str, bytes]) -> None:
    days = [row["Day"].date() for row in rows_of(made["xlsx"], "Trend")]
    assert all(isinstance(each, date) for each in days)
    assert all(later > earlier for earlier, later in pairwise(days))


def test_range_and_coverage_are_equal_in_workbook_csv_and_pdf(
    gathered: Report, made: dict[str, bytes]
) -> None:
    sheet, table = rows_of(made["xlsx"], "Scores"), csv_rows(made["csv"])
    pages = pages_of(made["pdf"])[1:]
    assert any(each.figures.after for each in gathered.persons)
    for person, row, line, page in zip(gathered.persons, sheet, table, pages, strict=True):
        score = person.figures.after
        if score is None:
            assert (row["Likely range ±"], line["range"], line["coverage"]) == (None, "", "")
            continue
        assert score.half_range is not None and score.coverage is not None
        half = round_one_decimal(score.half_range)
        assert (round_one_decimal(row["Likely range ±"]), line["range"]) == (half, f"{half:.1f}")
        assert (row["Tracked of 100"], line["coverage"]) == (score.coverage, f"{score.coverage:g}")
        assert f"± {half:.1f}" in page and score.tracks in page
