"""Readings with our estimate at the close of the day before each (see scoring.readings.history)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import DateField, F, Func, OuterRef, Subquery
from django.db.models.functions import JSONObject

from scoring.core.arrays import ArrayTable
from scoring.core.layout import Floats, Ints
from scoring.models import NO_READING, Snapshot
from teams.facts.readings import PILLARS
from teams.models import OfficialReading
from teams.models.people import RepQuerySet

MAX_READINGS = 5000  # newest readings that are read; older ones would hardly change the result


class DayBefore(Func):
    """SQL expression for the day before a date."""

    arity = 1
    output_field = DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s - 1)", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="date(%(expressions)s, '-1 day')", **context
        )


@dataclass(frozen=True)
class ReadingErrors(ArrayTable):
    """Readings with an estimate before them, newest first; without each rep's first reading."""

    reps: Ints  # (k,)
    days: Ints  # (k,) ordinals
    official: Floats  # (k, 4) points
    estimates: Floats  # (k, 4) points
    known_days: Ints  # (k,) known of the last 20 working days
    ages: Ints  # (k,) days since the reading before

    @property
    def gaps(self) -> Floats:
        """Float array (k, 4): LinkedIn's pillars less ours, in points."""
        return self.official - self.estimates

    @property
    def total_gaps(self) -> Floats:
        """Float array (k,): LinkedIn's total less ours, in points."""
        gaps: Floats = self.gaps.sum(axis=1)
        return gaps


def load_reading_errors(reps: RepQuerySet, first: date, last: date) -> tuple[ReadingErrors, int]:
    """Readings of these reps in a period, and how many more were a rep's first.

    A first reading has no other before it: it says where a rep starts, not how good an estimate
    was. Readings without a close before them are not counted at all.
    """
    estimate = Snapshot.objects.filter(rep=OuterRef("rep"), day=OuterRef("day_before")).values(
        numbers=JSONObject(
            pillars_1=F("brand"),
            pillars_2=F("people"),
            pillars_3=F("insights"),
            pillars_4=F("relationships"),
            known=F("known_days"),
            age=F("reading_age"),
        )
    )
    readings = OfficialReading.objects.between(first, last).filter(
        rep__in=reps.order_by().values("pk")
    )
    rows = (
        readings.order_by("-day", "rep_id")
        .annotate(day_before=DayBefore("day"))
        .annotate(before=Subquery(estimate))
        .exclude(before=None)
        .values_list("rep_id", "day", *PILLARS, "before")[:MAX_READINGS]
    )
    loaded = list(rows)
    compared = [row for row in loaded if row[-1]["age"] != NO_READING]
    return _reading_errors(compared), len(loaded) - len(compared)


def _reading_errors(rows: list[Any]) -> ReadingErrors:
    def integers(values: list[int]) -> Ints:
        return np.array(values, np.int64)

    def pillars(values: list[list[float]]) -> Floats:
        return np.array(values, float).reshape(-1, len(PILLARS))

    return ReadingErrors(
        reps=integers([row[0] for row in rows]),
        days=integers([row[1].toordinal() for row in rows]),
        official=pillars([list(row[2:6]) for row in rows]),
        estimates=pillars([[row[6][f"pillars_{n}"] for n in (1, 2, 3, 4)] for row in rows]),
        known_days=integers([row[6]["known"] for row in rows]),
        ages=integers([row[6]["age"] + 1 for row in rows]),
    )
