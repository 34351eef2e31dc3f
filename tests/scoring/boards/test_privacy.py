"""Privacy of leaderboards and reps: visibility modes, small groups, unnamed reps and roles."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django_scopes import scope

from teams.models import AuditEntry, DailyLog, Membership, Organization, Rep, Role, User
from teams.people.name_visibility import set_unnamed
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import FIRST_DAY, Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
Visibility = Organization.Visibility


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def create_team_with_totals(world: World, *totals: float) -> list[Rep]:
    """Ann, Bob and so on in North: 40 points a month ago, these totals now; the rep at 50."""
    names = ("Ann Ames", "Bob Burns", "Cy Cole", "Di Dean", "Ed Ely")[: len(totals)]
    with world.scope():
        reps = [add_rep(world.north, name, since=day(1)) for name in names]
        for rep, total in ((world.rep, 50.0), *zip(reps, totals, strict=True)):
            save_reading(rep, day(28), *[10] * 4)
            save_reading(rep, day(CLOSE), *[total / 4] * 4)
        close_through(world.organization, CLOSE)
    return reps


def set_visibility(world: World, visibility: str = Visibility.TEAM, smallest: int = 5) -> None:
    Organization.objects.filter(pk=world.organization.pk).update(
        visibility=visibility, smallest_group=smallest
    )


def make_unnamed(rep: Rep) -> None:
    with scope(organization=rep.organization):
        Rep.objects.filter(pk=rep.pk).update(unnamed=True)


def create_reader(world: World) -> User:
    """A user who may read North's leaderboard and nothing else."""
    user: User = User.objects.create_user("reader@example.com")
    world.users["reader"] = user  # type: ignore[index]
    Role.objects.create(
        organization=world.organization, user=user, kind="viewer", team=world.north, since=FIRST_DAY
    )
    return user


def page(world: World, person: str, query: str = "") -> str:
    answer = world.signed_in(person).get(f"/teams/{world.north.pk}/{query}")  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def csv_rows(world: World, person: str, query: str = "") -> list[dict[str, str]]:
    answer = world.signed_in(person).get(f"/teams/{world.north.pk}/csv/{query}")  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def api(world: World, person: str, query: str = "") -> dict[str, Any]:
    client = world.signed_in(person)  # type: ignore[arg-type]
    answer = client.get(f"/api/v1/teams/{world.north.pk}/leaderboard/{query}")
    assert answer.status_code == 200
    data: dict[str, Any] = answer.json()
    return data


def names(world: World, person: str, query: str = "") -> list[str | None]:
    """Names on the board; asserts that page, CSV and API agree."""
    rows = [row["rep"] and row["rep"]["name"] for row in api(world, person, query)["rows"]]
    assert [row["name"] for row in csv_rows(world, person, query)] == [n or "Unnamed" for n in rows]
    shown = page(world, person, query)
    assert shown.count('class="n total"') == len(rows)
    assert all((name or "Unnamed") in shown for name in rows)
    return rows


# Modes --------------------------------------------------------------------------------------------


def test_in_team_mode_a_rep_sees_all_rows_without_links(world: World) -> None:
    ann, _ = create_team_with_totals(world, 60, 40)
    set_visibility(world)
    assert names(world, "rep") == ["Ann Ames", "Rep Reyes", "Bob Burns"]
    shown = page(world, "rep")
    assert f'"/reps/{ann.pk}/"' not in shown and f'"/reps/{world.rep.pk}/"' in shown
    assert "Talk to first" not in shown


def test_in_own_mode_a_rep_sees_one_row_and_the_teams_average(world: World) -> None:
    create_team_with_totals(world, 60, 40, 30, 70)
    with world.scope():
        add_rep(world.north, "Nia New", since=day(1))
    set_visibility(world, Visibility.OWN)
    assert names(world, "rep") == ["Rep Reyes"]
    shown = page(world, "rep")
    for nobody in ("Ann Ames", "Di Dean", "Nia New", "Up most", "Talk to first", "Find a rep"):
        assert nobody not in shown
    data = api(world, "rep")
    assert (data["average"], data["counted"], data["unranked"]) == (pytest.approx(50), 5, [])
    assert data["rows"][0]["rank"] == 3


def test_in_a_small_group_there_is_no_average_spread_or_rank(world: World) -> None:
    create_team_with_totals(world, 60, 40, 30)
    set_visibility(world, Visibility.OWN)
    data = api(world, "rep")
    assert (data["average"], data["average_change"]) == (None, None)
    assert (data["rows"][0]["rank"], data["rows"][0]["moved"]) == (None, None)
    assert csv_rows(world, "rep")[0]["rank"] == ""
    shown = page(world, "rep")
    assert "shown from 5 people on" in shown and "or above" not in shown
    set_visibility(world, Visibility.OWN, smallest=4)
    assert api(world, "rep")["average"] == pytest.approx(45)
    assert api(world, "rep")["rows"][0]["rank"] == 2


