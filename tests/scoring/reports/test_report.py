"""Progress report of a coach: subject, period, permissions, and a CSV that is safe to open."""

import csv
import html
import io
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse

from teams.models import Role, Team
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import Person, World, add_rep

FIRST, LAST, TODAY = 30, 58, 59  # day(59) is Wednesday 4 March 2026
PERIOD = f"first={day(FIRST)}&last={day(LAST)}"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def get_report(world: World, query: str = "", person: Person = "coach") -> HttpResponse:
    return world.signed_in(person).get(f"/progress/?{query}")  # type: ignore[return-value]


def table(answer: HttpResponse) -> list[dict[str, str]]:
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def add_rep_with_readings(world: World, team: Team, name: str, before: float, after: float) -> None:
    """A rep of the team whose LinkedIn score went from `before` to `after`."""
    rep = add_rep(team, name, since=day(1))
    save_reading(rep, day(FIRST), *[before / 4] * 4)
    save_reading(rep, day(LAST), *[after / 4] * 4)


@pytest.fixture
def coached(world: World) -> World:
    """Two reps of South who can be compared, one of North, and one of South without data."""
    with world.scope():
        add_rep_with_readings(world, world.south, "Ann Ames", 40, 48)
        add_rep_with_readings(world, world.south, "Bob Burns", 72, 70)
        add_rep_with_readings(world, world.north, "Nora North", 10, 20)
        close_through(world.organization, LAST)
    return world


def test_the_report_has_three_sentences_and_a_row_per_rep(coached: World) -> None:
    page = get_report(coached, f"team={coached.south.pk}&{PERIOD}").content.decode()
    for sentence in (
        "2 of 3 reps have two in this period; on average they moved +3.0.",
        "The average estimate of 2 reps went from 56.0 to 59.0 (+3.0); 1 of 2 went up.",
        "1 of 2 stands at 70 or above; it was 1 of 2 at the start.",
    ):
        assert sentence in page
    assert "Ann Ames" in page and "Bob Burns" in page and "Nora North" not in page
    assert "no score yet" in page


def test_each_rep_of_the_report_links_to_their_report(coached: World) -> None:
    page = get_report(coached, f"team={coached.south.pk}&{PERIOD}").content.decode()
    (href,) = re.findall(r'<a href="([^"]+)">Ann Ames</a>', page)
    alone = coached.signed_in("coach").get(html.unescape(href)).content.decode()
    assert "went from 40.0 on 3 February to 48.0 on 3 March (+8.0)" in alone
    assert 'id="causes"' in alone and 'id="forecast"' in alone and "Bob Burns</h" not in alone


def test_the_csv_has_period_totals_pillars_and_linkedin_scores(
    coached: World,
) -> None:
    response = get_report(coached, f"team={coached.south.pk}&{PERIOD}&format=csv")
    ann, bob, ora = table(response)
    assert (
        f'filename="south-{day(FIRST)}-{day(LAST)}.csv"'
        in (response.headers["Content-Disposition"])
    )
    assert (ann["email"], ann["name"], ann["state"]) == (
        "ann.ames@example.com",
        "Ann Ames",
        "current",
    )
    assert (ann["from"], ann["to"]) == (str(day(FIRST)), str(day(LAST)))
    assert (ann["total_from"], ann["total_to"], ann["total_change"]) == ("40.0", "48.0", "8.0")
    assert (ann["brand_from"], ann["brand_to"], ann["brand_change"]) == ("10.0", "12.0", "2.0")
    assert (ann["linkedin_first"], ann["linkedin_last"]) == ("40.0", "48.0")
    assert (ann["linkedin_first_on"], ann["linkedin_last_on"]) == (str(day(FIRST)), str(day(LAST)))
    assert bob["total_change"] == "-2.0"
    assert (ora["name"], ora["state"], ora["total_to"]) == ("Ora Other", "no score yet", "")


