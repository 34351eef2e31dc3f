"""Alerts as somebody who looks after teams chooses them: team by team, and by which way."""

from collections.abc import Collection, Mapping
from typing import Final

from django.db import transaction

from teams.models import Organization, Team, User, Watch

RULES: Final = {
    "milestone": "Somebody crosses 30, 40, 50, 60 or 70",
    "drop": "Somebody falls 5 or more within a week",
    "waiting": "Somebody’s score waits for data",
}


def watches_of(user: User, organization: Organization) -> dict[int, Watch]:
    """What the user has chosen there, by team's id."""
    found = Watch.objects.filter(user=user, organization=organization).select_related("hook")
    return {watch.team_id: watch for watch in found}


def rules_of(watch: Watch) -> list[str]:
    """The rules that are on."""
    return [rule for rule in RULES if getattr(watch, rule)]


@transaction.atomic
def set_watches(
    *, user: User, organization: Organization, rules: Mapping[Team, Collection[str]], by_mail: bool
) -> int:
    """These rules for these teams and none for others; returns for how many teams there are any.

    Whoever calls it has asked teams.access which teams the user looks after.
    """
    chosen = {team: names for team, names in rules.items() if names}
    if any(team.organization_id != organization.pk for team in chosen):
        raise ValueError("Every team is of the organisation.")
    mine = Watch.objects.filter(user=user, organization=organization)
    mine.exclude(team__in=chosen).delete()
    for team, names in chosen.items():
        said = {rule: rule in names for rule in RULES} | {"by_mail": by_mail}
        Watch.objects.update_or_create(
            organization=organization, user=user, team=team, defaults=said
        )
    return len(chosen)
