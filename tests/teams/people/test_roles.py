"""Giving and ending roles, deactivating people, and reopening their accounts."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from teams.models import Action, ApiToken, AuditEntry, Membership, Rep, Role, User
from teams.people.deactivate import deactivate
from teams.people.roles import end_role, grant_role
from tests.world import FIRST_DAY, World, add_rep


def create_role(world: World, user: User, kind: str, **about: Any) -> Role:
    with world.scope():
        return grant_role(
            organization=world.organization, user=user, kind=kind, by=world.users["admin"], **about
        )


def admin_role(world: World) -> Role:
    return Role.objects.get(user=world.users["admin"], kind="admin")


def test_giving_a_role_twice_creates_one_role(world: World) -> None:
    coach = world.users["coach"]
    first = create_role(world, coach, "coach", team=world.north)
    assert create_role(world, coach, "coach", team=world.north) == first
    assert create_role(world, coach, "coach", rep=world.rep) != first


def test_an_ended_role_can_be_given_again(world: World) -> None:
    client, manager = world.signed_in("manager"), world.users["manager"]
    with world.scope():
        end_role(Role.objects.get(user=manager), by=None)
    assert client.get(f"/teams/{world.north.pk}/").status_code == 404
    create_role(world, manager, "manager", team=world.north)
    assert client.get(f"/teams/{world.north.pk}/").status_code == 200


@pytest.mark.parametrize("kind", ["manager", "coach"])
def test_manager_and_coach_roles_need_a_team_or_rep(world: World, kind: str) -> None:
    with pytest.raises(ValidationError, match="say which"):
        create_role(world, world.users["rep"], kind)


def test_a_role_for_a_foreign_team_or_rep_is_refused(world: World) -> None:
    for about in ({"team": world.east}, {"rep": world.elsewhere}):
        with pytest.raises(ValidationError, match="not of this organisation"):
            create_role(world, world.users["rep"], "coach", **about)


def test_the_last_admin_keeps_the_role_until_there_is_another(world: World) -> None:
    with world.scope():
        with pytest.raises(ValidationError, match="last admin"):
            end_role(admin_role(world))
        with pytest.raises(ValidationError, match="last admin"):
            deactivate(organization=world.organization, user=world.users["admin"], by=None)
        create_role(world, world.users["coach"], "admin")
        end_role(admin_role(world))
    assert world.signed_in("admin").get("/settings/people/").status_code == 404


def test_an_admin_whose_account_is_closed_does_not_count(world: World) -> None:
    with world.scope():
        create_role(world, world.users["coach"], "admin")
        User.objects.filter(pk=world.users["coach"].pk).update(is_active=False)
        with pytest.raises(ValidationError, match="last admin"):
            end_role(admin_role(world))


def test_deactivation_ends_sessions_tokens_membership_and_account(world: World) -> None:
    rep, client = world.users["rep"], world.signed_in("rep")
    ApiToken.objects.create(user=rep, organization=world.organization)
    with world.scope():
        deactivate(organization=world.organization, user=rep, by=world.users["admin"])
        assert Membership.objects.get(rep=world.rep).until == world.organization.today()
    rep.refresh_from_db()
    assert not rep.is_active and not ApiToken.objects.exists()
    assert client.get("/log/").status_code == 302


def test_a_user_with_a_role_in_another_organisation_keeps_the_account(world: World) -> None:
    rep = world.users["rep"]
    Role.objects.create(organization=world.contoso, user=rep, kind="viewer", since=FIRST_DAY)
    with world.scope():
        deactivate(organization=world.organization, user=rep, by=world.users["admin"])
    rep.refresh_from_db()
    assert rep.is_active
    client = Client()
    client.force_login(rep)
    assert client.get(f"/teams/{world.east.pk}/").status_code == 200
    assert client.get(f"/teams/{world.north.pk}/").status_code == 404


def test_giving_a_role_reopens_a_deactivated_account(world: World) -> None:
    rep = world.users["rep"]
    with world.scope():
        deactivate(organization=world.organization, user=rep, by=None)
    rep.refresh_from_db()
    create_role(world, rep, "viewer")
    assert User.objects.get(pk=rep.pk).is_active


def test_an_account_closed_by_the_operator_stays_closed(world: World) -> None:
    manager = world.users["manager"]
    manager.is_active = False
    manager.save()
    create_role(world, manager, "viewer")
    assert not User.objects.get(pk=manager.pk).is_active


def test_deactivating_a_rep_without_a_user_ends_the_membership(world: World) -> None:
    with world.scope():
        ann = add_rep(world.north, "Ann")
        deactivate(organization=world.organization, rep=ann, by=world.users["admin"])
        today = world.organization.today()
        assert ann not in Rep.objects.of_team(world.north, today)
        assert AuditEntry.objects.get(action=Action.DEACTIVATED).rep == ann


def test_the_audit_log_records_given_and_ended_roles(world: World) -> None:
    role = create_role(world, world.users["coach"], "coach", rep=world.rep)
    with world.scope():
        end_role(role, by=world.users["admin"])
        ended, given = AuditEntry.objects.all()[:2]
    assert (given.action, given.details) == (Action.ROLE_GIVEN, {"is": "coach of Rep Reyes"})
    assert (ended.action, ended.details) == (Action.ROLE_ENDED, {"was": "coach of Rep Reyes"})
    assert given.by == ended.by == world.users["admin"] and given.user == world.users["coach"]
