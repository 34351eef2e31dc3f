"""Creating, changing and deleting coaching programmes and their members, with audit entries."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import Action, AuditEntry, Organization, Programme, ProgrammeMember, Rep, User

MAX_MEMBERS = 1000  # reps
MAX_DURATION = timedelta(days=3 * 366)
MAX_AHEAD = timedelta(days=366)  # how far in the future a programme may start


@transaction.atomic
def create_programme(
    *,
    organization: Organization,
    name: str,
    starts_on: date,
    ends_on: date,
    target: float | None,
    by: User,
) -> Programme:
    """Creates a programme led by `by`. Raises ValidationError with a sentence for invalid input."""
    programme = Programme(
        organization=organization, name=name, starts_on=starts_on, ends_on=ends_on, target=target
    )
    programme.by = by
    _save(programme)
    _audit(programme, by, {"is": _audit_details(programme)})
    return programme


@transaction.atomic
def change_programme(
    *,
    programme: Programme,
    name: str,
    starts_on: date,
    ends_on: date,
    target: float | None,
    by: User,
) -> bool:
    """Changes name, dates and target; returns False if nothing changed.

    Raises ValidationError as `create_programme` does.
    """
    was = _audit_details(programme)
    programme.name, programme.target = name, target
    programme.starts_on, programme.ends_on = starts_on, ends_on
    _save(programme)
    if was == _audit_details(programme):
        return False
    _audit(programme, by, {"was": was, "is": _audit_details(programme)})
    return True


@transaction.atomic
def set_members(
    *, programme: Programme, reps: Sequence[Rep], overseen_ids: Collection[int], by: User
) -> None:
    """Sets which of the reps that `by` oversees (`overseen_ids`) are members.

    Members overseen by other people stay. Raises ValidationError with a sentence for reps who
    cannot take part.
    """
    members = ProgrammeMember.objects.filter(programme=programme)
    current = dict(members.filter(rep__in=list(overseen_ids)).values_list("rep_id", "pk"))
    selected = {rep.pk: rep for rep in reps}
    _check_members(programme, selected.values(), overseen_ids, members.count() - len(current))
    new = [rep for pk, rep in selected.items() if pk not in current]
    removed = {rep: pk for rep, pk in current.items() if rep not in selected}
    ProgrammeMember.objects.bulk_create(
        ProgrammeMember(organization=programme.organization, programme=programme, rep=rep)
        for rep in new
    )
    members.filter(pk__in=removed.values()).delete()
    # One entry per rep, so that it can be blanked when the rep is erased.
    for changed_reps, status in ((new, "takes part"), (Rep.objects.filter(pk__in=removed), "left")):
        for rep in changed_reps:
            _audit(programme, by, {"is": status}, rep)


@transaction.atomic
def delete_programme(*, programme: Programme, by: User) -> None:
    """Deletes a programme; sessions, notes and action items stay."""
    _audit(programme, by, {"was": _audit_details(programme)})
    programme.delete()


def _save(programme: Programme) -> None:
    programme.name = " ".join(programme.name.split())
    _check(programme)
    message = f"There is a programme called “{programme.name}” already: choose another name."
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as error:  # also on concurrent submissions
        raise ValidationError({"name": message}) from error


def _check(programme: Programme) -> None:
    first, last, target = programme.starts_on, programme.ends_on, programme.target
    if not 1 <= len(programme.name) <= 120:
        raise ValidationError({"name": "A programme needs a name of at most 120 letters."})
    latest = programme.organization.today() + MAX_AHEAD
    if not LINKEDIN_LAUNCH <= first <= latest:
        raise ValidationError({"starts_on": f"Choose a day from {LINKEDIN_LAUNCH} to {latest}."})
    if last <= first:
        raise ValidationError({"ends_on": "It ends before it begins: choose a later day."})
    if last > first + MAX_DURATION:
        raise ValidationError({"ends_on": "A programme lasts three years at most."})
    if target is not None and not 1 <= target <= 100:
        raise ValidationError({"target": "Choose a score from 1 to 100, or leave it empty."})


def _check_members(
    programme: Programme, reps: Collection[Rep], overseen_ids: Collection[int], other_count: int
) -> None:
    if len(reps) + other_count > MAX_MEMBERS:
        raise ValidationError(f"At most {MAX_MEMBERS:,} people take part in a programme.")
    organization_id = programme.organization_id
    if any(
        rep.organization_id != organization_id or rep.erased_on or rep.pk not in overseen_ids
        for rep in reps
    ):
        raise ValidationError("Only people you look after can take part.")


def _audit_details(programme: Programme) -> dict[str, object]:
    """Formats the programme for the audit log."""
    return {
        "name": programme.name,
        "from": programme.starts_on.isoformat(),
        "to": programme.ends_on.isoformat(),
        "target": programme.target,
    }


def _audit(
    programme: Programme, by: User, change: dict[str, object], rep: Rep | None = None
) -> None:
    AuditEntry.objects.create(
        organization=programme.organization,
        by=by,
        rep=rep,
        action=Action.PROGRAMME_CHANGED,
        details={"programme": programme.name} | change,
    )
