"""Template tags: drawings with text labels, numbers in a fixed format."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import override_settings

from scoring.charts.plotly_figures import build_page_figure
from scoring.charts.trend_chart import total_chart
from scoring.scores.series import ReadingDot, ScoreSeries

PILLAR_POINTS = (16.9, 8.4, 10.2, 16.5)


def render_template(markup: str, **context: object) -> str:
    return Template("{% load scores %}" + markup).render(Context(context))


def build_series() -> ScoreSeries:
    days = (date(2025, 12, 31), date(2026, 1, 1))
    return ScoreSeries(
        "SSI <b>",
        days,
        (52.0, 52.0),
        (PILLAR_POINTS, PILLAR_POINTS),
        (False, True),
        (ReadingDot(days[0], 51, PILLAR_POINTS),),
        (),
    )


def test_a_score_bar_is_an_image_with_its_numbers_in_words() -> None:
    bar = render_template("{% score_bar pillars %}", pillars=PILLAR_POINTS)
    assert 'role="img"' in bar
    assert "Brand 16.9, People 8.4, Insights 10.2, Relationships 16.5; good is 70" in bar
    assert bar.count("<rect") == 4


@override_settings(USE_I18N=True, LANGUAGE_CODE="de", USE_THOUSAND_SEPARATOR=True)
def test_svg_numbers_have_no_comma_in_any_language() -> None:
    drawn = render_template(
        "{% ring p 52.4 'x' %}{% sparkline s %}{% chart_svg c %}",
        p=PILLAR_POINTS,
        s=[1.5],
        c=total_chart(build_series()),
    )
    assert "," not in "".join(part.split('"')[0] for part in drawn.split(' d="')[1:])


@pytest.mark.parametrize(
    ("value", "parts"),
    [(3.94, ["▲", "up", "+3.9"]), (-3, ["▼", "down", "−3.0"]), (0.01, ["unchanged", "0.0"])],
)
def test_a_change_has_an_arrow_a_word_and_a_sign(value: float, parts: list[str]) -> None:
    assert all(part in render_template("{% change value %}", value=value) for part in parts)


def test_unknown_values_are_not_shown_as_zero() -> None:
    assert "not known yet" in render_template("{% change value %}", value=None)
    assert render_template("{{ v|whole }} {{ v|one_decimal }} {{ v|signed }}", v=None) == "– – –"
    assert "new" in render_template("{% movement moved %}", moved=None)
    empty = ScoreSeries("SSI", (), (), (), (), (), ())
    assert "Waiting for the first day" in render_template("{% chart_svg c %}", c=total_chart(empty))


def test_movement_has_a_text_for_screen_readers() -> None:
    assert "up 2 places" in render_template("{% movement 2 %}")
    assert "▼ 1" in render_template("{% movement moved %}", moved=-1)


def test_a_cause_is_escaped() -> None:
    assert "&lt;script&gt;" in render_template("{% change 1.0 cause %}", cause="<script>")


def test_a_chart_has_its_figure_and_a_table_of_its_numbers() -> None:
    chart = render_template(
        '{% include "components/chart.html" with figure_id="trend" %}',
        trend=build_series(),
        chart=total_chart(build_series()),
        figure=build_page_figure(total_chart(build_series())),
    )
    assert 'id="trend" type="application/json"' in chart
    assert "SSI &lt;b&gt;" in chart
    assert "<td>52.0</td><td>16.9</td>" in chart
    assert "<td>held</td>" in chart
    assert "31 December 2025" in chart
    assert " style=" not in chart


def test_a_stepper_distinguishes_unknown_from_zero() -> None:
    step = '{% include "scoring/diary/stepper.html" %}'
    field = {"name": "posts", "label": "Posts", "note": "", "max": 500}
    assert 'value=""' in render_template(step, field=SimpleNamespace(value=None, **field))
    assert 'value="0"' in render_template(step, field=SimpleNamespace(value=0, **field))


def test_only_the_plotly_script_is_served_from_its_package() -> None:
    assert str(finders.find("plotly/plotly.min.js")).endswith("package_data/plotly.min.js")
    assert finders.find("plotly/widgetbundle.js") is None
