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

    `action` is an Action or the slug of a group, `person` the key of a Person.
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

    lines: tuple[AuditRow, ...]
    person: AuditPerson | None
    older: int | None


@dataclass(frozen=True)
class AuditExtent:
    """The entries of a file: up to which id, and how many."""

    through: int
    rows: int


def load_audit_page(organization: Organization, asked: AuditQuery) -> AuditPage:
    """Returns a page of the organisation's log; the caller has opened its scope."""
    whom = _find(asked.person)
    entries = _entries(organization, asked, whom)
    if asked.before is not None:
        entries = entries.older_than(asked.before)
    found = list(entries.shown()[: PAGE_ROWS + 1])
    lines = _audit_rows(found[:PAGE_ROWS], organization)
    person = (whom.shown if whom else AuditPerson("nobody here", "")) if asked.person else None
    return AuditPage(lines, person, lines[-1].pk if len(found) > PAGE_ROWS else None)


def load_audit_extent(organization: Organization, asked: AuditQuery) -> AuditExtent:
    """Returns the extent of the filtered log now; later entries do not get into the file."""
    found = _entries(organization, asked, _find(asked.person)).order_by()
    counted = found.aggregate(through=Max("pk"), rows=Count("pk"))
    return AuditExtent(counted["through"] or 0, counted["rows"])


def iterate_audit_rows(
    organization: Organization, asked: AuditQuery, through: int
) -> Iterator[tuple[AuditRow, ...]]:
    """Yields the lines up to the entry `through` in pieces of 1000, opening the scope for each."""
    with scope(organization=organization):
        entries = _entries(organization, asked, _find(asked.person)).through(through).shown()
        piece = list(entries[:CHUNK_ROWS])
    while piece:
        yield _audit_rows(piece, organization)
        with scope(organization=organization):
            piece = list(entries.older_than(piece[-1].pk)[:CHUNK_ROWS])


def _entries(
    organization: Organization, asked: AuditQuery, whom: "_Whom | None"
) -> AuditEntryQuerySet:
    entries: AuditEntryQuerySet = AuditEntry.objects.of(organization)
    entries = entries.between(*_time_range(organization, asked))
    if asked.action:
        entries = entries.doing(_ACTIONS[asked.action])
    if asked.text:
        entries = entries.naming(asked.text)
    if asked.person:
        return entries.concerning(whom.user_id, whom.rep_id) if whom else entries.none()
    return entries


def _time_range(
    organization: Organization, asked: AuditQuery
) -> tuple[datetime | None, datetime | None]:
    """Returns start of the first and end of the last day in the organisation's time zone."""
    zone = ZoneInfo(organization.time_zone)
    first = datetime.combine(asked.first, time(), zone) if asked.first else None
    if asked.last is None:
        return first, None
    return first, datetime.combine(asked.last + timedelta(days=1), time(), zone)


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
class _Whom:
    """A person found in the organisation, as a user, as a rep, or both."""

    shown: AuditPerson
    user_id: int | None
    rep_id: int | None


def _find(key: str) -> _Whom | None:
    """Returns the person with this key, or None unless known to the organisation."""
    kind, _, number = key.partition("-")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    if pk is None or kind not in ("user", "rep"):
        return None
    if kind == "rep":
        rep: Rep | None = Rep.objects.filter(pk=pk).first()
        return _Whom(person_of_rep(rep), rep.user_id, rep.pk) if rep else None
    user = User.objects.filter(pk=pk).first()
    if user is None or not _is_known(user):
        return None
    mine: int | None = Rep.objects.filter(user=user).values_list("pk", flat=True).first()
    return _Whom(person_of_user(user), user.pk, mine)


def _is_known(user: User) -> bool:
    entries: AuditEntryQuerySet = AuditEntry.objects.concerning(user.pk, None)
    return Role.objects.of(user).exists() or entries.exists()
