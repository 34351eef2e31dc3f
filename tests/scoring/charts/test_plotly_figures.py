"""Plotly figures: the 70 line on every score, held days never drawn as zero, names escaped."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from scoring.charts.chart import KINDS, Chart
from scoring.charts.drawing import drawing
from scoring.charts.palette import COLOURS, THEMES, Theme
from scoring.charts.plotly_figures import build_page_figure, figure, template
from scoring.charts.plotly_traces import Figure
from scoring.charts.trend_chart import pillars_chart, total_chart
from scoring.scores.series import ReadingDot, ScoreSeries

both_themes = pytest.mark.parametrize("theme", THEMES)


def build_series(
    days: int = 90, held: range = range(0), marks: tuple[tuple[int, str], ...] = ()
) -> ScoreSeries:
    first = date(2026, 8, 23)
    dates = tuple(first + timedelta(n) for n in range(days))
    totals = tuple(
        47 + n * 0.0567 if n not in held else 47 + held.start * 0.0567 for n in range(days)
    )
    pillars = tuple((t * 0.3, t * 0.2, t * 0.2, t * 0.25) for t in totals)
    readings = (ReadingDot(dates[days // 2], 51.234567, (16.0, 8.0, 10.0, 17.0)),) if days else ()
    noted = tuple((dates[n], words) for n, words in marks)
    return ScoreSeries(
        "SSI", dates, totals, pillars, tuple(n in held for n in range(days)), readings, noted
    )


def good_lines(found: Figure) -> list[Figure]:
    return [
        shape for shape in found["layout"]["shapes"] if shape.get("y0") == shape.get("y1") == 70
    ]


def annotation_texts(found: Figure) -> list[str]:
    return [words["text"] for words in found["layout"]["annotations"]]


@both_themes
@pytest.mark.parametrize("days", [0, 1, 90])
def test_every_score_figure_has_the_labelled_70_line(theme: Theme, days: int) -> None:
    found = figure(total_chart(build_series(days)), theme=theme)
    assert len(good_lines(found)) == 1
    assert annotation_texts(found).count("70 good") == 1
    low, high = found["layout"]["yaxis"]["range"]
    assert low < 70 < high


@both_themes
def test_the_pillar_chart_has_pillar_names_and_no_70_line(theme: Theme) -> None:
    found = figure(pillars_chart(build_series()), theme=theme, kind="narrow")
    assert good_lines(found) == []
    assert found["layout"]["yaxis"]["range"] == [0, 25]
    assert annotation_texts(found) == ["Brand", "People", "Insights", "Relationships"]


@both_themes
@pytest.mark.parametrize("describe", [total_chart, pillars_chart])
def test_every_figure_uses_the_one_template(
    describe: Callable[[ScoreSeries], Chart], theme: Theme
) -> None:
    layout = figure(describe(build_series()), theme=theme)["layout"]
    assert layout["template"] == template(COLOURS[theme].__getitem__)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("describe", [total_chart, pillars_chart])
def test_ticks_labels_and_edges_are_those_of_the_drawing(
    describe: Callable[[ScoreSeries], Chart], kind: str
) -> None:
    chart = describe(build_series(marks=((3, "Training"),)))
    layout, drawn = figure(chart, theme="light", kind=kind)["layout"], drawing(chart, kind)
    margin = layout["margin"]
    assert [layout["width"] - margin["r"], layout["height"] - margin["b"]] == [
        drawn.frame.right,
        drawn.frame.bottom,
    ]
    assert layout["xaxis"]["ticktext"] == [label.text for label in drawn.days]
    assert layout["yaxis"]["tickvals"] == [int(label.text) for label in drawn.ticks]
    assert [words["text"] for words in layout["annotations"]] == [
        label.text for label in (*drawn.ends, *drawn.words)
    ]


def test_held_days_are_a_dashed_line_between_known_days_and_never_zero() -> None:
    found = figure(total_chart(build_series(10, held=range(4, 7))), theme="light")
    known, dashed, _ = found["data"]
    first = date(2026, 8, 23)
    joined = [
        one[0] for one in pairwise(zip(known["x"], known["y"], strict=True)) if None not in
        (one[0][1], one[1][1])
    ]  # fmt: skip
    assert [day for day, _ in joined] == [str(first + timedelta(n)) for n in (0, 1, 2, 7, 8)]
    dashes = [day for day, y in zip(dashed["x"], dashed["y"], strict=True) if y is not None]
    assert dashes == [str(first + timedelta(n)) for n in (3, 4, 5, 6, 7)]
    assert dashed["line"]["dash"] == "2px,5px"
    assert 0 not in known["y"] + dashed["y"]
    held = {day for day, words in zip(known["x"], known["customdata"], strict=True) if words}
    assert held == {str(first + timedelta(n)) for n in (4, 5, 6)}


def test_no_text_written_by_users_is_a_template_and_all_of_it_is_escaped() -> None:
    found = figure(total_chart(build_series(marks=((3, "<a href=x>%{y}</a>"),))), theme="light")
    heard = [trace for trace in found["data"] if trace.get("hoverinfo") != "skip"]
    assert [trace["hovertemplate"] for trace in heard] == [
        "%{fullData.name}: %{y:.1f}%{customdata}<extra></extra>"
    ]
    assert set(heard[0]["customdata"]) == {
        "",
        "<br>LinkedIn 51.2",
        "<br>&lt;a href=x&gt;&#37;{y}&lt;/a&gt;",
    }
    words = found["layout"]["annotations"][-2]
    full = "&lt;a href=x&gt;&#37;{y}&lt;/a&gt;"
    assert (words["text"], words["hovertext"]) == (full, full)


def test_overlapping_marks_keep_their_lines_and_drop_a_label() -> None:
    found = figure(total_chart(build_series(marks=((3, "Model 2"), (5, "Model 3")))), theme="light")
    marks = [shape for shape in found["layout"]["shapes"] if shape.get("yref") == "paper"]
    assert len([shape for shape in marks if shape.get("x0")]) == 2
    assert "Model 2" in annotation_texts(found) and "Model 3" not in annotation_texts(found)


def test_numbers_have_two_decimals_at_most() -> None:
    for describe in (total_chart, pillars_chart):
        data = json.dumps(figure(describe(build_series()), theme="light")["data"])
        assert max(len(each.split(".")[1]) for each in re.findall(r"\d+\.\d+", data)) <= 2


@pytest.mark.parametrize(("days", "most"), [(90, 8_000), (365, 18_000)])
def test_a_figure_for_both_themes_and_canvases_stays_small(days: int, most: int) -> None:
    for describe in (total_chart, pillars_chart):
        assert len(json.dumps(build_page_figure(describe(build_series(days))))) < most


@both_themes
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_contains_the_figure_once_for_all_themes_and_canvases(
    theme: Theme, kind: str
) -> None:
    chart = total_chart(build_series(held=range(4, 7)))
    page = build_page_figure(chart)
    sized = page["sizes"][kind]
    xaxis = page["layout"]["xaxis"] | sized["xaxis"]
    joined = {
        "data": [trace if "x0" in trace else {"x": page["x"]} | trace for trace in page["data"]],
        "layout": page["layout"] | sized | {"xaxis": xaxis},
    }
    text = json.dumps(joined, sort_keys=True)
    for name, colour in COLOURS[theme].items():
        text = text.replace(f'"--{name}"', f'"{colour}"')
    assert text == json.dumps(figure(chart, theme=theme, kind=kind), sort_keys=True)


def test_days_with_gaps_keep_their_dates() -> None:
    days = (date(2026, 1, 1), date(2026, 1, 5))
    trend = ScoreSeries("SSI", days, (50, 51), ((1, 2, 3, 4),) * 2, (False, False), (), ())
    data = figure(total_chart(trend), theme="light")["data"]
    assert data[0]["x"] == ["2026-01-01", "2026-01-05"]


def test_a_chart_of_columns_of_different_length_is_refused() -> None:
    chart = total_chart(build_series())
    with pytest.raises(ValueError, match="as many values"):
        replace(chart, xs=chart.xs[1:])
