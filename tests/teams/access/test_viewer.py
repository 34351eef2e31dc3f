"""For whom jobs, mails and links act: the user in exactly that organisation, with today's roles."""

from teams.access.viewer import coaching_viewer_of, current_viewer, viewer_of
from teams.models import Role
from tests.world import FIRST_DAY, World


def test_a_role_elsewhere_is_none_here(world: World) -> None:
    user = world.users["admin"]
    here = viewer_of(user, world.organization.pk)
    assert here and here.organization == world.organization
    assert viewer_of(user, world.contoso.pk) is None


def test_a_page_falls_back_on_the_first_organisation_with_a_role(world: World) -> None:
    user = world.users["admin"]
    for chosen in (None, world.contoso.pk, world.organization.pk):
        viewer = current_viewer(user, chosen)
        assert viewer and viewer.organization == world.organization


def test_only_coaches_and_admins_are_coaching_viewers(world: World) -> None:
    pk = world.organization.pk
    found = {name: coaching_viewer_of(user, pk) is not None for name, user in world.users.items()}
    assert found == {
        "rep": False, "rep_other": False, "manager": False, "coach": True, "admin": True,
        "outsider": False,
    }  # fmt: skip


def test_who_coaches_elsewhere_does_not_coach_here(world: World) -> None:
    manager = world.users["manager"]
    Role.objects.create(
        organization=world.contoso,
        user=manager,
        kind=Role.Kind.COACH,
        team=world.east,
        since=FIRST_DAY,
    )
    assert coaching_viewer_of(manager, world.organization.pk) is None
    assert coaching_viewer_of(manager, world.contoso.pk)


def test_an_inactive_user_has_no_viewer(world: World) -> None:
    user = world.users["coach"]
    user.is_active = False
    assert viewer_of(user, world.organization.pk) is None