def test_in_own_mode_an_unranked_rep_sees_that_they_are_unranked(world: World) -> None:
    create_team_with_totals(world, 60)
    with world.scope():
        Rep.objects.filter(pk=world.rep_other.pk).update(user=None, email="moved@example.com")
        other = add_rep(world.north, "Nia New", world.users["rep_other"], since=day(1))
    set_visibility(world, Visibility.OWN)
    data = api(world, "rep_other")
    assert data["rows"] == [] and [u["rep"]["id"] for u in data["unranked"]] == [other.pk]
    assert "You are not ranked yet" in page(world, "rep_other")


def test_in_managers_mode_a_rep_has_no_board(world: World) -> None:
    create_team_with_totals(world, 60)
    set_visibility(world, Visibility.MANAGERS)
    client = world.signed_in("rep")
    for path in ("teams/{}/", "teams/{}/csv/", "api/v1/teams/{}/leaderboard/"):
        assert client.get("/" + path.format(world.north.pk)).status_code == 404
    assert client.get("/api/v1/teams/").json() == []
    assert client.get(f"/reps/{world.rep.pk}/").status_code == 200


@pytest.mark.parametrize("visibility", Visibility.values)
def test_those_who_look_after_the_team_see_everybody_in_every_mode(
    world: World, visibility: str
) -> None:
    ann, _ = create_team_with_totals(world, 60, 30)
    make_unnamed(ann)
    set_visibility(world, visibility)
    for person in ("manager", "admin"):
        assert names(world, person) == ["Ann Ames", "Rep Reyes", "Bob Burns"]
        assert api(world, person)["average"] == pytest.approx(140 / 3)
        shown = page(world, person)
        assert "Talk to first" in shown and f'"/reps/{ann.pk}/"' in shown
        assert "(shown without a name)" in shown


@pytest.mark.parametrize("visibility", Visibility.values)
def test_a_leaderboard_viewer_sees_rows_without_links(world: World, visibility: str) -> None:
    create_team_with_totals(world, 60, 30)
    create_reader(world)
    set_visibility(world, visibility)
    assert names(world, "reader") == ["Ann Ames", "Rep Reyes", "Bob Burns"]
    shown = page(world, "reader")
    assert '"/reps/' not in shown and "Talk to first" not in shown
    assert "shown from 5 people on" in shown and api(world, "reader")["average"] is None


def test_only_those_who_look_after_a_rep_see_why_they_rose(world: World) -> None:
    create_team_with_totals(world, 60)
    up = r"Up most</dt><dd>Ann Ames.*?</dd>"
    movers = {who: re.findall(up, page(world, who), re.DOTALL)[0] for who in ("rep", "manager")}
    assert "LinkedIn" in movers["manager"] and "LinkedIn" not in movers["rep"]


def test_the_teams_page_hides_averages_of_small_groups(
    world: World,
) -> None:
    create_team_with_totals(world, 60, 40)
    set_visibility(world)
    shown = {who: world.signed_in(who).get("/teams/").content.decode() for who in PEOPLE}
    assert "from 5 people on" in shown["rep"] and ">50<" not in shown["rep"]
    assert "from 5 people on" not in shown["manager"] and ">50<" in shown["manager"]


PEOPLE: tuple[Person, ...] = ("rep", "manager")


