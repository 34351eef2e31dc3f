"""Alert subscriptions of people who oversee teams: rules per team, by mail or chat."""

from collections.abc import Collection, Mapping
from typing import Final

from django.db import transaction

from teams.models import Hook, Organization, Team, User, Watch

RULES: Final = {
    "milestone": "Somebody crosses 30, 40, 50, 60 or 70",
    "drop": "Somebody falls 5 or more within a week",
    "waiting": "Somebody’s score waits for data",
}


def watches_of(user: User, organization: Organization) -> dict[int, Watch]:
    """Returns the user's subscriptions in the organisation, by team id."""
    watches = Watch.objects.filter(user=user, organization=organization).select_related("hook")
    return {watch.team_id: watch for watch in watches}


def rules_of(watch: Watch) -> list[str]:
    """Returns the rules that are switched on."""
    return [rule for rule in RULES if getattr(watch, rule)]


@transaction.atomic
def set_watches(
    *,
    user: User,
    organization: Organization,
    rules: Mapping[Team, Collection[str]],
    by_mail: bool,
    hooks: Mapping[Team, Hook | None] | None = None,
) -> int:
    """Replaces the user's alert rules in the organisation; returns the number of teams with rules.

    The caller checks with teams.access which teams the user oversees.
    """
    rules_by_team = {team: names for team, names in rules.items() if names}
    chats = [(team, hook) for team, hook in (hooks or {}).items() if hook]
    if any(team.organization_id != organization.pk for team in rules_by_team) or any(
        hook.team_id != team.pk for team, hook in chats
    ):
        raise ValueError("Every team is of the organisation, and every chat of its team.")
    Watch.objects.filter(user=user, organization=organization).delete()
    Watch.objects.bulk_create(
        Watch(
            organization=organization,
            user=user,
            team=team,
            by_mail=by_mail,
            hook=(hooks or {}).get(team),
            **{rule: rule in names for rule in RULES},
        )
        for team, names in rules_by_team.items()
    )
    return len(rules_by_team)
