"""Live leaderboards that refresh when days are scored, and the TV screen in the office."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from teams.models import Organization, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.scoring.stands import stands
from tests.world import Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def create_team_with_totals(world: World, **totals: float) -> None:
    """Reps of North with 40 points a month ago and these totals now."""
    with world.scope():
        for name, total in totals.items():
            rep = add_rep(world.north, name, since=day(1))
            stands(rep, 40, day(28))
            stands(rep, total, day(CLOSE))


def set_visibility(world: World, visibility: str = "team", smallest: int = 2) -> None:
    Organization.objects.filter(pk=world.organization.pk).update(
        visibility=visibility, smallest_group=smallest
    )


def get_screen(world: World, person: Person = "manager", path: str = "/tv/") -> str:
    answer = world.signed_in(person).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# Live ---------------------------------------------------------------------------------------------


def test_a_board_refreshes_when_scores_are_newer(world: World) -> None:
    create_team_with_totals(world, Ann=50)
    client = world.signed_in("manager")
    html = client.get(f"/teams/{world.north.pk}/").content.decode()
    poll = re.search(r'data-live hx-get="([^"]+)"', html)
    assert poll
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        later = str(int((timezone.now() - timedelta(minutes=1)).timestamp()))
        unchanged = client.get(f"/leaderboard/changed/?seen={later}")
        assert (unchanged.status_code, unchanged.headers.get("HX-Trigger")) == (204, None)
        with world.scope():
            save_reading(Rep.objects.get(name="Ann"), day(57), *[15] * 4)
            close_through(world.organization, CLOSE)
        changed = client.get(poll[1])
    assert (changed.status_code, changed.headers["HX-Trigger"]) == (204, "changed")


def test_runs_of_other_organisations_trigger_no_refresh(world: World) -> None:
    create_team_with_totals(world, Ann=50)
    answer = world.signed_in("outsider").get("/leaderboard/changed/?seen=0")
    assert answer.status_code == 204 and "HX-Trigger" not in answer.headers


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "1e9"])
def test_an_invalid_seen_time_triggers_no_refresh(world: World, seen: str) -> None:
    create_team_with_totals(world, Ann=50)
    answer = world.signed_in("manager").get("/leaderboard/changed/", {"seen": seen})
    assert answer.status_code == 204 and "HX-Trigger" not in answer.headers


def test_a_board_of_a_past_day_does_not_poll(world: World) -> None:
    create_team_with_totals(world, Ann=50)
    html = get_screen(world, path=f"/teams/{world.north.pk}/?day={day(50)}")
    assert "data-live" not in html


# TV screen ----------------------------------------------------------------------------------------


def test_the_screen_shows_gains_and_no_falls(world: World) -> None:
    create_team_with_totals(world, Ann=62, Bob=45, Cy=30, Di=40)
    set_visibility(world)
    html = get_screen(world)
    assert "reached 60" in html and "+22.0" in html
    assert html.index("Ann") < html.index("Bob")
    for nobody in ("Cy", "Di", "Rep Reyes", "−", "Talk to", "down"):
        assert nobody not in html


def test_a_team_that_fell_shows_no_change(world: World) -> None:
    create_team_with_totals(world, Ann=30, Bob=35)
    set_visibility(world)
    html = get_screen(world)
    assert ">33" in html.replace("\n", "") and "▼" not in html and "Up most" not in html


def test_unnamed_reps_are_not_on_the_screen(world: World) -> None:
    create_team_with_totals(world, Ann=62, Bob=45)
    with world.scope():
        Rep.objects.filter(name="Ann").update(unnamed=True)
    set_visibility(world)
    html = get_screen(world)
    assert "Bob" in html and "Ann" not in html and "Unnamed" not in html


@pytest.mark.parametrize("visibility", ["own", "managers"])
def test_the_screen_names_no_one_where_reps_do_not_see_each_other(
    world: World, visibility: str
) -> None:
    create_team_with_totals(world, Ann=62, Bob=45)
    set_visibility(world, visibility)
    for person in ("manager", "admin"):
        html = get_screen(world, person, f"/teams/{world.north.pk}/tv/")
        assert "Ann" not in html and "Bob" not in html and "average of 2" in html


def test_the_screen_shows_no_figures_of_small_groups(world: World) -> None:
    create_team_with_totals(world, Ann=62, Bob=45)
    set_visibility(world, smallest=3)
    html = get_screen(world)
    assert "average of" not in html and "or above" not in html


def test_all_teams_take_turns_and_a_single_team_stays(world: World) -> None:
    create_team_with_totals(world, Ann=62)
    first, second = get_screen(world, "admin"), get_screen(world, "admin", "/tv/?at=1")
    assert "North</h1>" in first or "North <small" in first
    assert 'data-following="/tv/?at=1&amp;period=30"' in first
    assert 'data-following="/tv/?at=0&amp;period=30"' in second and "South" in second
    alone = f"/teams/{world.north.pk}/tv/"
    assert f'data-following="{alone}"' in get_screen(world, "admin", alone)


def test_the_screen_shows_only_teams_the_viewer_may_see(world: World) -> None:
    create_team_with_totals(world, Ann=62)
    for person in ("rep_other", "coach", "outsider"):
        client = world.signed_in(person)
        assert client.get(f"/teams/{world.north.pk}/tv/").status_code == 404
        assert "Ann" not in client.get("/tv/").content.decode()


def test_a_climber_has_the_total_with_its_likely_range(world: World) -> None:
    set_visibility(world)
    with world.scope():
        rep = add_rep(world.north, "Ann", since=day(1))
        stands(rep, 40, day(28))
        stands(rep, 44, day(CLOSE), reading_age=9)
    shown = get_screen(world)
    assert "Ann <small>44 ± 1.3</small>" in shown
