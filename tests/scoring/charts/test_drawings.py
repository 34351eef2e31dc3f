"""SVG chart geometry: bars add up, held days stay level, labels neither overlap nor leave."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.charts.canvas import overlap, separate_places
from scoring.charts.chart import KINDS
from scoring.charts.drawing import drawing
from scoring.charts.small_svg import score_bar, score_ring, sparkline
from scoring.charts.trend_chart import linkedin_gap_chart, pillars_chart, total_chart
from scoring.scores.series import GoalPath, ReadingDot, ScoreSeries

PILLAR_POINTS = (16.9, 8.4, 10.2, 16.5)
scores = st.floats(0, 100)
sizes = st.sampled_from(KINDS)


def build_series(
    totals: list[float],
    held: list[bool] | None = None,
    readings: tuple[ReadingDot, ...] = (),
    marks: tuple[tuple[date, str], ...] = (),
) -> ScoreSeries:
    first = date(2026, 8, 23)
    days = tuple(first + timedelta(n) for n in range(len(totals)))
    pillars = tuple((t * 0.3, t * 0.2, t * 0.2, t * 0.25) for t in totals)
    still = tuple(held or [False] * len(totals))
    return ScoreSeries("SSI", days, tuple(totals), pillars, still, readings, marks)


def heights(path: str) -> list[float]:
    return [float(y) for y in re.findall(r"[ML]\S+ ([\d.]+)", path)]


@given(st.tuples(*[st.floats(0, 25)] * 4))
def test_bar_segments_are_contiguous_and_add_up(pillars: tuple[float, ...]) -> None:
    segments = score_bar(pillars).segments
    for one, after in pairwise(segments):
        assert float(one.x) + float(one.width) == pytest.approx(float(after.x))
    assert sum(float(part.width) for part in segments) == pytest.approx(sum(pillars), abs=0.25)


def test_a_bar_has_a_text_label() -> None:
    bar = score_bar(PILLAR_POINTS)
    label = "Brand 16.9, People 8.4, Insights 10.2, Relationships 16.5; good is 70"
    assert bar.label == label
    assert bar.good == 70
    assert bar.milestones == (30, 40, 50, 60)


def test_a_ring_omits_an_empty_pillar_and_wraps_a_long_caption() -> None:
    drawn = score_ring((25, 0, 12.5, 3), 40.5, "8 to the next milestone")
    assert [bool(arc.value) for arc in drawn.arcs] == [True, False, True, True]
    assert drawn.arcs[0].value == drawn.arcs[0].track
    assert (drawn.total, drawn.caption) == ("41", ("8 to the next", "milestone"))


def test_sparklines_share_one_scale_and_leave_gaps() -> None:
    calm, steep = sparkline([50, 51]), sparkline([20, 28])
    assert heights(calm.path) == [14, 12.6]
    assert heights(steep.path) == [14, 3]
    gap = sparkline([50, None, None, 51, 52])
    assert gap.path.count("M") == 2
    assert gap.label == "5 days, from 50 to 52, 2 without data"


def test_a_sparkline_stays_on_its_canvas_and_may_have_no_data() -> None:
    assert min(heights(sparkline([10, 90, 0]).path)) >= 0
    empty = sparkline([None, None])
    assert (empty.path, empty.end, empty.label) == ("", None, "2 days, none with data")


@pytest.mark.parametrize("kind", KINDS)
def test_held_days_are_dashed_at_the_last_known_score(kind: str) -> None:
    drawn = drawing(
        total_chart(build_series([50, 52, 52, 52, 54], [False, False, True, True, False])), kind
    )
    (line,) = drawn.lines
    known, held = heights(line.known), heights(line.held)
    assert len(known) == 2
    assert held[0] == held[1] == held[2] == known[1]
    assert max(known + held) < float(drawn.bottom)
    assert line.alone.startswith(f"M{drawn.right} ")


@given(st.lists(scores, min_size=1, max_size=400), sizes)
def test_the_70_line_is_always_visible_and_labelled(totals: list[float], kind: str) -> None:
    drawn = drawing(total_chart(build_series(totals)), kind)
    assert drawn.good is not None
    assert float(drawn.top) <= float(drawn.good) < float(drawn.bottom)
    assert "70 good" in [label.text for label in drawn.labels]


@given(
    st.lists(scores, min_size=1, max_size=400),
    st.lists(st.tuples(st.integers(0, 400), scores), max_size=5),
    st.lists(st.tuples(st.integers(0, 400), st.text(max_size=40)), max_size=5),
    sizes,
)
def test_labels_never_overlap_or_leave_the_canvas(
    totals: list[float],
    dots: list[tuple[int, float]],
    marks: list[tuple[int, str]],
    kind: str,
) -> None:
    day = date(2026, 8, 23)
    trend = build_series(
        totals,
        readings=tuple(ReadingDot(day + timedelta(n), total, PILLAR_POINTS) for n, total in dots),
        marks=tuple((day + timedelta(n), words) for n, words in marks),
    )
    for describe in (total_chart, linkedin_gap_chart, pillars_chart):
        drawn = drawing(describe(trend), kind)
        boxes = [label.box() for label in drawn.labels]
        for at, box in enumerate(boxes):
            assert box[0] >= 0
            assert box[1] >= 0
            assert box[2] <= drawn.width
            assert box[3] <= drawn.height
            assert not any(overlap(box, other) for other in boxes[at + 1 :])


@pytest.mark.parametrize("days", [1, 7, 30, 90, 365, 1200])
@pytest.mark.parametrize("kind", KINDS)
def test_every_period_has_date_labels(days: int, kind: str) -> None:
    drawn = drawing(total_chart(build_series([50.0] * days)), kind)
    named = [label.text for label in drawn.labels if label.kind == "day"]
    assert named
    assert len(named) <= 14


def test_readings_within_the_period_are_dots_with_their_date() -> None:
    day = date(2026, 8, 24)
    readings = (
        ReadingDot(day, 51.2, PILLAR_POINTS),
        ReadingDot(date(2020, 1, 1), 40, PILLAR_POINTS),
    )
    drawn = drawing(total_chart(build_series([50, 51, 52], readings=readings)))
    assert [dot.title for dot in drawn.dots] == ["LinkedIn 51 on 24 August"]
    assert "LinkedIn 51" in [label.text for label in drawn.labels]


@pytest.mark.parametrize("kind", KINDS)
def test_a_gap_joins_the_estimate_of_the_day_before_to_the_reading(
    kind: str,
) -> None:
    readings = tuple(
        ReadingDot(date(2026, 8, d), t, PILLAR_POINTS) for d, t in ((23, 50), (26, 55), (28, 52))
    )
    trend = build_series([50, 51, 52, 55, 54, 52], readings=readings)
    drawn, plain = drawing(linkedin_gap_chart(trend), kind), drawing(total_chart(trend), kind)
    assert [gap.title.split(" was ")[1] for gap in drawn.gaps] == [
        "3.0 above our estimate on 26 August", "2.0 below our estimate on 28 August"
    ]  # fmt: skip
    assert [(gap.x, gap.theirs) for gap in drawn.gaps] == [(d.x, d.y) for d in drawn.dots[1:]]
    line = heights(plain.lines[0].known)
    assert [float(gap.ours) for gap in drawn.gaps] == [line[2], line[4]]
    assert plain.gaps == () and drawn.dots == plain.dots


def test_the_line_breaks_only_where_a_reading_reset_it() -> None:
    readings = (ReadingDot(date(2026, 8, 25), 60, PILLAR_POINTS),)
    drawn = drawing(linkedin_gap_chart(build_series([50, 51, 60, 61], readings=readings)))
    assert [len(piece.split("L")) for piece in drawn.lines[0].known.split("M")[1:]] == [2, 2]
    held = drawing(
        linkedin_gap_chart(build_series([50, 50, 60, 60], [False, True, False, True], readings))
    )
    assert held.lines[0].known == ""
    assert [len(piece.split("L")) for piece in held.lines[0].held.split("M")[1:]] == [2, 2]


def test_a_trend_with_columns_of_different_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        ScoreSeries("SSI", (date(2026, 1, 1),), (), (), (), (), ())


@given(st.lists(st.floats(0, 200), min_size=1, max_size=5))
def test_labels_are_moved_apart_within_the_edges(places: list[float]) -> None:
    moved = separate_places(places, 0, 200, 15)
    assert all(later - one >= 15 - 1e-6 for one, later in pairwise(sorted(moved)))
    assert min(moved) >= 0
    assert max(moved) <= 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_goal_line_starts_where_the_goal_was_set_and_is_labelled(
    kind: str,
) -> None:
    day = date(2026, 8, 23)
    aim = GoalPath("total", day + timedelta(10), 45, day + timedelta(130), 65)
    marked = ((day + timedelta(80), "Training"),)
    trend = replace(build_series([45.0 + n / 20 for n in range(90)], marks=marked), goals=(aim,))
    drawn = drawing(total_chart(trend), kind)
    assert [each.title for each in drawn.slopes] == ["Goal 65 by 31 December"]
    assert "Goal 65 by 31 December" in [label.text for label in drawn.labels]
    start, end = drawn.slopes[0].path.removeprefix("M").split("L")
    assert end.split()[0] == drawn.right and float(start.split()[1]) > float(end.split()[1])
    assert not drawing(pillars_chart(trend), kind).slopes


def test_a_goal_outside_the_days_has_no_line() -> None:
    day = date(2026, 8, 23)
    for set_on, by_day in ((200, 300), (-90, -2), (89, 300)):
        aim = GoalPath("total", day + timedelta(set_on), 45, day + timedelta(by_day), 65)
        assert drawing(total_chart(replace(build_series([50.0] * 90), goals=(aim,)))).slopes == ()
