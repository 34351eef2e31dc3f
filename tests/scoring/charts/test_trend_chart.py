"""A score's line begins where it can be compared; what is estimated before is drawn apart."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.charts.chart import KINDS
from scoring.charts.drawing import drawing
from scoring.charts.plotly_figures import build_page_figure, figure
from scoring.charts.svg_export import svg_file
from scoring.charts.trend_chart import linkedin_gap_chart, pillars_chart, total_chart
from scoring.scores.series import ReadingDot, ScoreSeries

FIRST = date(2026, 8, 23)


def build_series(totals: list[float], early: int, *reading_days: int) -> ScoreSeries:
    days = tuple(FIRST + timedelta(at) for at in range(len(totals)))
    pillars = tuple((total / 4,) * 4 for total in totals)
    dots = tuple(ReadingDot(days[at], totals[at], pillars[at]) for at in reading_days)
    held = (False,) * len(totals)
    return ScoreSeries("SSI", days, tuple(totals), pillars, held, dots, (), early=early)


@pytest.mark.parametrize("kind", KINDS)
def test_the_lines_before_and_after_the_beginning_do_not_meet(kind: str) -> None:
    early, line = drawing(total_chart(build_series([30, 31, 50, 51, 52], 2, 2)), kind).lines
    assert (early.kind, line.kind) == ("early", "total")
    assert early.known.count("L") == 1 and line.known.count("L") == 2
    end, start = early.known.split("L")[-1].split()[0], line.known[1:].split()[0]
    assert float(end) < float(start)


def test_a_line_without_a_beginning_is_grey_to_its_end() -> None:
    chart = total_chart(build_series([30, 31, 32], 3))
    early, line = drawing(chart).lines
    assert early.known and not line.known + line.held + line.alone
    assert chart.end_labels[-1].style == "end early"
    assert chart.label == "Total over 3 days: early estimate 32; good is 70"


def test_a_line_that_began_before_the_period_has_no_grey_part() -> None:
    chart = total_chart(build_series([30, 31, 32], 0))
    assert [line.style for line in chart.lines] == ["total"] and not chart.has_early


def test_the_text_of_the_chart_compares_nothing_with_what_was_before() -> None:
    label = total_chart(build_series([30, 31, 50, 51, 52], 2, 2)).label
    assert label == (
        "Total over 5 days, from 50 to 52; good is 70; 2 days of early estimate before"
    )


def test_the_first_reading_has_no_gap_to_an_early_estimate() -> None:
    chart = linkedin_gap_chart(build_series([30, 31, 50, 51, 60], 2, 2, 4))
    assert [gap.x for gap in chart.gaps] == [FIRST + timedelta(4)]


def test_each_pillar_is_drawn_apart_as_well() -> None:
    chart = pillars_chart(build_series([30, 31, 50], 2, 2))
    assert [line.style for line in chart.lines] == (
        ["early"] * 4 + ["brand", "people", "insights", "relationships"]
    )
    assert all(line.values[:2] == (None, None) for line in chart.lines[4:])


def test_plotly_draws_both_lines_alike_and_names_the_early_one() -> None:
    chart = total_chart(build_series([30, 31, 50, 51], 2, 2))
    early, line, *_ = figure(chart, theme="light")["data"]
    assert early["name"] == "Early estimate" and early["y"] == [30, 31, None, None]
    assert line["name"] == "SSI" and line["y"] == [None, None, 50, 51]
    page = build_page_figure(chart)["data"]
    assert page[0]["line"]["color"] == "--soft" and page[1]["line"]["color"] == "--accent"


def test_an_svg_file_has_the_early_line_in_grey() -> None:
    chart = total_chart(build_series([30, 31, 50, 51], 2, 2))
    apart, whole = (
        svg_file(drawing(each), "SSI") for each in (chart, replace(chart, lines=chart.lines[1:]))
    )
    assert len(apart) > len(whole) and apart.count("<path") == whole.count("<path") + 1


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.data())
def test_every_value_is_drawn_once(totals: list[float], data: st.DataObject) -> None:
    early = data.draw(st.integers(0, len(totals)))
    chart = total_chart(build_series(totals, early))
    columns = zip(*(line.values for line in chart.lines), strict=True)
    drawn = [[value for value in column if value is not None] for column in columns]
    assert drawn == [[total] for total in totals]


def test_fewer_closes_keep_their_beginning() -> None:
    series = build_series([30, 31, 32, 50, 51, 52], 3)
    weekly = series.only({FIRST, FIRST + timedelta(4), FIRST + timedelta(5)})
    assert (weekly.early, weekly.totals) == (1, (30, 51, 52))
    assert [weekly.status_words(at) for at in range(3)] == [
        "known, early estimate",
        "known",
        "known",
    ]
    assert replace(weekly, by_day=False).status_words(0) == "early estimate"
