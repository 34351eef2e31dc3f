"""The closes of two days compared, for any reps: what every board and report is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.explain import causes, explain
from scoring.core.layout import layout_of
from scoring.core.versions import VERSIONS
from scoring.models import Snapshot
from scoring.signal_words import cause
from scoring.store import state_of
from teams.models import OfficialReading, Organization, Rep

Pillars = tuple[float, float, float, float]


@dataclass(frozen=True)
class Standing:
    """A rep at the close of a day, beside the close the period is compared with."""

    rep: Rep
    now: Snapshot
    before: Snapshot | None

    @property
    def ranked(self) -> bool:
        """Whether it has a rank and counts in averages."""
        return self.now.is_ranked

    @property
    def compared(self) -> Snapshot | None:
        """The close before, where it can be compared: both have a rank."""
        return self.before if self.ranked and self.before and self.before.is_ranked else None

    @property
    def change(self) -> float | None:
        """Points the total moved; None where one of the days has no rank."""
        return self.now.total - self.compared.total if self.compared else None

    @property
    def pillar_changes(self) -> Pillars | None:
        """Points each pillar moved."""
        if self.compared is None:
            return None
        a, b, c, d = (x - y for x, y in zip(self.now.pillars, self.compared.pillars, strict=True))
        return (a, b, c, d)


def standings(reps: Iterable[Rep], day: date, since: date) -> list[Standing]:
    """The reps that have a snapshot of `day`, in the order given, each with that of `since`."""
    people = {rep.pk: rep for rep in reps}
    closes = {
        (snapshot.rep_id, snapshot.day): snapshot
        for snapshot in Snapshot.objects.at(day, since).filter(rep__in=people)
    }
    return [
        Standing(rep, closes[pk, day], closes.get((pk, since)))
        for pk, rep in people.items()
        if (pk, day) in closes
    ]


def main_cause(standing: Standing) -> str:
    """What moved the total most in the direction it moved; empty where nothing is compared.

    What the rep did comes before LinkedIn's number: one can talk about it.
    """
    before = standing.compared
    if before is None:
        return ""
    layout = layout_of(VERSIONS[standing.now.version])
    moved = causes(explain(layout, state_of(before)), explain(layout, state_of(standing.now)))[0]
    along = moved * np.sign(standing.change or 0)
    at = int(np.argmax(along[:-1]))
    at = at if round(float(along[at]), 1) > 0 else len(along) - 1
    return cause(layout, at, float(moved[at]))


def series(reps: Iterable[Rep], first: date, last: date) -> dict[int, list[float | None]]:
    """The totals of each rep (by id) for every day of the period, None where there is none."""
    days = (last - first).days + 1
    lines: dict[int, list[float | None]] = {rep.pk: [None] * days for rep in reps}
    totals = Snapshot.objects.between(first, last).filter(rep__in=lines)
    for rep, day, total in totals.values_list("rep_id", "day", "total"):
        lines[rep][(day - first).days] = total
    return lines


def last_close(through: date) -> date | None:
    """The last day that is scored, up to a day."""
    last: date | None = Snapshot.objects.last_day(through)
    return last


def readings_between(
    reps: Iterable[Rep], first: date, last: date
) -> dict[int, list[OfficialReading]]:
    """LinkedIn's numbers in the period, by rep id, oldest first."""
    found: dict[int, list[OfficialReading]] = {rep.pk: [] for rep in reps}
    readings = OfficialReading.objects.between(first, last).filter(rep__in=found)
    for reading in readings.order_by("day"):
        found[reading.rep_id].append(reading)
    return found


def silent_since(snapshot: Snapshot, organization: Organization) -> date:
    """The first of the working days up to the snapshot's about which nobody said anything."""
    left, day = int(state_of(snapshot).silent_days[0]), snapshot.day
    while left > 0 and day > date.min:
        left -= day.weekday() in organization.working_weekdays
        day -= timedelta(days=1)
    return day + timedelta(days=1)
