"""User decisions about an import: apply, undo, discard, or map its columns and people."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from teams.imports.read import OWN_TABLE_KINDS
from teams.imports.rules import remember_columns
from teams.imports.upload import STALE_AFTER, delete_files
from teams.models import Import, ImportedDay
from teams.models.imports import UNDO_DAYS

S = Import.State
PREVIEW_LIFETIME = timedelta(days=7)  # how long a preview is kept


def can_apply(imported: Import) -> bool:
    """Whether the preview is ready and has rows to apply."""
    return imported.state == S.FOUND and bool(imported.found.get("rows"))


def is_refused(imported: Import) -> bool:
    """Whether it is our own table format with bad rows, applied only if these are skipped."""
    return imported.kind in OWN_TABLE_KINDS and bool(imported.found.get("unread"))


def request_apply(imported: Import, *, skip_bad_rows: bool = False) -> None:
    """Schedules applying. Raises ValidationError with a sentence if that is not possible."""
    if is_refused(imported) and not skip_bad_rows:
        raise ValidationError("Mend its bad rows first, or leave them out.")
    _change_state(imported, S.FOUND, S.APPLYING, "It is not waiting to be applied.")


def is_half_applied(imported: Import) -> bool:
    """Whether the import failed with some of its days applied."""
    return imported.state == S.FAILED and ImportedDay.objects.of(imported).applied().exists()


def request_undo(imported: Import) -> None:
    """Schedules undoing. Raises ValidationError with a sentence if that is not possible."""
    if imported.state == S.APPLIED and imported.undo_until is None:
        raise ValidationError(f"It was applied more than {UNDO_DAYS} days ago.")
    days = ImportedDay.objects.of(imported).applied().count()
    state = S.FAILED if is_half_applied(imported) else S.APPLIED
    _change_state(imported, state, S.UNDOING, "There is nothing to undo.", total=days)


def save_answers(
    imported: Import,
    *,
    columns: Mapping[str, str],
    first: date,
    last: date,
    people: Mapping[str, int],
) -> None:
    """Stores the user's answers: columns, period, and rep ids of unknown people.

    The columns are remembered for the next report. Raises ValidationError if no answer is expected.
    """
    answers = {"columns": dict(columns), "first": first.isoformat(), "last": last.isoformat()}
    if imported.found.get("strangers"):
        answers["people"] = dict(people)
    with transaction.atomic():
        remember_columns(organization=imported.organization, columns=columns, by=imported.by)
        sentence = "It asks nothing any more."
        _change_state(imported, S.ASKING, S.READING, sentence, asked=imported.asked | answers)


def discard(imported: Import) -> None:
    """Discards an import that is not applied, with its files and findings."""
    states = (S.ARRIVING, S.ASKING, S.FOUND)
    with transaction.atomic():
        imports = Import.objects.filter(pk=imported.pk, state__in=states)
        if not imports.update(state=S.DISCARDED):
            raise ValidationError("It is too late to discard it; undo it instead.")
        ImportedDay.objects.filter(imported=imported).delete()
    delete_files(imported)


def discard_abandoned_imports() -> None:
    """Discards abandoned imports, and deletes undo data older than the undo period."""
    now = timezone.now()
    for state, patience in (
        (S.ARRIVING, STALE_AFTER),
        (S.ASKING, STALE_AFTER),
        (S.FOUND, PREVIEW_LIFETIME),
    ):
        for imported in Import.objects.filter(state=state, begun_at__lt=now - patience):
            discard(imported)
    old = Import.objects.applied().filter(applied_at__lt=now - timedelta(days=UNDO_DAYS))
    ImportedDay.objects.filter(imported__in=old).delete()


def _change_state(
    imported: Import, state: Import.State, to: Import.State, sentence: str, **fields: object
) -> None:
    imports = Import.objects.filter(pk=imported.pk, state=state)
    if not imports.update(state=to, done=0, attempts=0, **fields):
        raise ValidationError(sentence)
