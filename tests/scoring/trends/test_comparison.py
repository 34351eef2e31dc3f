"""Comparison page: only reps and teams the viewer looks after, distinguishable without colour."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine

from scoring.charts.canvas import overlap
from scoring.charts.chart import KINDS
from scoring.charts.drawing import drawing
from scoring.charts.plotly_figures import figure
from scoring.scores.date_range import days_between
from scoring.trends.comparison import ComparedSeries, Comparison
from scoring.trends.comparison_chart import comparison_chart
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def scored(world: World) -> World:
    with world.scope():
        ann = add_rep(world.north, "Ann Ames", since=day(1))
        for rep, total in ((world.rep, 40), (ann, 60), (world.rep_other, 30)):
            save_reading(rep, day(50), *[total / 4] * 4)
        close_through(world.organization, CLOSE)
    return world


def page(world: World, person: Person, query: str = "") -> str:
    answer = world.signed_in(person).get(f"/trends/compare/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_team_and_a_rep_are_compared(scored: World) -> None:
    query = f"?with=team-{scored.north.pk}&with=rep-{scored.rep.pk}"
    shown = page(scored, "manager", query)
    assert shown.count(">A North ") == 2 and shown.count(">B Rep Reyes ") == 2  # wide and narrow
    assert "<td>50.0</td><td>40.0</td>" in shown
    assert 'value="rep-' in shown and f'value="team-{scored.north.pk}"' in shown


def test_each_rep_has_the_likely_range_and_what_is_tracked(scored: World) -> None:
    with scored.scope():
        rep = add_rep(scored.north, "Zoe Zim", since=day(1))
        save_reading(rep, day(50), *[12] * 4)
        save_inputs(rep, {day(51): {"connections": 480}})
        close_through(scored.organization, CLOSE)
    shown = page(scored, "manager", f"?with=rep-{rep.pk}&with=team-{scored.north.pk}")
    assert 'A Zoe Zim<span class="n">48 ± 1.2, tracks 5 of 100 points</span>' in shown
    assert 'B North<span class="n">49</span>' in shown


def test_the_csv_has_the_closes_of_the_chart(scored: World) -> None:
    query = f"?with=team-{scored.north.pk}&with=rep-{scored.rep.pk}&period=all&format=csv"
    answer = scored.signed_in("manager").get(f"/trends/compare/{query}")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert rows[0] == {"close_of": "2026-02-23", "North": "50.0", "Rep Reyes": "40.0"}
    assert len(rows) == 9


def test_reps_and_teams_of_others_look_like_missing_ones(scored: World) -> None:
    theirs = (f"team-{scored.south.pk}", f"rep-{scored.rep_other.pk}", f"rep-{scored.elsewhere.pk}")
    for key in (*theirs, "rep-999999", "team-x", ""):
        shown = page(scored, "manager", f"?with={key}")
        assert "<svg" not in shown and "Ora Other" not in shown and "South" not in shown
        assert "Add up to five teams or reps" in shown


def test_reps_cannot_open_the_comparison(scored: World) -> None:
    assert scored.signed_in("rep").get("/trends/compare/").status_code == 404


def test_at_most_five_are_compared(scored: World) -> None:
    with scored.scope():
        reps = [add_rep(scored.north, f"Rep {n}", since=day(1)) for n in range(6)]
    shown = page(scored, "manager", "?" + "&".join(f"with=rep-{rep.pk}" for rep in reps))
    assert "Five at most." in shown and shown.count(", take out") == 5


def test_names_are_escaped(scored: World) -> None:
    with scored.scope():
        rep = add_rep(scored.north, "<b>%{y}", since=day(1))
        save_reading(rep, day(50), 9, 9, 9, 9)
        close_through(scored.organization, CLOSE)
    shown = page(scored, "manager", f"?with=rep-{rep.pk}")
    assert "<b>%" not in shown and ">A &lt;b&gt;%{y} 36</text>" in shown


# Drawing ------------------------------------------------------------------------------------------


def build_comparison(*totals: float | None) -> Comparison:
    days = tuple(days_between(date(2026, 1, 1), date(2026, 1, 30)))
    courses = (
        ComparedSeries(letter, "A person with quite a name", (None, *(total for _ in days[1:])))
        for letter, total in zip("ABCDE", totals, strict=False)
    )
    return Comparison(days, tuple(courses), "day")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("totals", [(50.0,) * 5, (70.0,) * 5, (0.0, 100.0, 69.0, 71.0, 70.0)])
def test_five_labels_and_the_70_line_do_not_overlap(kind: str, totals: tuple[float, ...]) -> None:
    drawn = drawing(comparison_chart(build_comparison(*totals)), kind)
    boxes = [label.box() for label in drawn.labels]
    assert sum(label.text == "70 good" for label in drawn.labels) == 1
    for at, box in enumerate(boxes):
        assert 0 <= box[0] and box[2] <= drawn.width and 0 <= box[1] and box[3] <= drawn.height
        assert not any(overlap(box, other) for other in boxes[at + 1 :])


def test_missing_days_are_gaps_and_empty_series_are_not_drawn() -> None:
    drawn = drawing(comparison_chart(build_comparison(50, None)))
    assert [line.kind for line in drawn.lines] == ["a"]
    assert drawn.lines[0].known.count("L") == 28


def test_plotly_lines_differ_by_dash_and_tooltips_have_the_names_escaped() -> None:
    comparison = build_comparison(1, 2, 3, 4, 5)
    hostile = ComparedSeries("F", "<b>%{y}</b>", (None,) * 29 + (6.0,))
    data = figure(
        comparison_chart(replace(comparison, series=(*comparison.series, hostile))), theme="dark"
    )["data"]
    traces = [trace for trace in data if "hovertemplate" in trace]
    assert len({trace["line"]["dash"] for trace in traces[:5]}) == 5
    assert [trace["name"] for trace in traces] == [
        *(f"{letter} A person with quite a name" for letter in "ABCDE"),
        "F &lt;b&gt;&#37;{y}&lt;/b&gt;",
    ]
    assert {trace["hovertemplate"] for trace in traces} == {
        "%{fullData.name}: %{y:.1f}%{customdata}<extra></extra>"
    }
