"""Two daily closes compared, for any reps: the base of every board and report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from scoring.models import TOTAL, Run, Snapshot
from teams.base import clock
from teams.models import OfficialReading, Organization, Rep, Team
from teams.models.people import RepQuerySet

Pillars = tuple[float, float, float, float]


@dataclass(frozen=True)
class PeriodScore:
    """A rep's snapshot at a close, and the earlier snapshot it is compared with."""

    rep: Rep
    now: Snapshot
    before: Snapshot | None
    earlier: Snapshot | None = None  # one more period before `before`

    @property
    def ranked(self) -> bool:
        """Whether the rep has a rank and counts in averages."""
        return self.now.is_ranked

    @property
    def compared(self) -> Snapshot | None:
        """The earlier snapshot if both have a rank, else None."""
        return self.before if self.ranked and self.before and self.before.is_ranked else None

    @property
    def change(self) -> float | None:
        """Points the total moved; None unless both closes have a rank."""
        return self.now.total - self.compared.total if self.compared else None

    @property
    def earlier_change(self) -> float | None:
        """Points the total moved in the period before; None unless all three closes have a rank."""
        if not (self.compared and self.earlier and self.earlier.is_ranked):
            return None
        return self.compared.total - self.earlier.total

    @property
    def pillar_changes(self) -> Pillars | None:
        """Points each pillar moved; None unless both closes have a rank."""
        if self.compared is None:
            return None
        a, b, c, d = (x - y for x, y in zip(self.now.pillars, self.compared.pillars, strict=True))
        return (a, b, c, d)


def period_scores(
    reps: Iterable[Rep], day: date, since: date, earlier: date | None = None
) -> list[PeriodScore]:
    """Scores of the reps who have a snapshot on `day`, in the order given.

    Each comes with the snapshot of `since` and, if given, that of the day `earlier`.
    """
    reps_by_id = {rep.pk: rep for rep in reps}
    days = [close for close in (day, since, earlier) if close]
    closes = {
        (snapshot.rep_id, snapshot.day): snapshot
        for snapshot in Snapshot.objects.at(*days).filter(rep__in=reps_by_id)
    }
    return [
        PeriodScore(
            rep,
            closes[pk, day],
            closes.get((pk, since)),
            closes.get((pk, earlier)) if earlier else None,
        )
        for pk, rep in reps_by_id.items()
        if (pk, day) in closes
    ]


def daily_totals(reps: Iterable[Rep], first: date, last: date) -> dict[int, list[float | None]]:
    """Totals of each rep (by id) for every day of the period, from where the rep's line begins.

    None where there is no snapshot, and before the line begins.
    """
    days = (last - first).days + 1
    totals_by_rep: dict[int, list[float | None]] = {rep.pk: [None] * days for rep in reps}
    totals = Snapshot.objects.between(first, last).begun().filter(rep__in=totals_by_rep)
    for rep, day, total in totals.values_list("rep_id", "day", TOTAL):
        totals_by_rep[rep][(day - first).days] = total
    return totals_by_rep


def last_close_of_teams(organization: Organization, teams: Sequence[Team]) -> date | None:
    """The last day that is over and scored in every time zone of the teams' reps."""
    return last_close_of_reps(organization, Rep.objects.of_teams(teams, organization.today()))


def last_close_of_reps(organization: Organization, reps: RepQuerySet) -> date | None:
    """The last day that is over and scored in the time zones of the reps and the organisation."""
    zones = reps.zones(organization)
    last_day = min(clock.last_day_over(zone) for zone in zones)
    runs = Run.objects.filter(zone__in=zones, day__lte=last_day)
    last: date | None = runs.closed_through()
    return last


def readings_between(
    reps: Iterable[Rep], first: date, last: date
) -> dict[int, list[OfficialReading]]:
    """Readings of each rep (by id) in the period, oldest first."""
    by_rep: dict[int, list[OfficialReading]] = {rep.pk: [] for rep in reps}
    readings = OfficialReading.objects.between(first, last).filter(rep__in=by_rep)
    for reading in readings.order_by("day"):
        by_rep[reading.rep_id].append(reading)
    return by_rep


def first_silent_days(waiting: Sequence[Snapshot], organization: Organization) -> dict[int, date]:
    """The first working day without data, by rep id, of reps who are waiting for data."""
    if not waiting:
        return {}
    reps = [snapshot.rep_id for snapshot in waiting]
    # Searched backwards, rep by rep, so that a long history is not read to its beginning.
    known = Snapshot.objects.filter(rep=OuterRef("pk"), day__lte=waiting[0].day, known=True)
    latest = Subquery(known.order_by("-day").values("day")[:1])
    last = dict(Rep.objects.filter(pk__in=reps).annotate(last=latest).values_list("pk", "last"))
    since = {}
    for snapshot in waiting:
        last_days = [day for day in (last.get(snapshot.rep_id), snapshot.last_reading) if day]
        day = max(last_days, default=snapshot.day) + timedelta(days=1)
        while not organization.works_on(day):
            day += timedelta(days=1)
        since[snapshot.rep_id] = day
    return since
