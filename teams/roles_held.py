"""Today's roles of a user, by organisation; used to build viewers."""

from django_scopes import scopes_disabled

from teams.models import Organization, Role, User

Held = dict[Organization, list[Role]]


def roles_held(user: User) -> Held:
    """Returns today's roles by organisation, ordered by the first role granted."""
    held: Held = {}
    with scopes_disabled():
        for role in Role.objects.of(user):
            if role.held_on(role.organization.today()):
                held.setdefault(role.organization, []).append(role)
    return held


def coached_in(held: Held) -> Held:
    """Returns the organisations in which the user is a coach, with the coach roles only."""
    coaches = {each: [r for r in held[each] if r.kind == Role.Kind.COACH] for each in held}
    return {each: roles for each, roles in coaches.items() if roles}
