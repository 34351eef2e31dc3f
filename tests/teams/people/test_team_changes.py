"""Teams and regions: create, rename, group, delete, move people; and what is refused."""

import pytest
from django.core.exceptions import ValidationError

from teams.models import Action, AuditEntry, Membership, Rep, Team
from teams.people.regions import branches
from teams.people.team_changes import change_team, create_team, delete_team, move_reps
from tests.world import World


def audit_rows(world: World) -> list[tuple[str, dict]]:
    return [(each.action, each.details) for each in AuditEntry.objects.order_by("pk")]


def test_creating_renaming_and_grouping_teams_is_audited(world: World) -> None:
    by = world.users["admin"]
    with world.scope():
        west = create_team(organization=world.organization, name="West", by=by)
        change_team(team=world.north, name="Northern", region=west, by=by)
        change_team(team=world.north, name="Northern", region=west, by=by)
        assert audit_rows(world) == [
            (Action.TEAM_CREATED, {"team": "West", "is": "West", "region": None}),
            (Action.TEAM_RENAMED, {"team": "Northern", "was": "North", "is": "Northern"}),
            (Action.REGION_CHANGED, {"team": "Northern", "was": None, "is": "West"}),
        ]
        shown = [(b.team.name, b.below, b.teams) for b in branches(list(Team.objects.all()))]
    assert shown == [("South", False, 0), ("West", False, 1), ("Northern", True, 0)]


def test_regions_can_not_be_nested(world: World) -> None:
    with world.scope():
        top = create_team(organization=world.organization, name="Top")
        change_team(team=world.north, name="North", region=top)
        with pytest.raises(ValidationError, match="North is in Top itself"):
            change_team(team=world.south, name="South", region=world.north)
        with pytest.raises(ValidationError, match="Top is a region, and regions do not nest"):
            change_team(team=top, name="Top", region=world.south)
        with pytest.raises(ValidationError, match="Choose another team"):
            change_team(team=top, name="Top", region=top)
        assert Team.objects.get(pk=world.south.pk).region_id is None


def test_team_names_are_unique_and_foreign_regions_refused(world: World) -> None:
    with world.scope():
        with pytest.raises(ValidationError, match="a team north already"):
            create_team(organization=world.organization, name=" north ")
        with pytest.raises(ValidationError, match="Choose another team of this organisation"):
            change_team(team=world.north, name="North", region=world.east)
        assert audit_rows(world) == []


def test_only_a_team_that_never_had_people_or_roles_can_be_deleted(world: World) -> None:
    with world.scope():
        empty = create_team(organization=world.organization, name="Empty")
        delete_team(team=empty, by=world.users["admin"])
        with pytest.raises(ValidationError, match="North stays, because"):
            delete_team(team=world.north)
        Membership.objects.filter(team=world.north).delete()
        with pytest.raises(ValidationError, match="somebody was given a role for it"):
            delete_team(team=world.north)
        assert [team.name for team in Team.objects.all()] == ["North", "South"]


def test_people_are_moved_together_or_not_at_all(world: World) -> None:
    today = world.organization.today()
    with world.scope():
        both = [world.rep, world.rep_other]
        with pytest.raises(ValidationError, match="Ora Other sits there already"):
            move_reps(reps=both, team=world.south, on=today)
        assert list(Rep.objects.of_team(world.north, today)) == [world.rep]
        move_reps(reps=[world.rep], team=world.south, on=today, by=world.users["admin"])
        assert set(Rep.objects.of_team(world.south, today)) == set(both)
        assert AuditEntry.objects.get().action == Action.TEAM_CHANGED
