"""Chats that a team's alerts go into: Slack's and Teams' webhooks, added and removed with an entry.

The address is a secret: whoever has it can write there. It is never shown, logged or audited.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from teams.models import Action, AuditEntry, Hook, Team, User
from teams.outgoing import RefusedError, target

MOST = 10  # of a team


def hooks_of(teams: Sequence[Team]) -> dict[int, list[Hook]]:
    """The chats of each team (by id) that has any, by name."""
    found: dict[int, list[Hook]] = defaultdict(list)
    for hook in Hook.objects.filter(team__in=teams):
        found[hook.team_id].append(hook)
    return dict(found)


@transaction.atomic
def add_hook(*, team: Team, name: str, kind: str, url: str, by: User) -> Hook:
    """A chat of the team. Raises ValidationError for an address that is not called."""
    try:
        host = target(url).host
    except RefusedError as error:
        raise ValidationError({"url": str(error)}) from error
    Team.objects.select_for_update().get(pk=team.pk)
    if Hook.objects.filter(team=team).count() >= MOST:
        raise ValidationError(f"{team} has {MOST} chats already: remove one first.")
    hook = Hook(organization_id=team.organization_id, team=team, by=by)
    hook.name, hook.kind, hook.url = name.strip(), kind, url
    hook.full_clean(exclude=["organization", "team", "by"])
    hook.save()
    _audit(hook, by, {"what": "chat added", "is": f"{hook.name}, {hook.kind} at {host}"})
    return hook


@transaction.atomic
def remove_hook(*, hook: Hook, by: User) -> None:
    """Nothing goes there any more; watches that did keep their rules."""
    _audit(hook, by, {"what": "chat removed", "was": f"{hook.name}, {hook.kind} at {hook.host}"})
    hook.delete()


def note_failure(hook: Hook) -> None:
    """It was not taken: after some in a row nothing is sent there any more."""
    Hook.objects.filter(pk=hook.pk).update(failed=F("failed") + 1)


def note_success(hook: Hook) -> None:
    """It was taken: those before count no more."""
    Hook.objects.filter(pk=hook.pk).exclude(failed=0).update(failed=0)


def _audit(hook: Hook, by: User, details: dict[str, str]) -> None:
    AuditEntry.objects.create(
        organization_id=hook.organization_id,
        by=by,
        action=Action.TEAM_CHANGED,
        details={"team": hook.team.name, **details},
    )
