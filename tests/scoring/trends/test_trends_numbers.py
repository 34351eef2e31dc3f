"""Team trends: only counted reps, each in the team of that day, by day, week or month."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from scoring.charts.chart import KINDS
from scoring.charts.drawing import drawing
from scoring.charts.plotly_figures import figure
from scoring.models import Snapshot
from scoring.scores.date_range import DateRange, closes_of, days_between
from scoring.trends.bands_chart import bands_chart
from scoring.trends.trends import MILESTONES_SHOWN, TeamDay, TeamTrend, team_trend
from teams.base.formatting import whole
from teams.models import Membership, Team
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def load_team_trend(world: World, team: Team | None = None, **date_range: str) -> TeamTrend:
    with world.scope():
        trend = team_trend(team or world.north, DateRange(**date_range))
    assert trend
    return trend


def add_rep_with_total(
    world: World, name: str, total: float, since: int = 20, team: Team | None = None
):
    rep = add_rep(team or world.north, name, since=day(1))
    save_reading(rep, day(since), *[total / 4] * 4)
    return rep


# Closes -------------------------------------------------------------------------------------------


def test_weeks_close_on_sunday_and_months_on_their_last_day() -> None:
    days = days_between(date(2026, 1, 29), date(2026, 3, 3))
    assert closes_of(days, "day") == days
    weeks = closes_of(days, "week")
    assert [each.weekday() for each in weeks[:-1]] == [6] * 5 and weeks[-1] == date(2026, 3, 3)
    months = closes_of(days, "month")
    assert months == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 3)]


def test_weeks_span_the_turn_of_the_year() -> None:
    days = days_between(date(2025, 12, 22), date(2026, 1, 4))
    assert closes_of(days, "week") == [date(2025, 12, 28), date(2026, 1, 4)]


def test_long_periods_default_to_weeks_or_months() -> None:
    last = date(2026, 3, 3)
    for days, step in ((90, "day"), (365, "week"), (2000, "month")):
        assert DateRange().step_of(last - timedelta(days), last) == step
    assert DateRange(step="day").step_of(date(2003, 5, 5), last) == "day"


# Figures ------------------------------------------------------------------------------------------


def test_averages_of_each_close_match_its_snapshots(world: World) -> None:
    with world.scope():
        for name, total in (("Ann", 30), ("Bob", 52), ("Cy", 69.5)):
            add_rep_with_total(world, name, total)
        save_inputs(world.rep, {day(at): {"posts": 1} for at in range(50, 59)})  # still building
        close_through(world.organization, CLOSE)
        snapshots = list(Snapshot.objects.filter(state=Snapshot.State.CURRENT))
    trend = load_team_trend(world)
    assert {each.day for each in trend.counted_days} == {each.day for each in snapshots}
    for each in trend.counted_days:
        of_day = [one for one in snapshots if one.day == each.day]
        assert each.counted == len(of_day)
        assert each.average == pytest.approx(sum(one.total for one in of_day) / len(of_day))
        reached = tuple(
            sum(whole(one.total) >= mark for one in of_day) for mark in MILESTONES_SHOWN
        )
        assert each.reached == reached and sum(each.bands) == each.counted
    assert trend.counted_days[0].reached == (2, 2, 1, 1)  # 69.5 is shown as 70


def test_building_and_waiting_reps_are_in_no_figure(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(at): {"posts": 1} for at in range(50, 59)})
        waiting = add_rep_with_total(world, "Wanda", 40, since=20)
        close_through(world.organization, CLOSE)
    assert {each.counted for each in load_team_trend(world).days} == {0, 1}
    assert load_team_trend(world).days[-1].counted == 0  # last read on day 20, so waiting by day 58
    assert load_team_trend(world).days[-1].average is None and waiting


def test_a_close_without_counted_reps_is_held_and_never_zero(world: World) -> None:
    with world.scope():
        add_rep_with_total(world, "Wanda", 40, since=20)
        close_through(world.organization, CLOSE)
    trend = load_team_trend(world).trend
    assert trend.held[-1] and trend.totals[-1] > 30 and not trend.held[0]
    assert load_team_trend(world).table.rows[0][6] == "nobody"


def test_a_day_counts_the_members_of_that_day(world: World) -> None:
    with world.scope():
        moved = add_rep_with_total(world, "Mo", 60, since=50)
        add_rep_with_total(world, "Ann", 40, since=50)
        Membership.objects.filter(rep=moved).update(until=day(55))
        join_later = Membership(
            organization=world.organization, rep=moved, team=world.south, since=day(55)
        )
        join_later.save()
        close_through(world.organization, CLOSE)
    north = {each.day: each.counted for each in load_team_trend(world).days}
    south = {each.day: each.counted for each in load_team_trend(world, world.south).days}
    assert (north[day(54)], north[day(55)]) == (2, 1) and south[day(55)] == 1


def test_a_region_counts_the_reps_of_its_teams(world: World) -> None:
    with world.scope():
        region = Team.objects.create(organization=world.organization, name="Region")
        Team.objects.filter(pk__in=(world.north.pk, world.south.pk)).update(region=region)
        add_rep_with_total(world, "Ann", 40, since=50)
        add_rep_with_total(world, "Bea", 60, since=50, team=world.south)
        close_through(world.organization, CLOSE)
    assert load_team_trend(world, region).counted_days[-1].counted == 2


def test_weekly_figures_equal_the_daily_ones_of_their_close(world: World) -> None:
    with world.scope():
        add_rep_with_total(world, "Ann", 40)
        close_through(world.organization, CLOSE)
    days = {each.day: each for each in load_team_trend(world, period="all", step="day").days}
    for each in load_team_trend(world, period="all", step="week").days:
        assert days[each.day] == each


# Bands --------------------------------------------------------------------------------------------


def build_team_trend(*days: TeamDay) -> TeamTrend:
    return TeamTrend(Team(name="North"), days, "day")


def build_team_day(number: int, below: int, between: int, good: int) -> TeamDay:
    people = below + between + good
    reached = (between + good, good, good, good)
    return TeamDay(day(number), people, (10.0, 10.0, 10.0, 10.0) if people else None, reached)


@pytest.mark.parametrize("kind", KINDS)
def test_bands_are_stacked_and_break_where_no_rep_was_counted(kind: str) -> None:
    team = build_team_trend(
        build_team_day(1, 1, 2, 1),
        build_team_day(2, 2, 1, 1),
        build_team_day(3, 0, 0, 0),
        build_team_day(4, 4, 0, 0),
    )
    drawn = drawing(bands_chart(team), kind)
    assert [band.kind for band in drawn.areas] == ["below", "between", "good"]
    assert [len(band.polygons) for band in drawn.areas] == [2, 2, 2]
    lowest = [tuple(map(float, point.split(","))) for point in drawn.areas[0].polygons[0].split()]
    above = [tuple(map(float, point.split(","))) for point in drawn.areas[1].polygons[0].split()]
    assert lowest[:2] == above[:1:-1]
    assert drawn.label == (
        "Spread over 4 closes; now Below 40 4 of 4, 40 to 69 0 of 4, 70 or above 0 of 4"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_band_labels_do_not_overlap_or_leave_the_canvas(kind: str) -> None:
    drawn = drawing(
        bands_chart(build_team_trend(*(build_team_day(n, 10, 0, 0) for n in range(1, 200)))), kind
    )
    boxes = sorted(label.box() for label in drawn.labels if label.kind == "band")
    assert all(box[2] <= drawn.width and 0 <= box[1] and box[3] <= drawn.height for box in boxes)
    heights = sorted(box[1] for box in boxes)
    assert len(boxes) == 3 and all(b - a >= 15 for a, b in itertools.pairwise(heights))


def test_plotly_bands_differ_by_pattern_and_have_no_user_text() -> None:
    team = build_team_trend(
        build_team_day(1, 1, 2, 1), build_team_day(2, 2, 1, 1), build_team_day(3, 0, 0, 0)
    )
    found = figure(bands_chart(team), theme="light")
    patterns = [trace.get("fillpattern", {}).get("shape", "") for trace in found["data"]]
    assert patterns == ["/", ".", ""]
    assert [trace["y"] for trace in found["data"]] == [[25, 50], [50, 25], [25, 25]]
    assert "North" not in str(found)
