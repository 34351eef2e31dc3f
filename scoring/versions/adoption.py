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
        raise ValidationError("Say why: people who see scores move will ask.")
    _lock_organization(organization)
    builtin = builtin_of(based_on)
    version = build_custom_version(
        builtin, _next_identifier(organization, builtin.identifier), why.strip(), parameters
    )
    if parameters_of(version) == parameters_of(version_of(organization.pk, based_on)):
        raise ValidationError(f"Nothing differs from version {based_on}.")
    row: ModelVersion = ModelVersion.objects.create(
        organization=organization,
        identifier=version.identifier,
        based_on=based_on,
        why=version.why,
        parameters=asdict(parameters_of(version)),
        calibration=calibration,
        by=by,
        made_on=today,
    )
    _audit(organization, Action.VERSION_PROPOSED, by, version=version.identifier, based_on=based_on)
    return row


def _next_identifier(organization: Organization, builtin: str) -> str:
    """The next identifier: 2.1, 2.2 …; versions are never deleted, so they can be counted."""
    derived = ModelVersion.objects.filter(
        organization=organization, identifier__startswith=f"{builtin}."
    )
    return f"{builtin}.{derived.count() + 1}"


@transaction.atomic
def adopt(
    *,
    organization: Organization,
    identifier: str,
    since: date,
    by: User | None,
    today: date,
    recompute: bool = False,
    figures: Mapping[str, object] | None = None,
) -> Adoption:
    """Adopts a version from the day `since` on; raises ValidationError with a sentence if refused.

    Closed days keep their version unless they are recomputed: only with `recompute` may `since` be
    one of them. `figures` are kept in the audit log.
    """
    _lock_organization(organization)
    timeline, first_open_day = load_timeline(organization), next_open_day(organization)
    if since < first_open_day and not recompute:
        raise ValidationError(
            f"Days before {day_words(first_open_day)} are closed: "
            "choose a later day, or recompute them."
        )
    if since > today + MAX_LEAD_TIME:
        raise ValidationError("Choose a day within a year.")
    if any(day == since.toordinal() for day, _ in timeline.switches):
        current = timeline.on(since.toordinal()).identifier
        raise ValidationError(f"Version {current} takes over that day: take it back first.")
    if timeline.on(since.toordinal()).identifier == identifier:
        raise ValidationError(f"Version {identifier} counts on that day already.")
    adoption = _create_adoption(organization, identifier, since, by, today, since < first_open_day)
    _audit(
        organization,
        Action.VERSION_ADOPTED,
        by,
        version=identifier,
        since=since.isoformat(),
        recomputes=adoption.recomputes,
        **(figures or {}),
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
    custom = None
    if identifier not in VERSIONS:
        custom = ModelVersion.objects.get(organization=organization, identifier=identifier)
    adoption: Adoption = Adoption.objects.create(
        organization=organization,
        version=custom,
        builtin="" if custom else identifier,
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

    An adoption that has not begun, or is rolled back with `recompute`, is undone altogether.
    Otherwise the previous version is adopted again from the next open day on, and that new
    adoption is returned.
    """
    organization = adoption.organization
    _lock_organization(organization)
    adoption.refresh_from_db()
    if adoption.withdrawn_on:
        raise ValidationError("This is taken back already.")
    timeline, first_open_day = load_timeline(organization), next_open_day(organization)
    readopted = None
    if recompute or adoption.since >= first_open_day:
        adoption.withdrawn_on = today
        adoption.save(update_fields=["withdrawn_on"])
        _mark_reps_changed(organization, adoption.since, today)
    else:
        readopted = _readopt_previous(adoption, timeline, first_open_day, by, today)
    _audit(
        organization,
        Action.ADOPTION_WITHDRAWN,
        by,
        version=adoption.identifier,
        since=adoption.since.isoformat(),
        recomputes=recompute,
    )
    return readopted


def _readopt_previous(
    adoption: Adoption,
    timeline: VersionTimeline,
    first_open_day: date,
    by: User | None,
    today: date,
) -> Adoption:
    current_since = max(
        (day for day, _ in timeline.switches if day < first_open_day.toordinal()), default=0
    )
    if current_since != adoption.since.toordinal():
        raise ValidationError("Another version has taken over since: there is nothing to end.")
    if any(day == first_open_day.toordinal() for day, _ in timeline.switches):
        raise ValidationError(f"Another version takes over on {day_words(first_open_day)} anyway.")
    previous = timeline.on(adoption.since.toordinal() - 1).identifier
    return _create_adoption(
        adoption.organization, previous, first_open_day, by, today, recomputes=False
    )


def next_open_day(organization: Organization) -> date:
    """The first day that no shard has closed or begun to close; date.min before any."""
    last_opened: date | None = Run.objects.filter(organization=organization).last_opened()
    return last_opened + timedelta(days=1) if last_opened else date.min


def _lock_organization(organization: Organization) -> None:
    """Locks the organisation, so that its versions change one at a time."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def _mark_reps_changed(organization: Organization, since: date, today: date) -> None:
    """Marks every rep as changed from `since` on, or from the first snapshot if that is later."""
    first_snapshot_day = Snapshot.objects.filter(organization=organization).first_day()
    since = max(since, first_snapshot_day or today - MAX_LEAD_TIME)
    reps: RepQuerySet = Rep.objects.filter(organization=organization)
    reps.record_changes(dict.fromkeys(reps.values_list("pk", flat=True), since), Change.VERSION)
    clear_timeline_cache(organization.pk)
    transaction.on_commit(lambda: clear_timeline_cache(organization.pk))


def _audit(organization: Organization, action: Action, by: User | None, **details: object) -> None:
    AuditEntry.objects.create(organization=organization, by=by, action=action, details=details)
