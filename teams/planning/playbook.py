"""The organisation's own coaching tips per signal, in place of the built-in ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Action, AuditEntry, Organization, Tip, User

MAX_TIP_LENGTH = 1000  # characters
LEAST_MINUTES, MOST_MINUTES = 1, 240


@dataclass(frozen=True)
class OwnTip:
    """The coaches' tip for a signal; an empty text or no minutes keep the built-in ones."""

    text: str = ""
    minutes: int | None = None


def playbook_of(organization: Organization) -> dict[str, OwnTip]:
    """Returns the organisation's own tips by signal; one query."""
    rows = Tip.objects.of(organization).values_list("signal", "text", "minutes")
    return {signal: OwnTip(text, minutes) for signal, text, minutes in rows}


@transaction.atomic
def save_playbook(
    *, organization: Organization, tips: Mapping[str, OwnTip], by: User, today: date
) -> int:
    """Replaces the tips of these signals; returns how many changed.

    Raises ValidationError with a sentence for a text too long or minutes out of range.
    """
    for tip in tips.values():
        _check(tip)
    Organization.objects.select_for_update().get(pk=organization.pk)  # one editor at a time
    before = playbook_of(organization)
    changed = {name: tip for name, tip in tips.items() if before.get(name, OwnTip()) != tip}
    for signal, tip in changed.items():
        _save(organization, signal, tip, by, today)
        _audit(organization, signal, before.get(signal, OwnTip()), tip, by)
    return len(changed)


def _check(tip: OwnTip) -> None:
    if len(tip.text) > MAX_TIP_LENGTH:
        raise ValidationError(f"A tip has at most {MAX_TIP_LENGTH:,} characters.")
    if tip.minutes is not None and not LEAST_MINUTES <= tip.minutes <= MOST_MINUTES:
        raise ValidationError(f"Minutes are from {LEAST_MINUTES} to {MOST_MINUTES}.")


def _save(organization: Organization, signal: str, tip: OwnTip, by: User, today: date) -> None:
    if tip == OwnTip():
        Tip.objects.of(organization).filter(signal=signal).delete()
        return
    values = {"text": tip.text, "minutes": tip.minutes, "by": by, "changed_on": today}
    Tip.objects.update_or_create(organization=organization, signal=signal, defaults=values)


def _audit(organization: Organization, signal: str, was: OwnTip, now: OwnTip, by: User) -> None:
    AuditEntry.objects.create(
        organization=organization,
        by=by,
        action=Action.PLAYBOOK_CHANGED,
        details={
            "signal": signal,
            "was": {"text": was.text, "minutes": was.minutes},
            "is": {"text": now.text, "minutes": now.minutes},
        },
    )
