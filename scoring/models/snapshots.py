"""Snapshot: a rep's stored score at the close of each day."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Self

import numpy as np
from django.db import models
from django_scopes import ScopedManager

from scoring.core.forecast import display_threshold
from scoring.core.layout import layout_of
from scoring.core.points import coverage
from scoring.core.signals import PILLARS
from scoring.core.uncertainty import Trust, half_range
from scoring.models.versions import version_of
from teams.models import Membership, Organization, Rep, Team

NO_READING = -1
# The total is not stored: it is this sum, always added in this order so that rounding is equal.
TOTAL = models.F("brand") + models.F("people") + models.F("insights") + models.F("relationships")


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Queries on snapshots."""

    def at(self, *days: date) -> Self:
        """Snapshots at the close of these days."""
        return self.filter(day__in=days)

    def between(self, first: date, last: date) -> Self:
        """Snapshots from one day to another, inclusive."""
        return self.filter(day__range=(first, last))

    def within(self, first: date | None, last: date | None) -> Self:
        """Snapshots between two days, inclusive; None leaves that end open."""
        since = self.filter(day__gte=first) if first else self
        return since.filter(day__lte=last) if last else since

    def of(self, rep: Rep) -> Self:
        """One rep's snapshots, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def in_team(self, team: Team) -> Self:
        """Ranked snapshots of a team's averages, on the days each rep was in the team."""
        memberships = Membership.objects.filter(team__in=Team.objects.within(team))
        # Filter by rep first: the only index begins with it.
        snapshots = self.filter(rep__in=memberships.order_by().values("rep"))
        return snapshots.filter(team__in=Team.objects.within(team), state=Trust.CURRENT)

    def begun(self) -> Self:
        """Snapshots from which a score's line can begin; see `Snapshot.has_begun`."""
        return self.exclude(state=Trust.BUILDING, reading_age=NO_READING)

    def totals_of(self, reps: Iterable[Rep]) -> Self:
        """Ranked snapshots of these reps, unordered."""
        return self.filter(rep__in=list(reps), state=Trust.CURRENT).order_by()

    def of_any(self, reps: Iterable[Rep], teams: Iterable[Team]) -> Self:
        """Snapshots of these reps, and of all who were ever members of these teams or regions."""
        team_ids = [team.pk for team in teams]
        in_teams = models.Q(team__in=team_ids) | models.Q(team__region__in=team_ids)
        members = Membership.objects.filter(in_teams).order_by().values("rep")
        return self.filter(models.Q(rep__in=list(reps)) | models.Q(rep__in=members))

    def first_day(self) -> date | None:
        """First day with a snapshot; None without any."""
        first: date | None = self.aggregate(first=models.Min("day"))["first"]
        return first

    def daily_figures(self, marks: Sequence[int]) -> Iterable[dict[str, Any]]:
        """Per day: number of reps, mean of each pillar, number at each mark or above, version.

        All snapshots of a day have one version, except while they are being recomputed.
        """
        figures: Any = (
            self.alias(score=TOTAL)
            .order_by()
            .values("day")
            .annotate(
                counted=models.Count("rep"),
                made_by=models.Max("version"),
                **{f"mean_{pillar}": models.Avg(pillar) for pillar in PILLARS},
                **{
                    f"at_{mark}": models.Count(
                        "rep", filter=models.Q(score__gte=display_threshold(mark))
                    )
                    for mark in marks
                },
            )
        )
        rows: Iterable[dict[str, Any]] = figures
        return rows

    def last_day(self, through: date) -> date | None:
        """Last day with a snapshot, up to `through`; None without any."""
        last: date | None = self.filter(day__lte=through).aggregate(last=models.Max("day"))["last"]
        return last


class Snapshot(models.Model):
    """A rep's score at the close of a local day.

    Hundreds of thousands of rows come each day and are kept for years, so the table is kept small:
    wide columns first to avoid padding, no column that is mostly empty, and a single index for all
    queries, which begins with the rep. docs/data.md has the figures.
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
    # No database constraints on the three foreign keys: checking them would lock a row of each for
    # every snapshot. Values come from rows just read, and deleting code deletes snapshots first.
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
    signals = models.IntegerField()  # bit mask of the version's signals that count
    reading_age = models.SmallIntegerField()  # days since the last reading, or NO_READING
    state = models.PositiveSmallIntegerField(choices=State)
    known_days = models.PositiveSmallIntegerField()  # known days among the last 20 working days
    known = models.BooleanField()  # whether any input of the day was known
    version = models.CharField(max_length=20)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(SnapshotQuerySet), organization="organization"
    )

    @property
    def pillars(self) -> tuple[float, float, float, float]:
        """Brand, people, insights, relationships; points 0-25."""
        return (self.brand, self.people, self.insights, self.relationships)

    @property
    def total(self) -> float:
        """Unrounded total, 0 to 100."""
        return self.brand + self.people + self.insights + self.relationships

    @property
    def last_reading(self) -> date | None:
        """Day of the last reading; None without one."""
        return last_reading(self.day, self.reading_age)

    @property
    def coverage(self) -> float:
        """Weights of the signals that count, of 100."""
        return coverage_of(self.organization_id, self.version, self.signals)

    @property
    def half_range(self) -> float | None:
        """Half width of the likely range in points; None on the day of a reading."""
        return half_range_of(self.organization_id, self.version, self.reading_age)

    @property
    def has_begun(self) -> bool:
        """Whether the score's line has begun; see `has_begun`."""
        return has_begun(self.state, self.reading_age)

    @property
    def is_ranked(self) -> bool:
        """Whether the score is current, so that it has a rank and counts in averages."""
        return self.state == Snapshot.State.CURRENT


def last_reading(day: date, age: int) -> date | None:
    """Day of the last reading from a snapshot's day and `reading_age`; None without one."""
    return None if age == NO_READING else day - timedelta(days=age)


def has_begun(state: int, reading_age: int) -> bool:
    """Whether the rep has a reading, or enough coverage without one.

    The first such day begins the score's line; nothing is compared with a day before it. Building
    without any reading means that coverage is too low.
    """
    return state != Trust.BUILDING or reading_age != NO_READING


@lru_cache(maxsize=10_000)
def coverage_of(organization: int, version: str, signals: int) -> float:
    """Weights of the signals in a bit mask, of 100, under a version of the organisation (by id).

    Remembered, as pages and exports ask for many days of a rep; a version never changes.
    """
    layout = layout_of(version_of(organization, version))
    return float(coverage(layout, signals >> np.arange(len(layout.names)) & 1 == 1))


@lru_cache(maxsize=10_000)
def half_range_of(organization: int, version: str, reading_age: int) -> float | None:
    """Half width of the likely range in points; None on the day of a reading (age 0)."""
    half = float(half_range(version_of(organization, version).variance, np.array(reading_age)))
    return None if np.isnan(half) else half
