"""Model versions: proposing, adopting from a day on, and rolling back; each is audited.

Adopting a version counts as a change of every rep's facts from its day on (Rep.changes): the next
pass recomputes the days already closed, even those a worker scored meanwhile. Nothing is recomputed
before the first day whose facts are kept.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from scoring.core.custom_versions import Parameters, build_custom_version, builtin_of, parameters_of
from scoring.core.version_timeline import VersionTimeline
from scoring.core.versions import VERSIONS
from scoring.daily.active_version import clear_timeline_cache, load_timeline
from scoring.models import Adoption, ModelVersion, Run, Snapshot
from scoring.models.versions import version_of
from teams.base.formatting import day_words
from teams.models import Action, AuditEntry, Change, Organization, Rep, User
from teams.models.people import RepQuerySet

MAX_LEAD_TIME = timedelta(days=366)  # the furthest an adoption may be scheduled


@transaction.atomic
def propose(
    *,
    organization: Organization,
    parameters: Parameters,
    why: str,
    based_on: str,
    by: User | None,
    today: date,
    calibration: Mapping[str, Any] | None = None,
) -> ModelVersion:
    """Creates a model version of the organisation; it has no effect until adopted.

    Raises OutOfBoundsError with a sentence for each parameter out of bounds, and ValidationError
    where nothing differs from `based_on` or `why` is empty.
    """
    if not why.strip():
        raise ValidationError("Say why: whoever sees scores move will ask.")
    _lock_organization(organization)
    builtin = builtin_of(based_on)
    made = build_custom_version(
        builtin, _next_identifier(organization, builtin.identifier), why.strip(), parameters
    )
    if parameters_of(made) == parameters_of(version_of(organization.pk, based_on)):
        raise ValidationError(f"Nothing differs from version {based_on}.")
    found: ModelVersion = ModelVersion.objects.create(
        organization=organization,
        identifier=made.identifier,
        based_on=based_on,
        why=made.why,
        parameters=asdict(parameters_of(made)),
        calibration=calibration,
        by=by,
        made_on=today,
    )
    _audit(organization, Action.VERSION_PROPOSED, by, version=made.identifier, based_on=based_on)
    return found


def _next_identifier(organization: Organization, builtin: str) -> str:
    """The next identifier: 1.1, 1.2 …; versions are never deleted, so they can be counted."""
    mine = ModelVersion.objects.filter(
        organization=organization, identifier__startswith=f"{builtin}."
    )
    return f"{builtin}.{mine.count() + 1}"


@transaction.atomic
def adopt(
    *,
    organization: Organization,
    identifier: str,
    since: date,
    by: User | None,
    today: date,
    recompute: bool = False,
) -> Adoption:
    """Adopts a version from the day `since` on; raises ValidationError with a sentence if refused.

    Closed days keep their version unless they are recomputed: only with `recompute` may `since` be
    one of them.
    """
    _lock_organization(organization)
    course, first = load_timeline(organization), next_open_day(organization)
    if since < first and not recompute:
        raise ValidationError(
            f"Days before {day_words(first)} are closed: choose a later day, or recompute them."
        )
    if since > today + MAX_LEAD_TIME:
        raise ValidationError("Choose a day within a year.")
    if any(day == since.toordinal() for day, _ in course.switches):
        taken = course.on(since.toordinal()).identifier
        raise ValidationError(f"Version {taken} takes over that day: take it back first.")
    if course.on(since.toordinal()).identifier == identifier:
        raise ValidationError(f"Version {identifier} counts on that day already.")
    adoption = _create_adoption(organization, identifier, since, by, today, since < first)
    _audit(
        organization,
        Action.VERSION_ADOPTED,
        by,
        version=identifier,
        since=since.isoformat(),
        recomputes=adoption.recomputes,
    )
    return adoption


def _create_adoption(
    organization: Organization,
    identifier: str,
    since: date,
    by: User | None,
    today: date,
    recomputes: bool,
) -> Adoption:
    own = None
    if identifier not in VERSIONS:
        own = ModelVersion.objects.get(organization=organization, identifier=identifier)
    adoption: Adoption = Adoption.objects.create(
        organization=organization,
        version=own,
        builtin="" if own else identifier,
        since=since,
        recomputes=recomputes,
        by=by,
        on=today,
    )
    _mark_reps_changed(organization, since, today)
    return adoption


@transaction.atomic
def withdraw_adoption(
    *, adoption: Adoption, by: User | None, today: date, recompute: bool = False
) -> Adoption | None:
    """Rolls back an adoption; raises ValidationError with a sentence if refused.

    An adoption that has not begun, or is rolled back with `recompute`, is undone as if it had never
    been. Otherwise the previous version is adopted again from the next open day on, and that new
    adoption is returned.
    """
    organization = adoption.organization
    _lock_organization(organization)
    adoption.refresh_from_db()
    if adoption.withdrawn_on:
        raise ValidationError("This is taken back already.")
    course, first = load_timeline(organization), next_open_day(organization)
    again = None
    if recompute or adoption.since >= first:
        adoption.withdrawn_on = today
        adoption.save(update_fields=["withdrawn_on"])
        _mark_reps_changed(organization, adoption.since, today)
    else:
        again = _readopt_previous(adoption, course, first, by, today)
    _audit(
        organization,
        Action.ADOPTION_WITHDRAWN,
        by,
        version=adoption.identifier,
        since=adoption.since.isoformat(),
        recomputes=recompute,
    )
    return again


def _readopt_previous(
    adoption: Adoption, course: VersionTimeline, first: date, by: User | None, today: date
) -> Adoption:
    counting = max((day for day, _ in course.switches if day < first.toordinal()), default=0)
    if counting != adoption.since.toordinal():
        raise ValidationError("Another version has taken over since: there is nothing to end.")
    if any(day == first.toordinal() for day, _ in course.switches):
        raise ValidationError(f"Another version takes over on {day_words(first)} anyway.")
    before = course.on(adoption.since.toordinal() - 1).identifier
    return _create_adoption(adoption.organization, before, first, by, today, recomputes=False)


def next_open_day(organization: Organization) -> date:
    """The first day that no shard has closed or begun to close; date.min before any."""
    opened: date | None = Run.objects.filter(organization=organization).last_opened()
    return opened + timedelta(days=1) if opened else date.min


def _lock_organization(organization: Organization) -> None:
    """Locks the organisation, so that its versions change one at a time."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def _mark_reps_changed(organization: Organization, since: date, today: date) -> None:
    """Marks every rep as changed from `since` on, or from the first snapshot if that is later."""
    scored = Snapshot.objects.filter(organization=organization).first_day()
    since = max(since, scored or today - MAX_LEAD_TIME)
    reps: RepQuerySet = Rep.objects.filter(organization=organization)
    reps.record_changes(dict.fromkeys(reps.values_list("pk", flat=True), since), Change.VERSION)
    clear_timeline_cache(organization.pk)
    transaction.on_commit(lambda: clear_timeline_cache(organization.pk))


def _audit(
    organization: Organization, action: Action, by: User | None, **details: str | bool
) -> None:
    AuditEntry.objects.create(organization=organization, by=by, action=action, details=details)
