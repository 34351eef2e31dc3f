"""What a report's people did, and how much of it is known: sums of a period, never single days."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, Q

from scoring.core.signals import ActiveDays, Flow
from scoring.core.versions import Version
from scoring.reports.content import Activity, Coverage
from scoring.reports.order import Order
from teams.inputs import INPUTS, Kind
from teams.models import DailyLog, Organization, Rep
from teams.sources import HAND

COUNTED = tuple(name for name, each in INPUTS.items() if each.kind == Kind.COUNT)
WEEK = 7

Sums = dict[int, dict[str, float | None]]


def load_sums(reps: Sequence[Rep], first: date, last: date) -> Sums:
    """By rep id and input, of the days after the first close up to the last one; one query."""
    days = DailyLog.objects.filter(rep__in=reps).between(first + timedelta(days=1), last)
    return {row.pop("rep_id"): row for row in days.sums("rep_id", COUNTED)}


def load_known(reps: Sequence[Rep], first: date, last: date) -> dict[int, tuple[int, int, int]]:
    """By rep id: days something scored is known of, of those typed alone, and all others."""
    days = DailyLog.objects.filter(rep__in=reps).between(first + timedelta(days=1), last)
    known = days.that_are_known().order_by().values("rep_id")
    rows = known.annotate(all=Count("day"), by_hand=Count("day", filter=Q(source__in=HAND)))
    return {
        row["rep_id"]: (row["all"], row["by_hand"], row["all"] - row["by_hand"]) for row in rows
    }


def targets(version: Version) -> dict[str, float]:
    """What a week should have of each input that is scored as something done or received."""
    return {
        each.name: each.target
        for each in version.signals
        if isinstance(each, Flow) and not isinstance(each, ActiveDays)
    }


def activities(
    done: Sequence[dict[str, float | None]],
    before: Sequence[dict[str, float | None]],
    wanted: dict[str, float],
    order: Order,
    people: int,
) -> tuple[Activity, ...]:
    """Of one rep, or of several together; inputs nobody ever said a word of are left out."""
    weeks = order.days / WEEK * people
    found = [
        Activity(
            name=name,
            label=INPUTS[name].label,
            done=_sum(done, name),
            before=_sum(before, name),
            weeks=weeks,
            target=wanted.get(name),
            scored=INPUTS[name].scored,
        )
        for name in COUNTED
    ]
    return tuple(each for each in found if (each.done, each.before) != (None, None))


def _sum(rows: Sequence[dict[str, float | None]], name: str) -> float | None:
    known = [value for row in rows if (value := row.get(name)) is not None]
    return float(sum(known)) if known else None


def workdays(organization: Organization, order: Order) -> int:
    """How many days of the period are working ones there."""
    every = (order.first + timedelta(days=at + 1) for at in range(order.days))
    return sum(organization.works_on(day) for day in every)


def together(parts: Sequence[Coverage]) -> Coverage:
    """The sums of several."""
    return Coverage(
        workdays=sum(each.workdays for each in parts),
        known=sum(each.known for each in parts),
        typed=sum(each.typed for each in parts),
        imported=sum(each.imported for each in parts),
        readings=sum(each.readings for each in parts),
    )
