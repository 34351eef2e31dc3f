"""Import settings of an organisation: titles of decision makers, and column mappings."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Action, AuditEntry, Organization, User

MAX_TITLES: Final = 200
MAX_TITLE_LENGTH: Final = 80  # characters


@transaction.atomic
def set_decision_titles(
    *, organization: Organization, titles: Sequence[str], by: User | None = None
) -> None:
    """Sets additional job titles of decision makers, used for archives read from now on.

    Raises ValidationError with a sentence for too many titles, or one too long.
    """
    cleaned = sorted({" ".join(title.split()) for title in titles} - {""}, key=str.casefold)
    if len(cleaned) > MAX_TITLES:
        raise ValidationError(f"At most {MAX_TITLES} titles are looked for; these are more.")
    if any(len(title) > MAX_TITLE_LENGTH for title in cleaned):
        raise ValidationError(f"A title is at most {MAX_TITLE_LENGTH} characters long.")
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    was, locked.decision_titles = locked.decision_titles, cleaned
    if was == cleaned:
        return
    locked.save(update_fields=["decision_titles"])
    _audit(locked, by, {"what": "titles that decide", "was": was, "is": cleaned})


@transaction.atomic
def remember_columns(
    *, organization: Organization, columns: Mapping[str, str], by: User | None = None
) -> None:
    """Remembers the column mapping of usage reports (header -> metric, "" for none)."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    merged = locked.navigator_columns | dict(columns)
    if merged == locked.navigator_columns:
        return
    locked.navigator_columns = merged
    locked.save(update_fields=["navigator_columns"])
    _audit(locked, by, {"what": "columns of usage reports"})


@transaction.atomic
def forget_columns(*, organization: Organization, by: User | None = None) -> None:
    """Deletes the column mapping, so that the next usage report asks again."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    if locked.navigator_columns:
        locked.navigator_columns = {}
        locked.save(update_fields=["navigator_columns"])
        _audit(locked, by, {"what": "columns of usage reports forgotten"})


def _audit(organization: Organization, by: User | None, details: Mapping[str, object]) -> None:
    AuditEntry.objects.create(
        organization=organization, by=by, action=Action.ORGANIZATION_CHANGED, details=dict(details)
    )
