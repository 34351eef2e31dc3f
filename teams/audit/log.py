"""Reading the audit log: filtered, newest first, with keyset pagination.

Pages continue from the last entry seen, so a page costs the same at the top and below a million
entries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django_scopes import scope

from teams.audit.descriptions import (
    ACTION_GROUPS,
    AuditPerson,
    actor_of,
    affected_people,
    describe_entry,
    person_of_rep,
    person_of_user,
)
from teams.models import Action, AuditEntry, Organization, Rep, Role, User
from teams.models.audit import AuditEntryQuerySet

PAGE_ROWS = 50
CHUNK_ROWS = 1000  # entries read at a time for a file
_ACTIONS = {group.slug: group.actions for group in ACTION_GROUPS} | {
    each: (each,) for each in Action
}


@dataclass(frozen=True)
class AuditQuery:
    """Filters of the audit log; `before` is the id of the entry to continue below.

    `action` is an Action or the slug of a group, `person` the key of an AuditPerson.
    """

    action: str = ""
    person: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""
    before: int | None = None


@dataclass(frozen=True)
class AuditRow:
    """An audit log entry in words; `at` is in the organisation's time zone."""

    pk: int
    at: datetime
    by: AuditPerson
    on: tuple[AuditPerson, ...]
    action: str
    details: tuple[str, ...]
    origin: str


@dataclass(frozen=True)
class AuditPage:
    """One page of the log.

    `person` is the person filtered by, or None without that filter. `older` is the id to continue
    below, or None on the last page.
    """

    rows: tuple[AuditRow, ...]
    person: AuditPerson | None
    older: int | None


@dataclass(frozen=True)
class AuditExtent:
    """The entries of a file: up to which id, and how many."""

    last_id: int
    rows: int


def load_audit_page(organization: Organization, query: AuditQuery) -> AuditPage:
    """Returns a page of the organisation's log; the caller has opened its scope."""
    match = _find(query.person)
    entries = _entries(organization, query, match)
    if query.before is not None:
        entries = entries.older_than(query.before)
    loaded = list(entries.shown()[: PAGE_ROWS + 1])
    rows = _audit_rows(loaded[:PAGE_ROWS], organization)
    person = (match.shown if match else AuditPerson("nobody here", "")) if query.person else None
    return AuditPage(rows, person, rows[-1].pk if len(loaded) > PAGE_ROWS else None)


def load_audit_extent(organization: Organization, query: AuditQuery) -> AuditExtent:
    """Returns the extent of the filtered log now; later entries do not get into the file."""
    matching = _entries(organization, query, _find(query.person)).order_by()
    totals = matching.aggregate(through=Max("pk"), rows=Count("pk"))
    return AuditExtent(totals["through"] or 0, totals["rows"])


def iterate_audit_rows(
    organization: Organization, query: AuditQuery, last_id: int
) -> Iterator[tuple[AuditRow, ...]]:
    """Yields the rows up to the entry `through` in chunks of 1000, opening the scope for each."""
    with scope(organization=organization):
        entries = _entries(organization, query, _find(query.person)).through(last_id).shown()
        chunk = list(entries[:CHUNK_ROWS])
    while chunk:
        yield _audit_rows(chunk, organization)
        with scope(organization=organization):
            chunk = list(entries.older_than(chunk[-1].pk)[:CHUNK_ROWS])


def _entries(
    organization: Organization, query: AuditQuery, match: "_PersonIds | None"
) -> AuditEntryQuerySet:
    entries: AuditEntryQuerySet = AuditEntry.objects.of(organization)
    entries = entries.between(*_time_range(organization, query))
    if query.action:
        entries = entries.doing(_ACTIONS[query.action])
    if query.text:
        entries = entries.naming(query.text)
    if query.person:
        return entries.concerning(match.user_id, match.rep_id) if match else entries.none()
    return entries


def _time_range(
    organization: Organization, query: AuditQuery
) -> tuple[datetime | None, datetime | None]:
    """Returns start of the first and end of the last day in the organisation's time zone."""
    zone = ZoneInfo(organization.time_zone)
    first = datetime.combine(query.first, time(), zone) if query.first else None
    if query.last is None:
        return first, None
    return first, datetime.combine(query.last + timedelta(days=1), time(), zone)


def _audit_rows(entries: list[AuditEntry], organization: Organization) -> tuple[AuditRow, ...]:
    zone = ZoneInfo(organization.time_zone)
    return tuple(
        AuditRow(
            pk=entry.pk,
            at=entry.at.astimezone(zone),
            by=actor_of(entry),
            on=affected_people(entry),
            action=entry.action,
            details=describe_entry(entry),
            origin=entry.origin,
        )
        for entry in entries
    )


@dataclass(frozen=True)
class _PersonIds:
    """A person found in the organisation, as a user, as a rep, or both."""

    shown: AuditPerson
    user_id: int | None
    rep_id: int | None


def _find(key: str) -> _PersonIds | None:
    """Returns the person with this key, or None unless known to the organisation."""
    kind, _, number = key.partition("-")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    if pk is None or kind not in ("user", "rep"):
        return None
    if kind == "rep":
        rep: Rep | None = Rep.objects.filter(pk=pk).first()
        return _PersonIds(person_of_rep(rep), rep.user_id, rep.pk) if rep else None
    user = User.objects.filter(pk=pk).first()
    if user is None or not _is_known(user):
        return None
    rep_id: int | None = Rep.objects.filter(user=user).values_list("pk", flat=True).first()
    return _PersonIds(person_of_user(user), user.pk, rep_id)


def _is_known(user: User) -> bool:
    entries: AuditEntryQuerySet = AuditEntry.objects.concerning(user.pk, None)
    return Role.objects.of(user).exists() or entries.exists()