def test_an_average_change_requires_the_smallest_group(world: World) -> None:
    create_team_with_totals(world, 60, 40, 30, 70)
    with world.scope():
        assert api(world, "rep")["average_change"] == pytest.approx(10)
        new = add_rep(world.north, "Nia New", since=day(1))
        save_reading(new, day(CLOSE), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
    set_visibility(world, smallest=6)
    data = api(world, "rep")
    assert data["counted"] == 6 and data["average"] is not None
    assert data["average_change"] is None


# Names --------------------------------------------------------------------------------------------


def test_an_unnamed_rep_has_a_row_without_a_name(world: World) -> None:
    ann, _ = create_team_with_totals(world, 60, 40)
    make_unnamed(ann)
    create_reader(world)
    for person in ("rep", "reader"):
        assert names(world, person) == [None, "Rep Reyes", "Bob Burns"]
        output = page(world, person) + json.dumps(api(world, person))
        assert "Ann" not in output and ann.email not in output and f"/reps/{ann.pk}/" not in output


def test_an_unnamed_unranked_rep_is_last_and_cannot_be_searched(world: World) -> None:
    create_team_with_totals(world, 60)
    with world.scope():
        make_unnamed(add_rep(world.north, "Aaron Abel", since=day(1)))
        add_rep(world.north, "Zoe Zorn", since=day(1))
    data = api(world, "rep")["unranked"]
    assert [each["rep"] and each["rep"]["name"] for each in data] == ["Zoe Zorn", None]
    for search in ("Aaron", "unnamed", "a"):
        assert None not in [
            each["rep"] for each in api(world, "rep", f"?search={search}")["unranked"]
        ]


def test_search_and_sorting_do_not_reveal_an_unnamed_rep(world: World) -> None:
    ann, _ = create_team_with_totals(world, 60, 40)
    make_unnamed(ann)
    assert names(world, "rep", "?sort=name") == ["Bob Burns", "Rep Reyes", None]
    for word in ("ann", "Ames", "unnamed", "a"):
        assert 'class="name">Unnamed' not in page(world, "rep", f"?q={word}")
        assert "Unnamed" not in [row["name"] for row in csv_rows(world, "rep", f"?q={word}")]


def test_the_largest_rise_of_an_unnamed_rep_is_unnamed(world: World) -> None:
    (ann,) = create_team_with_totals(world, 60)
    make_unnamed(ann)
    assert "Up most</dt><dd>Unnamed" in page(world, "rep")


def test_an_unnamed_rep_sees_their_name_with_a_hint(world: World) -> None:
    create_team_with_totals(world, 60)
    make_unnamed(world.rep)
    assert names(world, "rep") == ["Ann Ames", "Rep Reyes"]
    assert "(shown without a name)" in page(world, "rep")
    create_reader(world)
    assert names(world, "reader") == ["Ann Ames", None]


def test_a_board_reveals_no_email_address(world: World) -> None:
    (ann,) = create_team_with_totals(world, 60)
    assert ann.email not in json.dumps(api(world, "rep"))


def test_hiding_a_name_is_saved_and_audited(world: World) -> None:
    client = world.signed_in("rep")
    for form, unnamed in (({"unnamed": "on"}, True), ({"unnamed": "on"}, True), ({}, False)):
        assert client.post("/me/others/", form).headers["Location"] == "/me/others/"
        world.rep.refresh_from_db(fields=["unnamed"])
        assert world.rep.unnamed is unnamed
    with world.scope():
        entries = [(e.details["was"], e.details["is"], e.by) for e in AuditEntry.objects.all()]
        assert not set_unnamed(rep=world.rep, unnamed=False, by=world.users["rep"])
    on, off = {"unnamed": True}, {"unnamed": False}
    assert entries == [(on, off, world.users["rep"]), (off, on, world.users["rep"])]


# A rep's days -------------------------------------------------------------------------------------


def create_scores(world: World) -> None:
    with world.scope():
        save_inputs(
            world.rep, {day(at): {"posts": 733, "comments": 0} for at in (40, 41, 44, 50, 57)}
        )
        save_reading(world.rep, day(45), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)


@pytest.mark.parametrize("person", ["manager", "admin"])
def test_only_the_rep_sees_daily_counts_and_logged_days(world: World, person: Person) -> None:
    create_scores(world)
    client = world.signed_in(person)
    rep, north = f"reps/{world.rep.pk}/", f"teams/{world.north.pk}/"
    paths = [f"/{rep}?view={view}&period={n}" for view in ("total", "pillars") for n in (30, 365)]
    paths += [f"/{north}", f"/{north}csv/", f"/api/v1/{rep}snapshots/", f"/api/v1/{rep}readings/"]
    paths += [f"/api/v1/{north}leaderboard/", f"/api/v1/{rep}", "/progress/?format=csv"]
    for path in paths:
        html = client.get(path).content.decode()
        assert "733" not in html, path
        for word in ("held", "<td>known</td>", '"known"', "streak"):
            assert not re.search(rf"(?<![\w-]){re.escape(word)}(?!\w)", html), (path, word)
    own = world.signed_in("rep").get(f"/{rep}").content.decode()
    assert "<td>known</td>" in own and "held" in own


def test_only_the_rep_reads_their_days_by_api(world: World) -> None:
    create_scores(world)
    url = f"/api/v1/reps/{world.rep.pk}/days/"
    got = {who: world.signed_in(who).get(url).status_code for who in world.users}
    assert got.pop("rep") == 200 and set(got.values()) == {404}


def test_an_admin_who_posts_a_day_gets_back_only_what_was_sent(world: World) -> None:
    create_scores(world)
    url, sent = f"/api/v1/reps/{world.rep.pk}/days/", {"day": str(day(57)), "shares": 2}
    answer = world.signed_in("admin").post(url, sent, content_type="application/json")
    values = {name: value for name, value in answer.json().items() if value is not None}
    assert (answer.status_code, values) == (200, sent)
    with world.scope():
        log = DailyLog.objects.get(rep=world.rep, day=day(57))
    assert (log.posts, log.shares) == (733, 2)
    own = world.signed_in("rep").post(url, sent, content_type="application/json").json()
    assert own["posts"] == 733


# Exports ------------------------------------------------------------------------------------------


def test_a_report_covers_reps_looked_after_today(world: World) -> None:
    """A rep who has left the team is not in its coach's export, whatever the period."""
    ann, _ = create_team_with_totals(world, 60, 40)
    with world.scope():
        Role.objects.filter(user=world.users["coach"]).update(team=world.north)
        Membership.objects.filter(rep=ann).update(until=day(TODAY))
        move = {"organization": world.organization, "team": world.south, "since": day(TODAY)}
        Membership.objects.create(rep=ann, **move)
    query = f"?team={world.north.pk}&first={day(28)}&last={day(CLOSE)}"
    for path in (query, query + "&format=csv"):
        html = world.signed_in("coach").get(f"/progress/{path}").content.decode()
        assert "Ann Ames" not in html and "Bob Burns" in html
