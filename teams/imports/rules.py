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
    wanted = sorted({" ".join(title.split()) for title in titles} - {""}, key=str.casefold)
    if len(wanted) > MAX_TITLES:
        raise ValidationError(f"At most {MAX_TITLES} titles are looked for; these are more.")
    if any(len(title) > MAX_TITLE_LENGTH for title in wanted):
        raise ValidationError(f"A title is at most {MAX_TITLE_LENGTH} characters long.")
    held = Organization.objects.select_for_update().get(pk=organization.pk)
    was, held.decision_titles = held.decision_titles, wanted
    if was == wanted:
        return
    held.save(update_fields=["decision_titles"])
    _audit(held, by, {"what": "titles that decide", "was": was, "is": wanted})


@transaction.atomic
def remember_columns(
    *, organization: Organization, columns: Mapping[str, str], by: User | None = None
) -> None:
    """Remembers the column mapping of usage reports (header -> metric, "" for none)."""
    held = Organization.objects.select_for_update().get(pk=organization.pk)
    known = held.navigator_columns | dict(columns)
    if known == held.navigator_columns:
        return
    held.navigator_columns = known
    held.save(update_fields=["navigator_columns"])
    _audit(held, by, {"what": "columns of usage reports"})


@transaction.atomic
def forget_columns(*, organization: Organization, by: User | None = None) -> None:
    """Deletes the column mapping, so that the next usage report asks again."""
    held = Organization.objects.select_for_update().get(pk=organization.pk)
    if held.navigator_columns:
        held.navigator_columns = {}
        held.save(update_fields=["navigator_columns"])
        _audit(held, by, {"what": "columns of usage reports forgotten"})


def _audit(organization: Organization, by: User | None, details: Mapping[str, object]) -> None:
    AuditEntry.objects.create(
        organization=organization, by=by, action=Action.ORGANIZATION_CHANGED, details=dict(details)
    )
