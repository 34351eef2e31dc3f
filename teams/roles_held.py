"""Which roles somebody holds today, and where: what every viewer is made of."""

from django_scopes import scopes_disabled

from teams.models import Organization, Role, User

Held = dict[Organization, list[Role]]


def roles_held(user: User) -> Held:
    """Today's roles by organisation, in the order of the first that was given."""
    held: Held = {}
    with scopes_disabled():
        for role in Role.objects.of(user):
            if role.held_on(role.organization.today()):
                held.setdefault(role.organization, []).append(role)
    return held


def coached_in(held: Held) -> Held:
    """Those of them where the user coaches, with nothing but the coach's roles."""
    coaches = {each: [r for r in held[each] if r.kind == Role.Kind.COACH] for each in held}
    return {each: roles for each, roles in coaches.items() if roles}