def test_reps_that_cannot_be_compared_have_no_change(coached: World) -> None:
    with coached.scope():
        save_inputs(coached.rep_other, {day(57): {"posts": 1}})
        close_through(coached.organization, LAST)
    *_, other = table(get_report(coached, f"team={coached.south.pk}&{PERIOD}&format=csv"))
    assert (other["name"], other["state"], other["known_days"]) == ("Ora Other", "building", "1")
    assert other["total_from"] == other["total_change"] == other["linkedin_first"] == ""


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x";"y")']
)
def test_a_name_never_becomes_a_formula(world: World, name: str) -> None:
    with world.scope():
        rep = add_rep(world.south, name, since=day(1))
        rep.email = f"{name[:1].strip() or '='}{rep.pk}@example.com"
        rep.save()
        save_reading(rep, day(LAST), 10, 10, 10, 10)
        close_through(world.organization, LAST)
    row, _ = table(get_report(world, f"team={world.south.pk}&{PERIOD}&format=csv"))
    assert row["name"] == f"'{name}" and row["email"] == f"'{rep.email}"


def test_an_admin_reports_on_every_team(coached: World) -> None:
    nora, _ = table(get_report(coached, f"team={coached.north.pk}&{PERIOD}&format=csv", "admin"))
    assert nora["total_change"] == "10.0"


@pytest.mark.parametrize("person", ["rep", "rep_other", "manager"])
def test_only_coaches_and_admins_have_a_report(coached: World, person: Person) -> None:
    assert get_report(coached, "", person).status_code == 404
    own = f"team={coached.north.pk}&{PERIOD}&format=csv"
    assert get_report(coached, own, person).status_code == 404
    assert "/progress/" not in coached.signed_in(person).get("/teams/").content.decode()


def test_a_coach_can_report_only_on_teams_looked_after(coached: World) -> None:
    page = get_report(coached).content.decode()
    assert ">South</option>" in page and ">North</option>" not in page
    for number in (coached.north.pk, coached.east.pk, 999_999):
        response = get_report(coached, f"team={number}&{PERIOD}&format=csv")
        assert response.status_code == 422
        assert f"{number} is not one of the available choices" in response.content.decode()


def test_a_coach_cannot_report_on_a_team_they_only_belong_to(coached: World) -> None:
    with coached.scope():
        add_rep(coached.north, "Coach", coached.users["coach"], since=day(1))
    assert get_report(coached, f"team={coached.north.pk}&{PERIOD}").status_code == 422
    assert get_report(coached, f"team={coached.south.pk}&{PERIOD}").status_code == 200


def test_a_coach_of_one_rep_reports_on_that_rep(coached: World) -> None:
    with coached.scope():
        roles = Role.objects.filter(user=coached.users["coach"])
        roles.update(team=None, rep=coached.rep)
    page = get_report(coached).content.decode()
    assert ">Rep Reyes</option>" in page and "South" not in page
    assert get_report(coached, f"rep={coached.rep_other.pk}&{PERIOD}").status_code == 422


def test_a_coach_without_reps_has_no_report(coached: World) -> None:
    with coached.scope():
        Role.objects.filter(user=coached.users["coach"]).update(team=None, rep=None)
    assert get_report(coached).status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (
            "2026-03-01",
            "2026-02-01",
            "The period ends before it begins: choose an earlier first day.",
        ),
        (
            "2026-03-01",
            "2026-03-01",
            "The period ends before it begins: choose an earlier first day.",
        ),
        ("2026-02-01", "2026-03-04", "4 March is not over yet: choose a day up to 3 March."),
        ("2026-02-30", "2026-03-01", "Enter a valid date."),
        ("yesterday", "2026-03-01", "Enter a valid date."),
        ("", "2026-03-01", "This field is required."),
        ("2026-03-01\x00", "2026-03-02", "Enter a valid date."),
    ],
)
def test_an_invalid_period_shows_an_error(
    coached: World, first: str, last: str, sentence: str
) -> None:
    for form in ("", "&format=csv"):
        response = get_report(coached, f"team={coached.south.pk}&first={first}&last={last}{form}")
        assert response.status_code == 422
        assert sentence in html.unescape(response.content.decode())


def test_an_incomplete_query_string_shows_what_is_missing(coached: World) -> None:
    response = get_report(coached, f"team={coached.south.pk}&first={day(FIRST)}")
    assert response.status_code == 422
    assert response.content.decode().count("This field is required.") == 1


def test_a_period_before_any_member_shows_an_error(coached: World) -> None:
    response = get_report(coached, f"team={coached.south.pk}&first=2001-01-01&last=2003-01-01")
    assert response.status_code == 422
    assert "There is nobody to report on in South." in response.content.decode()


def test_the_default_period_is_the_last_thirty_days(coached: World) -> None:
    page = get_report(coached).content.decode()
    assert 'value="2026-02-01"' in page and 'value="2026-03-03"' in page
