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
    GROUPS,
    AuditPerson,
    entry_in_words,
    of_rep,
    of_user,
    on_whom,
    who_did,
)
from teams.models import Action, AuditEntry, Organization, Rep, Role, User
from teams.models.audit import AuditEntryQuerySet

A_PAGE = 50
A_PIECE = 1000  # entries read at a time for a file
_ACTIONS = {group.slug: group.actions for group in GROUPS} | {each: (each,) for each in Action}


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
class Page:
    """One page of the log.

    `person` is the person filtered by, or None without that filter. `older` is the id to continue
    below, or None on the last page.
    """

    lines: tuple[AuditRow, ...]
    person: AuditPerson | None
    older: int | None


@dataclass(frozen=True)
class Extent:
    """The entries of a file: up to which id, and how many."""

    through: int
    rows: int


def read(organization: Organization, asked: AuditQuery) -> Page:
    """Returns a page of the organisation's log; the caller has opened its scope."""
    whom = _find(asked.person)
    entries = _entries(organization, asked, whom)
    if asked.before is not None:
        entries = entries.older_than(asked.before)
    found = list(entries.shown()[: A_PAGE + 1])
    lines = _lines(found[:A_PAGE], organization)
    person = (whom.shown if whom else AuditPerson("nobody here", "")) if asked.person else None
    return Page(lines, person, lines[-1].pk if len(found) > A_PAGE else None)


def extent(organization: Organization, asked: AuditQuery) -> Extent:
    """Returns the extent of the filtered log now; later entries do not get into the file."""
    found = _entries(organization, asked, _find(asked.person)).order_by()
    counted = found.aggregate(through=Max("pk"), rows=Count("pk"))
    return Extent(counted["through"] or 0, counted["rows"])


def in_pieces(
    organization: Organization, asked: AuditQuery, through: int
) -> Iterator[tuple[AuditRow, ...]]:
    """Yields the lines up to the entry `through` in pieces of 1000, opening the scope for each."""
    with scope(organization=organization):
        entries = _entries(organization, asked, _find(asked.person)).through(through).shown()
        piece = list(entries[:A_PIECE])
    while piece:
        yield _lines(piece, organization)
        with scope(organization=organization):
            piece = list(entries.older_than(piece[-1].pk)[:A_PIECE])


def _entries(
    organization: Organization, asked: AuditQuery, whom: "_Whom | None"
) -> AuditEntryQuerySet:
    entries: AuditEntryQuerySet = AuditEntry.objects.of(organization)
    entries = entries.between(*_moments(organization, asked))
    if asked.action:
        entries = entries.doing(_ACTIONS[asked.action])
    if asked.text:
        entries = entries.naming(asked.text)
    if asked.person:
        return entries.concerning(whom.user_id, whom.rep_id) if whom else entries.none()
    return entries


def _moments(
    organization: Organization, asked: AuditQuery
) -> tuple[datetime | None, datetime | None]:
    """Returns start of the first and end of the last day in the organisation's time zone."""
    zone = ZoneInfo(organization.time_zone)
    first = datetime.combine(asked.first, time(), zone) if asked.first else None
    if asked.last is None:
        return first, None
    return first, datetime.combine(asked.last + timedelta(days=1), time(), zone)


def _lines(entries: list[AuditEntry], organization: Organization) -> tuple[AuditRow, ...]:
    zone = ZoneInfo(organization.time_zone)
    return tuple(
        AuditRow(
            pk=entry.pk,
            at=entry.at.astimezone(zone),
            by=who_did(entry),
            on=on_whom(entry),
            action=entry.action,
            details=entry_in_words(entry),
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
        return _Whom(of_rep(rep), rep.user_id, rep.pk) if rep else None
    user = User.objects.filter(pk=pk).first()
    if user is None or not _is_known(user):
        return None
    mine: int | None = Rep.objects.filter(user=user).values_list("pk", flat=True).first()
    return _Whom(of_user(user), user.pk, mine)


def _is_known(user: User) -> bool:
    entries: AuditEntryQuerySet = AuditEntry.objects.concerning(user.pk, None)
    return Role.objects.of(user).exists() or entries.exists()
