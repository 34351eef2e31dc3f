"""Erasing a person (GDPR): deletes all personal data for good, and keeps other people's.

The rep's row stays, anonymised, because scores and the audit log refer to it. Scores belong to
scoring: pages and commands call scoring.privacy.erase.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django_scopes import scopes_disabled

from teams.accounts.sessions import end_sessions
from teams.base.batches import batched
from teams.models import (
    Action,
    ActionItem,
    AuditEntry,
    Choice,
    CoachingSession,
    DailyLog,
    Digest,
    Goal,
    Group,
    GroupMember,
    Import,
    ImportedDay,
    Invitation,
    OfficialReading,
    Plan,
    ProgrammeMember,
    ReadingRequest,
    Reminder,
    Rep,
    ReportJob,
    ReportSchedule,
    Role,
    Sent,
    ShareLink,
    User,
    Visit,
    Watch,
    WeeklyCard,
    WeeklyTarget,
)
from teams.models.audit import AuditEntryQuerySet
from teams.notifications.subscriptions import recipient_key
from teams.people.roles import has_role_anywhere
from teams.people.staffing import leave_team

REP_DATA_MODELS = (
    DailyLog,
    OfficialReading,
    Visit,
    ImportedDay,
    Import,
    WeeklyCard,
    WeeklyTarget,
    Reminder,
    Goal,
    GroupMember,
    ReadingRequest,
    Choice,
    Plan,
    CoachingSession,
    ActionItem,
    ProgrammeMember,
)
FORMER_REP, FORMER_USER = "Former rep", "Former user"


def placeholder_address(kind: str, pk: int) -> str:
    """Returns an address that belongs to no person and never receives mail (RFC 6761)."""
    return f"erased-{kind}-{pk}@erased.invalid"


@transaction.atomic
def erase_rep(*, rep: Rep, by: User | None) -> None:
    """Erases the rep, and the account if that was its last role; idempotent.

    scoring.privacy.erase deals with the scores.
    """
    rep.lock()
    if rep.erased_on:
        return
    user, addresses = rep.user, {rep.email.lower()}
    addresses |= {user.email.lower()} if user else set()
    rows = merged_rep_ids(rep)
    _delete_rep_data(rep, addresses)
    leave_team(rep)
    _end_roles(rep)
    about_rep: AuditEntryQuerySet = AuditEntry.objects.filter(rep__in=rows)
    for entries in (about_rep, _entries_with_addresses(rep, addresses)):
        _blank_details(entries)
    anonymize_rep(rep)
    account = "none"
    if user:
        account = "stays" if has_role_anywhere(user) else "erased"
    if user and account == "erased":
        erase_user(user)
    AuditEntry.objects.create(
        organization=rep.organization,
        by=by,
        rep=rep,
        action=Action.ERASED,
        details={"account": account},
    )


def anonymize_rep(rep: Rep) -> None:
    """Anonymises the row; keeps it for foreign keys, with its time zone, and no longer scored."""
    rep.name, rep.email, rep.user = FORMER_REP, placeholder_address("rep", rep.pk), None
    rep.unnamed, rep.seat = False, Rep.Seat.UNKNOWN
    rep.erased_on = rep.today()
    rep.changed_from, rep.changed_by, rep.changes = None, 0, rep.changes + 1
    rep.save()


def merged_rep_ids(rep: Rep) -> set[int]:
    """Returns the ids of the rep and of every rep merged into it."""
    rows, new = {rep.pk}, {rep.pk}
    while new:
        merged = AuditEntry.objects.filter(rep__in=new, action=Action.PEOPLE_MERGED)
        ids = {details.get("row") for details in merged.values_list("details", flat=True)}
        new = {row for row in ids if isinstance(row, int)} - rows
        rows |= new
    return rows


def erase_user(user: User) -> None:
    """Anonymises the account; keeps it for foreign keys, without any way to sign in."""
    end_sessions(user)
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=user).delete()
    with scopes_disabled():  # other organisations log sign-ins, too
        Group.objects.filter(by=user).delete()
        for watching in (Watch, Digest):
            watching.objects.filter(user=user).delete()
        for owned in (ReportJob, ReportSchedule, ShareLink):
            owned.objects.filter(by=user).delete()
        Sent.objects.filter(to=recipient_key(user)).delete()
        _blank_details(AuditEntry.objects.filter(user=user))
    user.email, user.name = placeholder_address("user", user.pk), FORMER_USER
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    user.save()


def _delete_rep_data(rep: Rep, addresses: set[str]) -> None:
    for model in REP_DATA_MODELS:
        model.objects.filter(rep=rep).delete()
    # Alerts about the rep; `about` is "rep:day:milestone" (see scoring.notifications.events).
    Sent.objects.filter(organization=rep.organization, about__startswith=f"{rep.pk}:").delete()
    condition = Q(rep=rep, kind=Role.Kind.REP)
    for address in addresses:
        condition |= Q(email__iexact=address)
    Invitation.objects.filter(condition, organization=rep.organization).delete()


def _end_roles(rep: Rep) -> None:
    """Ends the rep's own role, and coach roles for this rep alone."""
    today = rep.organization.today()
    condition = Q(rep=rep)
    if rep.user:
        condition |= Q(user=rep.user, kind=Role.Kind.REP)
    roles = Role.objects.filter(condition, Q(until=None) | Q(until__gt=today))
    roles.filter(organization=rep.organization).update(until=today)


def _entries_with_addresses(rep: Rep, addresses: set[str]) -> AuditEntryQuerySet:
    """Returns the organisation's audit entries whose details contain one of the addresses."""
    condition = Q()
    for address in addresses:
        condition |= Q(written__icontains=address)
    entries: AuditEntryQuerySet = AuditEntry.objects.filter(organization=rep.organization)
    return entries.alias(written=Cast("details", TextField())).filter(condition)


def _blank_details(entries: AuditEntryQuerySet) -> None:
    """Blanks the details of entries, by id in batches to keep the statement simple."""
    ids = list(entries.order_by().values_list("pk", flat=True))
    for batch in batched(ids, 1000):
        AuditEntry.objects.filter(pk__in=batch).forget()
