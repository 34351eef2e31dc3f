"""A rep's score at the close of each day."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django_scopes import ScopedManager

from scoring.core.history import Trust
from scoring.core.layout import layout_of
from scoring.core.signals import PILLARS
from scoring.models.versions import version_of
from teams.models import Membership, Organization, Rep, Team

NO_READING = -1
# The total is not stored: it is this sum, added in this order wherever it is made.
TOTAL = models.F("brand") + models.F("people") + models.F("insights") + models.F("relationships")


def shown_from(mark: int) -> float:
    """The least total that is shown as a mark or more: rounded to nine places, then half up."""
    return mark - 0.5 - 5e-10


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Snapshots, in words of the sales floor."""

    def at(self, *days: date) -> Self:
        """The close of these days."""
        return self.filter(day__in=days)

    def between(self, first: date, last: date) -> Self:
        """From one day to another, both included."""
        return self.filter(day__range=(first, last))

    def within(self, first: date | None, last: date | None) -> Self:
        """Between two days, both included; without one of them, from the start or to the end."""
        since = self.filter(day__gte=first) if first else self
        return since.filter(day__lte=last) if last else since

    def of(self, rep: Rep) -> Self:
        """One rep's, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def in_team(self, team: Team) -> Self:
        """Those counted in averages of the team, each on the days its rep sat there."""
        sat = Membership.objects.filter(team__in=Team.objects.within(team))
        # By rep first: the only index begins with it.
        mine = self.filter(rep__in=sat.order_by().values("rep"))
        return mine.filter(team__in=Team.objects.within(team), state=Trust.CURRENT)

    def totals_of(self, reps: Iterable[Rep]) -> Self:
        """These reps' that count, in no order."""
        return self.filter(rep__in=list(reps), state=Trust.CURRENT).order_by()

    def of_any(self, reps: Iterable[Rep], teams: Iterable[Team]) -> Self:
        """All of these reps, and of whoever ever sat in these teams."""
        ids = [team.pk for team in teams]
        here = models.Q(team__in=ids) | models.Q(team__region__in=ids)
        sat = Membership.objects.filter(here).order_by().values("rep")
        return self.filter(models.Q(rep__in=list(reps)) | models.Q(rep__in=sat))

    def first_day(self) -> date | None:
        """The first day there are any of."""
        first: date | None = self.aggregate(first=models.Min("day"))["first"]
        return first

    def daily_figures(self, marks: Sequence[int]) -> Iterable[dict[str, Any]]:
        """Of each day: how many, each pillar's mean, how many show a mark or more, and the version.

        One version makes all closes of a day, but while they are made anew.
        """
        found: Any = (
            self.alias(score=TOTAL)
            .order_by()
            .values("day")
            .annotate(
                counted=models.Count("rep"),
                made_by=models.Max("version"),
                **{f"mean_{pillar}": models.Avg(pillar) for pillar in PILLARS},
                **{
                    f"at_{mark}": models.Count("rep", filter=models.Q(score__gte=shown_from(mark)))
                    for mark in marks
                },
            )
        )
        rows: Iterable[dict[str, Any]] = found
        return rows

    def last_day(self, through: date) -> date | None:
        """The last day there are any of, up to a day."""
        last: date | None = self.filter(day__lte=through).aggregate(last=models.Max("day"))["last"]
        return last


class Snapshot(models.Model):
    """A rep's score at the close of a local day.

    Rows come by the hundred thousand a day and stay for years: wide columns first, so that nothing
    is lost between them, nothing empty in nearly all of them, and one index, which begins with the
    rep, for every query. docs/data.md has the figures.
    """

    class State(models.IntegerChoices):
        BUILDING = Trust.BUILDING, "building"
        WAITING = Trust.WAITING, "waiting"
        CURRENT = Trust.CURRENT, "current"

    brand = models.FloatField()
    people = models.FloatField()
    insights = models.FloatField()
    relationships = models.FloatField()
    pk = models.CompositePrimaryKey("rep", "day")
    # The database checks none of the three: it would lock a row of each for every snapshot. What is
    # written was read from there a moment ago, and whoever deletes one of them deletes these first.
    rep = models.ForeignKey(
        Rep, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    signals = models.IntegerField()  # a bit for each signal of the version that was ever known
    reading_age = models.SmallIntegerField()  # days since LinkedIn's last number, or NO_READING
    state = models.PositiveSmallIntegerField(choices=State)
    known_days = models.PositiveSmallIntegerField()  # of the last 20 working days
    known = models.BooleanField()  # whether any input of the day was
    version = models.CharField(max_length=20)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(SnapshotQuerySet), organization="organization"
    )

    @property
    def pillars(self) -> tuple[float, float, float, float]:
        """Brand, people, insights, relationships, 0 to 25 each."""
        return (self.brand, self.people, self.insights, self.relationships)

    @property
    def total(self) -> float:
        """Unrounded, 0 to 100."""
        return self.brand + self.people + self.insights + self.relationships

    @property
    def last_reading(self) -> date | None:
        """The day of LinkedIn's last number."""
        return last_reading(self.day, self.reading_age)

    @property
    def tracked(self) -> float:
        """Points of 100 whose signals were ever known."""
        weights = layout_of(version_of(self.organization_id, self.version)).weights
        return float(sum(w for at, w in enumerate(weights.tolist()) if self.signals >> at & 1))

    @property
    def is_ranked(self) -> bool:
        """Whether it has a rank and counts in averages."""
        return self.state == Snapshot.State.CURRENT


def last_reading(day: date, age: int) -> date | None:
    """The day of LinkedIn's last number, from a snapshot's day and `reading_age`."""
    return None if age == NO_READING else day - timedelta(days=age)
