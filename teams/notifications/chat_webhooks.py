"""Chat webhooks of a team (Slack, Microsoft Teams): adding and removing them, with audit entries.

The URL is a secret, since anyone who has it can post there: it is never shown, logged or audited.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from teams.models import Action, AuditEntry, Hook, Team, User
from teams.notifications.webhook_client import UrlNotAllowedError, parse_target

MAX_HOOKS = 10  # per team


def hooks_of(teams: Sequence[Team]) -> dict[int, list[Hook]]:
    """Returns the webhooks of each team that has any, by team id."""
    hooks: dict[int, list[Hook]] = defaultdict(list)
    for hook in Hook.objects.filter(team__in=teams):
        hooks[hook.team_id].append(hook)
    return dict(hooks)


@transaction.atomic
def add_hook(*, team: Team, name: str, kind: str, url: str, by: User) -> Hook:
    """Adds a webhook. Raises ValidationError for a URL that is not allowed."""
    try:
        host = parse_target(url).host
    except UrlNotAllowedError as error:
        raise ValidationError({"url": str(error)}) from error
    Team.objects.select_for_update().get(pk=team.pk)
    if Hook.objects.filter(team=team).count() >= MAX_HOOKS:
        raise ValidationError(f"{team} has {MAX_HOOKS} chats already: remove one first.")
    hook = Hook(organization_id=team.organization_id, team=team, by=by)
    hook.name, hook.kind, hook.url = name.strip(), kind, url
    hook.full_clean(exclude=["organization", "team", "by"])
    hook.save()
    _audit(hook, by, {"what": "chat added", "is": f"{hook.name}, {hook.kind} at {host}"})
    return hook


@transaction.atomic
def remove_hook(*, hook: Hook, by: User) -> None:
    """Deletes a webhook; alert subscriptions that used it keep their rules."""
    _audit(hook, by, {"what": "chat removed", "was": f"{hook.name}, {hook.kind} at {hook.host}"})
    hook.delete()


def count_failure(hook: Hook) -> None:
    """Counts a failed message; after several in a row nothing is sent there any more."""
    Hook.objects.filter(pk=hook.pk).update(failed=F("failed") + 1)


def reset_failures(hook: Hook) -> None:
    """Resets the count of failures."""
    Hook.objects.filter(pk=hook.pk).exclude(failed=0).update(failed=0)


def _audit(hook: Hook, by: User, details: dict[str, str]) -> None:
    AuditEntry.objects.create(
        organization_id=hook.organization_id,
        by=by,
        action=Action.TEAM_CHANGED,
        details={"team": hook.team.name, **details},
    )
