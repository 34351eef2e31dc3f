"""Personal data summary: what an organisation keeps about a user, how much, and since when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet

from scoring.models import Snapshot
from teams.models import (
    ApiToken,
    AuditEntry,
    DailyLog,
    Invitation,
    OfficialReading,
    Organization,
    Rep,
    Role,
    User,
    Visit,
)
from teams.models.audit import AuditEntryQuerySet


@dataclass(frozen=True)
class StoredData:
    """A kind of data: how many rows, from which day to which (None if it is not by day)."""

    what: str
    count: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class OwnData:
    """The whole summary; `rep` is None for a user who is no rep, `admins` can erase data."""

    user: User
    organization: Organization
    rep: Rep | None
    kept: tuple[StoredData, ...]
    admins: tuple[User, ...]


def audit_entries_of(user: User, rep: Rep | None) -> AuditEntryQuerySet:
    """Audit log entries about the person, or about what they did."""
    about = Q(user=user) | Q(by=user)
    if rep:
        about |= Q(rep=rep)
    entries: AuditEntryQuerySet = AuditEntry.objects.filter(about).select_related(
        "by", "user", "rep"
    )
    return entries


def own_data(user: User, organization: Organization, rep: Rep | None) -> OwnData:
    """What the organisation, whose scope is open, keeps about the user."""
    stored = list(stored_data_of(rep)) if rep else []
    mine_or_admins = Q(user=user) | Q(kind=Role.Kind.ADMIN, user__is_active=True)
    roles = list(Role.objects.filter(mine_or_admins).select_related("user"))
    stored += [
        StoredData("Roles", sum(role.user_id == user.pk for role in roles)),
        StoredData("Keys for scripts", ApiToken.objects.of(user, organization).count()),
        StoredData("Entries in the audit log", audit_entries_of(user, rep).count()),
    ]
    return OwnData(user, organization, rep, tuple(stored), _other_admins(roles, organization, user))


def stored_data_of(rep: Rep) -> list[StoredData]:
    """What is kept about a rep, who may have a user account or not."""
    invited = Invitation.objects.filter(Q(rep=rep, kind=Role.Kind.REP) | Q(email__iexact=rep.email))
    counts = _counts(rep)
    return [
        _by_day("Days, logged or told by a file", DailyLog.objects.filter(rep=rep)),
        _by_day("LinkedIn scores", OfficialReading.objects.filter(rep=rep)),
        _by_day("Scores", Snapshot.objects.filter(rep=rep)),
        StoredData("Seats in teams", counts["memberships"]),
        _by_day("Visits to the page", Visit.objects.filter(rep=rep)),
        StoredData("Files taken in", counts["imports"]),
        StoredData("Weekly cards", counts["cards"]),
        StoredData("Weekly targets of your own", counts["targets"]),
        StoredData("Goals", counts["goals"]),
        StoredData("Times to be reminded at", counts["reminder"]),
        StoredData("Requests for your LinkedIn score", counts["requests"]),
        StoredData("Invitations", invited.count()),
    ]


def _counts(rep: Rep) -> dict[str, int]:
    """How many rows of each kind a rep has, in one query; the numbers are small."""
    names = ("memberships", "imports", "cards", "targets", "goals", "reminder", "requests")
    aggregates = {name: Count(name, distinct=True) for name in names}
    counts = Rep.objects.filter(pk=rep.pk).order_by().aggregate(**aggregates)
    return {name: counts[name] for name in names}


def _by_day(what: str, rows: QuerySet[DailyLog]) -> StoredData:
    summary = rows.order_by().aggregate(count=Count("day"), first=Min("day"), last=Max("day"))
    return StoredData(what, **summary)


def _other_admins(roles: list[Role], organization: Organization, user: User) -> tuple[User, ...]:
    """The other admins of today, by name."""
    today = organization.today()
    admins = {role.user for role in roles if role.kind == Role.Kind.ADMIN and role.held_on(today)}
    return tuple(sorted(admins - {user}, key=str))
