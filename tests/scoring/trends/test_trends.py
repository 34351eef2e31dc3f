"""Team trends page: permissions, charts, tables and files."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.charts.plotly_figures import build_page_figure
from scoring.core.custom_versions import parameters_of
from scoring.core.signals import PILLARS
from scoring.core.versions import VERSION_2
from scoring.models import ModelVersion, Snapshot
from scoring.scores.date_range import DateRange
from scoring.scores.goals import goal_paths_of_team
from scoring.trends.comparison import build_comparison
from scoring.trends.comparison_chart import comparison_chart
from scoring.trends.trends import team_trend
from teams.models import AuditEntry, Goal, Organization, Role
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import FIRST_DAY, Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def north(world: World) -> World:
    with world.scope():
        for name, total in (("Ann Ames", 30), ("Bob Burns", 52), ("Cy Cole", 74)):
            rep = add_rep(world.north, name, since=day(1))
            save_reading(rep, day(40), *[total / 4] * 4)
            save_reading(rep, day(CLOSE), *[total / 4 + 1] * 4)
        close_through(world.organization, CLOSE)
    return world


def page(world: World, person: Person, query: str = "") -> str:
    answer = world.signed_in(person).get(f"/trends/{world.north.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def status(world: World, person: Person, path: str = "") -> int:
    return world.signed_in(person).get(f"/trends/{world.north.pk}/{path}").status_code


def test_the_page_shows_averages_shares_and_bands(north: World) -> None:
    shown = page(north, "manager")
    assert "Average of 3, as of 3 March" in shown
    assert "At 70 · 60 · 50 · 40 or above</dt><dd>1 · 1 · 2 · 2 <small" in shown
    assert "The same on 13 February</dt><dd>1 · 1 · 2 · 2 <small" in shown
    assert "70 or above: 33 %" in shown and 'class="area below"' in shown
    assert "<td>1 (33 %)</td>" in shown


def test_a_new_model_version_is_marked_on_team_and_comparison_charts(
    north: World,
) -> None:
    with north.scope():
        made_anew = Snapshot.objects.between(day(50), day(CLOSE))
        ModelVersion.objects.create(
            organization=north.organization,
            identifier="2.1",
            based_on=VERSION_2.identifier,
            parameters=asdict(parameters_of(VERSION_2)),
            made_on=day(1),
        )
        made_anew.update(version="2.1")
        trend = team_trend(north.north, DateRange())
        assert trend and trend.remarks == ((day(50), "Model version 2.1"),)
        weeks = team_trend(north.north, DateRange(step="week"))
        assert weeks and [when for when, _ in weeks.remarks] == [day(50 + 6 - day(50).weekday())]
        compared = build_comparison([north.north, north.rep], DateRange(), day(CLOSE))
        assert compared.marks == trend.remarks
        assert "Model version 2.1" in str(build_page_figure(comparison_chart(compared)))
    with north.scope():
        made_anew.update(version="2")
    shown = page(north, "manager")
    assert "Model version" not in shown


def test_only_those_who_look_after_the_team_see_its_trends(
    north: World,
) -> None:
    Organization.objects.filter(pk=north.organization.pk).update(visibility="team")
    with north.scope():
        Role.objects.create(
            organization=north.organization,
            user=north.users["rep_other"],
            kind="viewer",
            team=north.north,
            since=FIRST_DAY,
        )
    for person in ("rep", "rep_other", "coach", "outsider"):
        assert {status(north, person), status(north, person, "csv/")} == {404}
    assert "Trends" not in north.signed_in("rep").get("/log/").content.decode()


def test_the_navigation_leads_to_the_first_team_looked_after(north: World) -> None:
    answer = north.signed_in("manager").get("/trends/")
    assert answer["Location"] == f"/trends/{north.north.pk}/"
    assert '<a href="/trends/" aria-current="page">Trends</a>' in page(north, "manager")
    assert north.signed_in("rep").get("/trends/").status_code == 404


def test_period_step_and_view_are_in_the_query_string(north: World) -> None:
    shown = page(north, "admin", "?period=all&by=week&view=pillars")
    assert "each week from Monday, at the end of its Sunday" in shown
    assert "?view=pillars&amp;period=30&amp;by=week" in shown
    assert f"/trends/{north.south.pk}/?period=all" in shown
    assert "Pillars over 4 days" in shown


def test_an_invalid_query_string_shows_the_default(north: World) -> None:
    assert page(north, "manager", "?period=7&by=hour&view=%3Cb%3E").count("<b>") == 0


def test_the_csv_has_the_closes_of_the_page_and_is_audited(north: World) -> None:
    answer = north.signed_in("manager").get(f"/trends/{north.north.pk}/csv/?period=all&by=week")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["close_of"] for row in rows] == [
        "2026-02-15",
        "2026-02-22",
        "2026-03-01",
        "2026-03-03",
    ]
    assert rows[-1]["average"] == "56.0" and rows[-1]["at_70_or_above"] == "1"
    with north.scope():
        entry = AuditEntry.objects.get(action="exported")
    assert entry.details == {"what": "trends", "team": "North", "rows": 4}


def test_averages_of_pillars_add_up_to_the_average_shown(world: World) -> None:
    with world.scope():
        for name, pillars in (("Ann", (16.04, 8.04, 10.04, 16.04)), ("Bob", (9.1, 8.9, 3.3, 7.2))):
            save_reading(add_rep(world.north, name, since=day(1)), day(40), *pillars)
        close_through(world.organization, CLOSE)
    answer = world.signed_in("manager").get(f"/trends/{world.north.pk}/csv/")
    *_, row = csv.DictReader(io.StringIO(answer.content.decode()))
    assert round(sum(float(row[pillar]) for pillar in PILLARS), 6) == float(row["average"]) == 39.3
    cells = "".join(f"<td>{row[name]}</td>" for name in ("average", *PILLARS))
    assert cells in page(world, "manager").replace("\n", "")


def test_without_a_score_the_page_says_what_is_needed(world: World) -> None:
    assert "Nobody was counted in this period" in page(world, "manager")
    answer = world.signed_in("manager").get(f"/trends/{world.north.pk}/csv/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_team_goals_begin_at_the_average_without_extra_queries(north: World) -> None:
    with north.scope():
        for what, set_on in (("total", 45), ("brand", 45), ("people", 2)):
            Goal.objects.create(
                organization=north.organization, team=north.north, what=what, target=65,
                set_on=day(set_on), by_day=day(99),
            )  # fmt: skip
        averages = {each.day: each for each in team_trend(north.north, DateRange()).days}  # type: ignore[union-attr]
        aims = {aim.what: aim for aim in goal_paths_of_team(north.north)}
    start = averages[day(45)]
    assert set(aims) == {"total", "brand"}  # the people goal has no known start
    assert aims["total"].start == pytest.approx(start.average)
    assert start.pillars and aims["brand"].start == pytest.approx(start.pillars[0])
    client, path = north.signed_in("manager"), f"/trends/{north.north.pk}/?period=all&by=week"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        shown = client.get(path).content.decode()
    assert "Goal 65 by 13 April" in shown and "Brand goal" not in shown
    assert "Brand goal 65 by 13 April" in page(north, "manager", "?view=pillars")
    assert len(queries) <= 15
