"""Marks on a rep's chart besides the line: readings, notes and goals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    F,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from scoring.core.signals import PILLARS
from scoring.models import Snapshot
from scoring.scores.series import GoalPath, ReadingDot
from teams.models import Annotation, Goal, OfficialReading, Rep

READING, NOTE, GOAL = "reading", "note", "goal"
COLUMNS = ("kind", "at", "until", "words", "target", *(f"at_{pillar}" for pillar in PILLARS))


@dataclass(frozen=True)
class Marks:
    """A rep's marks up to a day, each kind oldest first.

    A goal's line begins with the first close from the day it was set on that belongs to the score's
    line (`Snapshot.has_begun`); goals without one are absent.
    """

    readings: tuple[ReadingDot, ...]
    notes: tuple[tuple[date, str], ...]
    goals: tuple[GoalPath, ...]


def marks_of(rep: Rep, through: date) -> Marks:
    """Loads all three kinds with one query, to spare the rep's page two."""
    rows = list(_readings(rep, through).union(_notes(rep, through), _goals(rep), all=True))
    rows.sort(key=lambda row: row[1])
    return Marks(
        readings=tuple(_dot(row) for row in rows if row[0] == READING),
        notes=tuple((row[1], row[3]) for row in rows if row[0] == NOTE),
        goals=tuple(_goal_paths(row for row in rows if row[0] == GOAL)),
    )


def _dot(row: tuple[Any, ...]) -> ReadingDot:
    brand, people, insights, relationships = row[5:]
    return ReadingDot(row[1], brand + people + insights + relationships, row[5:])


def _goal_paths(rows: Iterable[tuple[Any, ...]]) -> Iterable[GoalPath]:
    for _, set_on, by_day, what, target, *pillars in rows:
        if None not in pillars:
            start = sum(pillars) if what == Goal.What.TOTAL else pillars[PILLARS.index(what)]
            yield GoalPath(what, set_on, start, by_day, target)


def _readings(rep: Rep, through: date) -> QuerySet[Any, Any]:
    readings = OfficialReading.objects.of(rep).filter(day__lte=through)
    return _row(readings, READING, "day", pillars={pillar: F(pillar) for pillar in PILLARS})


def _notes(rep: Rep, through: date) -> QuerySet[Any, Any]:
    notes = Annotation.objects.of_rep(rep).filter(day__lte=through)
    return _row(notes, NOTE, "day", words=F("text"))


def _goals(rep: Rep) -> QuerySet[Any, Any]:
    closes = Snapshot.objects.begun().filter(
        rep=OuterRef("rep"), day__gte=OuterRef("set_on"), day__lt=OuterRef("by_day")
    )
    starts = closes.order_by("day")
    return _row(
        Goal.objects.of(rep),
        GOAL,
        Coalesce(Subquery(starts.values("day")[:1]), F("set_on")),
        words=F("what"),
        until=F("by_day"),
        target=F("target"),
        pillars={pillar: Subquery(starts.values(pillar)[:1]) for pillar in PILLARS},
    )


def _row(
    queryset: QuerySet[Any],
    kind: str,
    day: str | Combinable,
    *,
    pillars: dict[str, Any] | None = None,
    **columns: Any,
) -> QuerySet[Any, Any]:
    """The rows in COLUMNS, empty in those that this kind does not have."""
    no_number, no_date = Cast(Value(None), FloatField()), Cast(Value(None), DateField())
    words = columns.get("words", Value("", CharField()))
    values = {
        "kind": Value(kind, CharField()),
        "at": F(day) if isinstance(day, str) else day,
        "until": columns.get("until", no_date),
        "words": Cast(words, CharField()),
        **{f"at_{pillar}": (pillars or {}).get(pillar, no_number) for pillar in PILLARS},
    }
    if "target" not in columns:
        values["target"] = no_number
    rows: QuerySet[Any, Any] = queryset.order_by().annotate(**values).values_list(*COLUMNS)
    return rows
