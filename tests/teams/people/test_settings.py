"""Settings pages for admins (organisation, teams, privacy), and the public privacy page."""

import pytest
from django_scopes import scopes_disabled

from teams.base.sources import Source
from teams.facts.save_days import DayEntry, save_days
from teams.models import Action, AuditEntry, Organization, Rep, Team
from tests.scoring.core.histories import day
from tests.world import World

PRIVACY = {"visibility": "team", "smallest_group": 5, "retention_months": ""}


def stored_organization(world: World) -> Organization:
    return Organization.objects.get(pk=world.organization.pk)


def log(world: World) -> list[tuple[str, dict]]:
    with world.scope():
        return [(each.action, each.details) for each in AuditEntry.objects.order_by("pk")]


def test_an_admin_changes_the_organisations_name_and_time_zone(world: World) -> None:
    form = {"name": "Northwind & Co", "time_zone": "Europe/Lisbon"}
    assert world.signed_in("admin").post("/settings/", form).status_code == 302
    assert (stored_organization(world).name, stored_organization(world).time_zone) == (
        "Northwind & Co",
        "Europe/Lisbon",
    )
    assert log(world) == [
        (Action.ORGANIZATION_CHANGED, {"was": "Northwind", "is": "Northwind & Co"}),
        (Action.TIME_ZONE_CHANGED, {"was": "UTC", "is": "Europe/Lisbon"}),
    ]


@pytest.mark.parametrize("name", ["", "N" * 121])
@pytest.mark.parametrize("zone", ["", "Mars/X"])
def test_invalid_settings_are_explained_and_not_saved(world: World, name: str, zone: str) -> None:
    form = {"name": name, "time_zone": zone}
    answer = world.signed_in("admin").post("/settings/", form)
    assert answer.status_code == 422 and b'role="alert"' in answer.content
    assert (stored_organization(world).name, log(world)) == ("Northwind", [])


def test_working_days_apply_from_a_day_on(world: World) -> None:
    client = world.signed_in("admin")
    form = {"weekdays": ["1", "2", "3", "4"], "since": str(world.organization.today())}
    assert client.post("/settings/working-days/", form).status_code == 302
    assert stored_organization(world).working_weeks[-1] == [form["since"], "1234"]
    assert client.post("/settings/working-days/", {"since": "1900-01-01"}).status_code == 422


def test_a_team_is_created_and_put_into_a_region(world: World) -> None:
    client = world.signed_in("admin")
    assert client.post("/settings/teams/", {"name": "West", "region": ""}).status_code == 302
    with world.scope():
        west = Team.objects.get(name="West")
    form = {"name": "North", "region": west.pk}
    assert client.post(f"/settings/teams/{world.north.pk}/", form).status_code == 302
    assert "region of 1 team" in client.get("/settings/teams/").content.decode()
    assert client.post("/settings/teams/", {"name": "North"}).status_code == 422
    form["region"] = world.east.pk
    answer = client.post(f"/settings/teams/{world.north.pk}/", form)
    assert answer.status_code == 422 and "not one of the available" in answer.content.decode()
    assert client.get(f"/settings/teams/{world.east.pk}/").status_code == 404


def test_people_are_moved_out_of_a_team_and_into_another(world: World) -> None:
    client, today = world.signed_in("admin"), world.organization.today()
    form = {"reps": [world.rep.pk], "team": "", "since": str(today)}
    assert client.post(f"/settings/teams/{world.north.pk}/seats/", form).status_code == 302
    assert "Rep Reyes" in client.get("/settings/teams/").content.decode()
    form["team"] = str(world.south.pk)
    assert client.post("/settings/teams/seats/", form).status_code == 302
    with world.scope():
        assert world.rep in Rep.objects.of_team(world.south, today)


