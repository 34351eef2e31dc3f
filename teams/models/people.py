"""Reps who are scored, where they sit, and what users may do."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import IntFlag
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Coalesce, Greatest, Least, Lower
from django_scopes import ScopedManager

from teams import clock
from teams.batches import batched
from teams.models.organization import Organization, Team, validate_time_zone
from teams.models.users import User

if TYPE_CHECKING:
    from teams.models.programmes import Programme


def sitting(on: date) -> models.Q:
    """Reps, or their teams, by memberships that held that day."""
    until = models.Q(memberships__until=None) | models.Q(memberships__until__gt=on)
    return until & models.Q(memberships__since__lte=on)


class Change(IntFlag):
    """Why scores have to be made anew; several may come together."""

    LOGGED = 1  # a value typed, corrected or taken back by hand
    IMPORTED = 2  # a file or a program
    READING = 4  # LinkedIn's number entered, replaced or withdrawn
    TEAM = 8  # who sat where
    TIME_ZONE = 16
    WORKING_DAYS = 32
    VERSION = 64  # another version of the model counts


class RepQuerySet(models.QuerySet["Rep"]):
    """Reps, in words of the sales floor."""

    def of_team(self, team: Team, on: date) -> Self:
        """Who sat in the team that day, or in a team of the region it is."""
        return self.filter(sitting(on), memberships__team__in=Team.objects.within(team))

    def by_team(self, teams: Sequence[Team], on: date) -> dict[int, list["Rep"]]:
        """Who sat in each of the teams (by id) that day, or in a team of the region it is."""
        asked = {team.pk for team in teams}
        found: dict[int, list[Rep]] = defaultdict(list)
        for rep in self.of_teams(teams, on).annotate(
            sat_in=models.F("memberships__team"), sat_under=models.F("memberships__team__region")
        ):
            for team in asked & {rep.sat_in, rep.sat_under}:  # type: ignore[attr-defined]
                found[team].append(rep)
        return found

    def of_teams(self, teams: Sequence[Team], on: date) -> Self:
        """Who sat in any of the teams that day, or in a team of the regions among them."""
        ids = [team.pk for team in teams]
        here = models.Q(memberships__team__in=ids) | models.Q(memberships__team__region__in=ids)
        return self.filter(sitting(on), here)

    def by_address(self, addresses: set[str]) -> dict[str, "Rep"]:
        """Those with one of these (lower-case) addresses, by address."""
        found = self.annotate(address=Lower("email")).filter(address__in=addresses)
        return {rep.email.lower(): rep for rep in found}

    def present(self) -> Self:
        """Those nobody has erased: only they are scored."""
        return self.filter(erased_on=None)

    def taking_part(self, programme: "Programme") -> Self:
        """Those who take part in a programme."""
        return self.filter(programmes__programme=programme)

    def in_no_programme(self, first: date, last: date) -> Self:
        """Those who take part in none that touches these days."""
        at_the_time = {
            "programmes__programme__starts_on__lte": last,
            "programmes__programme__ends_on__gte": first,
        }
        busy = self.model.objects.filter(**at_the_time).order_by().values("pk")
        return self.exclude(pk__in=busy)

    def ever_read(self) -> Self:
        """Those of whom somebody ever gave LinkedIn's number."""
        return self.filter(readings__isnull=False).distinct()

    def mark_of_facts(self) -> str:
        """A word that is another one as soon as anything that is known of them is."""
        counts = self.order_by().aggregate(
            reps=models.Count("pk"),
            changes=models.Sum("changes"),
            forgotten=models.Count("facts_from"),
            erased=models.Count("erased_on"),
        )
        return "-".join(str(count or 0) for count in counts.values())

    def changed(self) -> Self:
        """Whose facts have changed since scores were last made from them."""
        return self.present().filter(changed_from__isnull=False)

    def in_zone(self, organization: Organization, zone: str) -> Self:
        """Those of the organisation whose days begin and end by that zone."""
        names = ["", zone] if zone == organization.time_zone else [zone]
        return self.filter(organization=organization, time_zone__in=names)

    def zones(self, organization: Organization) -> set[str]:
        """The organisation's time zone and those its reps have of their own."""
        own = self.exclude(time_zone="").order_by().values_list("time_zone", flat=True)
        return {organization.time_zone, *own.distinct()}

    def latest_today(self, organization: Organization) -> date:
        """The date where the first of their days begins."""
        return max(clock.today_in(zone) for zone in self.zones(organization))

    def note_changes(self, first_days: Mapping[int, date], why: Change) -> None:
        """Says from which day the facts of each rep (by id) have changed, and why.

        Where facts are no longer kept from that day on, from the first day they are: nothing before
        is made anew.
        """
        reps_by_day = defaultdict(list)
        for rep, day in first_days.items():
            reps_by_day[day].append(rep)
        for day, reps in reps_by_day.items():
            for some in batched(reps, 5000):
                kept_from = Coalesce("facts_from", date.min)
                self.present().filter(pk__in=some).update(
                    changed_from=Greatest(Least(Coalesce("changed_from", day), day), kept_from),
                    changes=models.F("changes") + 1,
                    changed_by=models.F("changed_by").bitor(why),
                )


