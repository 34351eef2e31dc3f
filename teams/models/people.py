"""Reps, their team memberships, and the roles of users."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import IntFlag
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Coalesce, Greatest, Least, Lower
from django_scopes import ScopedManager

from teams.base import clock
from teams.base.batches import batched
from teams.models.organization import Organization, Team, validate_time_zone
from teams.models.users import User

if TYPE_CHECKING:
    from teams.models.programmes import Programme


def member_on(on: date) -> models.Q:
    """Returns a filter on reps or teams for memberships in force on a date."""
    until = models.Q(memberships__until=None) | models.Q(memberships__until__gt=on)
    return until & models.Q(memberships__since__lte=on)


class Change(IntFlag):
    """Why a rep's scores must be recomputed; flags combine."""

    LOGGED = 1  # a value entered, corrected or undone by hand
    IMPORTED = 2  # from a file or through the API
    READING = 4  # LinkedIn score entered, replaced or withdrawn
    TEAM = 8  # team membership
    TIME_ZONE = 16
    WORKING_DAYS = 32
    VERSION = 64  # a different model version is in force


class RepQuerySet(models.QuerySet["Rep"]):
    """Named queries on reps."""

    def of_team(self, team: Team, on: date) -> Self:
        """Returns members of the team, or of the region's teams, on a date."""
        return self.filter(member_on(on), memberships__team__in=Team.objects.within(team))

    def by_team(self, teams: Sequence[Team], on: date) -> dict[int, list["Rep"]]:
        """Returns members on a date by team id, where a region's members are those of its teams."""
        team_ids = {team.pk for team in teams}
        members: dict[int, list[Rep]] = defaultdict(list)
        for rep in self.of_teams(teams, on).annotate(
            sat_in=models.F("memberships__team"), sat_under=models.F("memberships__team__region")
        ):
            for team in team_ids & {rep.sat_in, rep.sat_under}:  # type: ignore[attr-defined]
                members[team].append(rep)
        return members

    def of_teams(self, teams: Sequence[Team], on: date) -> Self:
        """Returns members on a date of any of these teams, or of the teams in these regions."""
        ids = [team.pk for team in teams]
        in_teams = models.Q(memberships__team__in=ids) | models.Q(memberships__team__region__in=ids)
        return self.filter(member_on(on), in_teams)

    def by_address(self, addresses: set[str]) -> dict[str, "Rep"]:
        """Returns reps by lower-case e-mail address, for the given lower-case addresses."""
        matches = self.annotate(address=Lower("email")).filter(address__in=addresses)
        return {rep.email.lower(): rep for rep in matches}

    def present(self) -> Self:
        """Excludes erased reps: only the rest are scored."""
        return self.filter(erased_on=None)

    def taking_part(self, programme: "Programme") -> Self:
        """Returns the members of a coaching programme."""
        return self.filter(programmes__programme=programme)

    def in_no_programme(self, first: date, last: date) -> Self:
        """Excludes reps in a programme that overlaps these dates (both included)."""
        at_the_time = {
            "programmes__programme__starts_on__lte": last,
            "programmes__programme__ends_on__gte": first,
        }
        members = self.model.objects.filter(**at_the_time).order_by().values("pk")
        return self.exclude(pk__in=members)

    def with_readings(self) -> Self:
        """Returns reps with at least one LinkedIn score."""
        return self.filter(readings__isnull=False).distinct()

    def facts_version(self) -> str:
        """Cache key; changes when any fact about these reps changes."""
        counts = self.order_by().aggregate(
            reps=models.Count("pk"),
            changes=models.Sum("changes"),
            forgotten=models.Count("facts_from"),
            erased=models.Count("erased_on"),
        )
        return "-".join(str(count or 0) for count in counts.values())

    def changed(self) -> Self:
        """Returns reps whose facts have changed since their scores were last computed."""
        return self.present().filter(changed_from__isnull=False)

    def in_zone(self, organization: Organization, zone: str) -> Self:
        """Returns the organisation's reps whose local days follow this time zone."""
        names = ["", zone] if zone == organization.time_zone else [zone]
        return self.filter(organization=organization, time_zone__in=names)

    def zones(self, organization: Organization) -> set[str]:
        """Returns the time zones in use: the organisation's own and those set on its reps."""
        own = self.exclude(time_zone="").order_by().values_list("time_zone", flat=True)
        return {organization.time_zone, *own.distinct()}

    def latest_today(self, organization: Organization) -> date:
        """Returns the latest local date among the reps' time zones."""
        return max(clock.today_in(zone) for zone in self.zones(organization))

    def record_changes(self, first_days: Mapping[int, date], change: Change) -> None:
        """Records the first changed day of each rep (by id) and the reason, for the daily job.

        Days before `facts_from` no longer have facts and are never recomputed, so the day is moved
        up to it.
        """
        reps_by_day = defaultdict(list)
        for rep, day in first_days.items():
            reps_by_day[day].append(rep)
        for day, reps in reps_by_day.items():
            for batch in batched(reps, 5000):
                kept_from = Coalesce("facts_from", date.min)
                self.present().filter(pk__in=batch).update(
                    changed_from=Greatest(Least(Coalesce("changed_from", day), day), kept_from),
                    changes=models.F("changes") + 1,
                    changed_by=models.F("changed_by").bitor(change),
                )