def test_foreign_reps_or_teams_are_refused_in_a_move(world: World) -> None:
    client, today = world.signed_in("admin"), str(world.organization.today())
    address = f"/settings/teams/{world.north.pk}/seats/"
    for reps, team in (([world.elsewhere.pk], world.south.pk), ([world.rep.pk], world.east.pk)):
        form = {"reps": reps, "team": team, "since": today}
        assert client.post(address, form).status_code == 422
    assert log(world) == []


def test_a_team_with_people_is_not_deleted_and_the_page_says_why(world: World) -> None:
    client = world.signed_in("admin")
    answer = client.post(f"/settings/teams/{world.north.pk}/delete/")
    assert answer.status_code == 422 and "North stays, because" in answer.content.decode()


def test_privacy_changes_are_saved_and_audited(world: World) -> None:
    form = PRIVACY | {"visibility": "own", "smallest_group": 8}
    assert world.signed_in("admin").post("/settings/privacy/", form).status_code == 302
    assert (stored_organization(world).visibility, stored_organization(world).smallest_group) == (
        "own",
        8,
    )
    was, is_ = (
        {"visibility": "team", "smallest_group": 5},
        {"visibility": "own", "smallest_group": 8},
    )
    assert log(world) == [(Action.PRIVACY_CHANGED, {"was": was, "is": is_})]


def test_a_shorter_retention_shows_what_is_lost_and_asks_for_confirmation(world: World) -> None:
    client, form = world.signed_in("admin"), PRIVACY | {"retention_months": 6}
    entries = [DayEntry(world.rep.pk, day(n), {"posts": 1}) for n in (1, 2, 3)]
    with world.scope():
        save_days(organization=world.organization, source=Source.CSV, entries=entries)
    page = client.post("/settings/privacy/", form).content.decode()
    assert "3 logged days and 0 readings of 1 person" in page
    assert stored_organization(world).retention_months is None
    client.post("/settings/privacy/", form | {"confirmed": "7"})
    assert stored_organization(world).retention_months is None
    assert client.post("/settings/privacy/", form | {"confirmed": "6"}).status_code == 302
    assert stored_organization(world).retention_months == 6


@pytest.mark.parametrize(
    "bad", [{"visibility": "all"}, {"smallest_group": 1}, {"retention_months": 2}]
)
def test_invalid_privacy_settings_are_refused(world: World, bad: dict) -> None:
    assert world.signed_in("admin").post("/settings/privacy/", PRIVACY | bad).status_code == 422
    assert log(world) == []


def test_the_privacy_page_shows_the_current_settings(world: World) -> None:
    client = world.signed_in("rep")
    before = client.get("/privacy/").content.decode()
    assert "Everyone sees everyone in the team" in before and "groups of 5 or more" in before
    Organization.objects.update(visibility="managers", smallest_group=9, retention_months=12)
    after = client.get("/privacy/").content.decode()
    assert "Only managers and coaches see the team" in after and "groups of 9 or more" in after
    assert "kept for 12 months" in after and "score, pillars and rank." not in after


@pytest.mark.parametrize("address", ["", "teams/", "privacy/"])
def test_settings_are_for_admins_only(world: World, address: str) -> None:
    for person in ("rep", "manager", "coach"):
        assert world.signed_in(person).get(f"/settings/{address}").status_code == 404
    with scopes_disabled():
        assert world.signed_in("admin").get(f"/settings/{address}").status_code == 200


def test_the_way_reports_are_mailed_is_a_setting_and_audited(world: World) -> None:
    client = world.signed_in("admin")
    said = {"name": "Northwind", "time_zone": "UTC", "report_by": "attachment"}
    client.post("/settings/", said)
    client.post("/settings/", said)
    client.post("/settings/", said | {"report_by": "pigeon"})
    world.organization.refresh_from_db()
    assert world.organization.report_by == "attachment"
    with world.scope():
        [entry] = AuditEntry.objects.filter(action="organisation changed")
    assert entry.details == {
        "was": {"reports by mail": "link"},
        "is": {"reports by mail": "attachment"},
    }
