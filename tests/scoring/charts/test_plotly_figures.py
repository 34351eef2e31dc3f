"""Plotly figures: the 70 line on every score, held days never drawn as zero, names escaped."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from scoring.charts.plotly_figures import (
    COLOURS,
    Figure,
    Theme,
    for_page,
    pillars_figure,
    template,
    trend_figure,
)
from scoring.scores.series import Dot, Trend

THEMES: tuple[Theme, ...] = ("light", "dark")
CSS = Path(__file__).parents[3] / "static" / "css"
both = pytest.mark.parametrize("theme", THEMES)


def a_trend(
    days: int = 90, held: range = range(0), marks: tuple[tuple[int, str], ...] = ()
) -> Trend:
    first = date(2026, 8, 23)
    dates = tuple(first + timedelta(n) for n in range(days))
    totals = tuple(
        47 + n * 0.0567 if n not in held else 47 + held.start * 0.0567 for n in range(days)
    )
    pillars = tuple((t * 0.3, t * 0.2, t * 0.2, t * 0.25) for t in totals)
    readings = (Dot(dates[days // 2], 51.234567, (16.0, 8.0, 10.0, 17.0)),) if days else ()
    noted = tuple((dates[n], words) for n, words in marks)
    return Trend(
        "SSI", dates, totals, pillars, tuple(n in held for n in range(days)), readings, noted
    )


def good_lines(figure: Figure) -> list[Figure]:
    shapes = figure["layout"].get("shapes", [])
    return [shape for shape in shapes if shape.get("y0") == shape.get("y1") == 70]


@both
@pytest.mark.parametrize("days", [0, 1, 90])
def test_every_score_figure_has_the_labelled_70_line(theme: Theme, days: int) -> None:
    figure = trend_figure(a_trend(days), theme=theme)
    assert len(good_lines(figure)) == 1
    assert [
        words["y"] for words in figure["layout"]["annotations"] if words["text"] == "70 good"
    ] == [70]
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < 70 < high


@both
def test_the_pillar_chart_has_pillar_names_and_no_70_line(theme: Theme) -> None:
    figure = pillars_figure(a_trend(), theme=theme)
    assert good_lines(figure) == []
    assert figure["layout"]["yaxis"]["range"] == [0, 25]
    named = [words["text"] for words in figure["layout"]["annotations"]]
    assert named == ["Brand", "People", "Insights", "Relationships"]


@both
@pytest.mark.parametrize("draw", [trend_figure, pillars_figure])
def test_every_figure_uses_the_one_template(draw: Callable[..., Figure], theme: Theme) -> None:
    assert draw(a_trend(), theme=theme)["layout"]["template"] == template(theme)


def test_held_days_are_a_dashed_line_between_known_days_and_never_zero() -> None:
    figure = trend_figure(a_trend(10, held=range(4, 7)), theme="light")
    known, dashed, _, heard = figure["data"]
    assert known["y"][4:7] == [None] * 3
    assert [n for n, y in enumerate(dashed["y"]) if y is not None] == [3, 4, 5, 6, 7]
    assert dashed["line"]["dash"] == "dot"
    assert 0 not in known["y"] + dashed["y"]
    assert [n for n, words in enumerate(heard["text"]) if words.startswith("held")] == [4, 5, 6]


def test_tooltips_contain_only_our_own_text() -> None:
    figure = trend_figure(a_trend(marks=((3, "<a href=x>%{y}</a>"),)), theme="light")
    heard = [trace for trace in figure["data"] if trace.get("hoverinfo") != "skip"]
    assert [trace["hovertemplate"] for trace in heard] == ["%{y:.1f} %{text}<extra></extra>"]
    assert set(heard[0]["text"]) == {"estimated", "estimated, LinkedIn 51.2"}


def test_text_written_by_users_is_escaped() -> None:
    figure = trend_figure(a_trend(marks=((3, "<b>2"),)), theme="light")
    words = figure["layout"]["annotations"][-1]
    assert (words["text"], words["hovertext"]) == ("&lt;b&gt;2", "&lt;b&gt;2")


def test_overlapping_marks_keep_their_lines_and_drop_a_label() -> None:
    figure = trend_figure(a_trend(marks=((3, "Model 2"), (5, "Model 3"))), theme="light")
    assert len(figure["layout"]["shapes"]) == 3
    assert "Model 3" not in json.dumps(figure)


def test_numbers_have_two_decimals_at_most() -> None:
    for draw in (trend_figure, pillars_figure):
        numbers = re.findall(r"\d+\.\d+", json.dumps(draw(a_trend(), theme="light")["data"]))
        assert max(len(number.split(".")[1]) for number in numbers) <= 2


@pytest.mark.parametrize(("days", "most"), [(90, 8_000), (365, 18_000)])
def test_a_figure_for_both_themes_stays_small(days: int, most: int) -> None:
    for draw in (trend_figure, pillars_figure):
        assert len(json.dumps(for_page(draw, a_trend(days)))) < most


def test_a_page_contains_the_figure_once_with_the_layout_of_each_theme() -> None:
    page = for_page(trend_figure, a_trend())
    for theme in THEMES:
        whole = trend_figure(a_trend(), theme=theme)
        assert page["data"] == whole["data"]
        assert page["layout"] | page["themes"][theme] == whole["layout"]


def test_days_with_gaps_keep_their_dates() -> None:
    days = (date(2026, 1, 1), date(2026, 1, 5))
    trend = Trend("SSI", days, (50, 51), ((1, 2, 3, 4),) * 2, (False, False), (), ())
    assert trend_figure(trend, theme="light")["data"][0]["x"] == ["2026-01-01", "2026-01-05"]


def test_the_colours_are_those_of_the_style_sheet() -> None:
    root = (CSS / "tokens.css").read_text().partition("}")[0]
    tokens = dict(re.findall(r"--([\w-]+): (light-dark\(.*?\));", root))
    for at, theme in enumerate(THEMES):
        for name, colour in COLOURS[theme].items():
            assert re.findall(r"#\w+", tokens[name])[at] == colour