class Rep(models.Model):
    """A salesperson whose social selling is scored; a user account is optional."""

    class Seat(models.TextChoices):
        """LinkedIn subscription, which determines what data can be known about the rep."""

        UNKNOWN = "", "not known"
        FREE = "free", "Free"
        PREMIUM = "premium", "Premium"
        NAVIGATOR = "navigator", "Sales Navigator"

    id = models.AutoField(primary_key=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="reps")
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="reps"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField()
    time_zone = models.CharField(
        max_length=60, blank=True, validators=[validate_time_zone]
    )  # empty: the organisation's
    seat = models.CharField(max_length=10, choices=Seat, blank=True, default="", db_default="")
    # Shown without a name on leaderboards, except to the rep and to people who oversee the team.
    unnamed = models.BooleanField(default=False, db_default=False)
    # Facts before this date have been deleted: the scores of those days are final.
    facts_from = models.DateField(null=True, blank=True)
    # When the rep was anonymised: past scores stay in averages, and no new ones are computed.
    erased_on = models.DateField(null=True, blank=True)
    # The first day whose facts changed since scores were last computed, and a counter of changes:
    # derived data is saved only if the counter is still the one that was read.
    changed_from = models.DateField(null=True, blank=True)
    changes = models.PositiveBigIntegerField(default=0)
    changed_by = models.PositiveSmallIntegerField(default=0)  # Change flags

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(RepQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organization", Lower("email"), name="one_rep_an_address_in_an_organization"
            ),
            models.UniqueConstraint(
                fields=["organization", "user"], name="one_rep_a_user_in_an_organization"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "id"],
                name="rep_changed",
                condition=models.Q(changed_from__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def lock(self) -> None:
        """Locks the rep's row, so that facts cannot change until the transaction ends."""
        rows = Rep.objects.select_for_update()
        fields = ["changed_from", "changes", "changed_by", "facts_from", "erased_on"]
        self.refresh_from_db(fields=fields, from_queryset=rows)

    def keeps(self, day: date) -> bool:
        """Whether facts of that day are kept: not after erasure, nor before `facts_from`."""
        return self.erased_on is None and (self.facts_from is None or self.facts_from <= day)

    def record_change(self, day: date, change: Change) -> None:
        """Records that facts changed from that day on, and why; the caller holds the row lock.

        Days before `facts_from` are never recomputed.
        """
        since = min(self.changed_from or day, day)
        self.changed_from = max(since, self.facts_from) if self.facts_from else since
        self.changes += 1
        self.changed_by |= change
        self.save(update_fields=["changed_from", "changes", "changed_by"])

    @property
    def zone(self) -> str:
        """The time zone of the rep's local days: their own, or the organisation's."""
        return self.time_zone or self.organization.time_zone

    def now(self) -> datetime:
        """Returns the rep's local time."""
        return clock.now_in(self.zone)

    def today(self) -> date:
        """Returns the rep's local date."""
        return clock.today_in(self.zone)


class Membership(models.Model):
    """A rep's membership of a team from `since` until (not including) `until`."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["rep_id", "since"]
        constraints = [
            models.UniqueConstraint(fields=["rep", "since"], name="one_team_begun_a_day"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="membership_ends_after_it_begins",
            ),
        ]


class RoleQuerySet(models.QuerySet["Role"]):
    """Named queries on roles."""

    def of(self, user: User) -> Self:
        """Returns every role the user ever held, past ones included, with its organisation."""
        return self.filter(user=user).select_related("organization").order_by("pk")


class Role(models.Model):
    """A user's role in an organisation: managers have a team, coaches teams or single reps.

    The role "viewer" reads the leaderboard of its team, or all of them without a team. A role on a
    region covers its teams.
    """

    class Kind(models.TextChoices):
        REP = "rep"
        MANAGER = "manager"
        COACH = "coach"
        ADMIN = "admin"
        VIEWER = "viewer"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True)
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(RoleQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="manager") | models.Q(team__isnull=False),
                name="a_manager_has_a_team",
            ),
        ]

    def held_on(self, day: date) -> bool:
        """Whether the role is in force on a date."""
        return self.since <= day and (self.until is None or day < self.until)