class Rep(models.Model):
    """Somebody whose social selling is followed; may or may not sign in."""

    class Seat(models.TextChoices):
        """What LinkedIn gives for what is paid: what can be known of somebody differs by it."""

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
    # On boards without a name, but for oneself and whoever looks after the team.
    unnamed = models.BooleanField(default=False, db_default=False)
    # Facts of the days before are no longer kept: their scores stand as they are.
    facts_from = models.DateField(null=True, blank=True)
    # Whoever it was is forgotten: scores stay in averages of the past, and no new ones are made.
    erased_on = models.DateField(null=True, blank=True)
    # The first day whose facts have changed since scores were last made from them, and how often
    # any have: what is derived from facts is kept only if this number is still the one it saw.
    changed_from = models.DateField(null=True, blank=True)
    changes = models.PositiveBigIntegerField(default=0)
    changed_by = models.PositiveSmallIntegerField(default=0)  # a Change: why

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

    def hold(self) -> None:
        """Keeps others from changing the rep's facts until the transaction ends."""
        mine = Rep.objects.select_for_update()
        fresh = ["changed_from", "changes", "changed_by", "facts_from", "erased_on"]
        self.refresh_from_db(fields=fresh, from_queryset=mine)

    def keeps(self, day: date) -> bool:
        """Whether facts of that day are kept; of a person who was erased none are."""
        return self.erased_on is None and (self.facts_from is None or self.facts_from <= day)

    def note_change(self, day: date, why: Change) -> None:
        """Says that facts have changed from that day on, and why; the rep is held.

        Nothing before the first day whose facts are kept is made anew.
        """
        since = min(self.changed_from or day, day)
        self.changed_from = max(since, self.facts_from) if self.facts_from else since
        self.changes += 1
        self.changed_by |= why
        self.save(update_fields=["changed_from", "changes", "changed_by"])

    @property
    def zone(self) -> str:
        """The time zone the rep's days begin and end by."""
        return self.time_zone or self.organization.time_zone

    def now(self) -> datetime:
        """The rep's local time."""
        return clock.now_in(self.zone)

    def today(self) -> date:
        """The rep's local date."""
        return clock.today_in(self.zone)


class Membership(models.Model):
    """A rep in a team from a day on, until (not including) another."""

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
    """Roles, in words of the sales floor."""

    def of(self, user: User) -> Self:
        """Every role the user was ever given, with its organisation."""
        return self.filter(user=user).select_related("organization").order_by("pk")


class Role(models.Model):
    """What a user may do in an organisation: a manager's team, a coach's teams or reps.

    A viewer sees leaderboards: of the team, or without one of all. A region stands for its teams.
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
        """Whether the role is held that day."""
        return self.since <= day and (self.until is None or day < self.until)
