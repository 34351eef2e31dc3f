"""Activity and coverage of a report's reps: sums over the period, never single days."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, Q

from scoring.core.signals import ActiveDays, Flow
from scoring.core.versions import Version
from scoring.reports.content import Activity, Coverage
from scoring.reports.spec import ReportSpec
from teams.base.inputs import INPUTS, InputKind
from teams.base.sources import HAND_SOURCES
from teams.models import DailyLog, Organization, Rep

COUNT_INPUTS = tuple(name for name, each in INPUTS.items() if each.kind == InputKind.COUNT)
WEEK = 7

Sums = dict[int, dict[str, float | None]]


def load_sums(reps: Sequence[Rep], first: date, last: date) -> Sums:
    """Sums by rep id and input, over the days after the first close up to the last; one query."""
    days = DailyLog.objects.filter(rep__in=reps).between(first + timedelta(days=1), last)
    return {row.pop("rep_id"): row for row in days.sums("rep_id", COUNT_INPUTS)}


def load_known_days(
    reps: Sequence[Rep], first: date, last: date
) -> dict[int, tuple[int, int, int]]:
    """By rep id: days with a known scored input, how many by hand, and how many otherwise."""
    days = DailyLog.objects.filter(rep__in=reps).between(first + timedelta(days=1), last)
    known = days.with_known_inputs().order_by().values("rep_id")
    rows = known.annotate(all=Count("day"), by_hand=Count("day", filter=Q(source__in=HAND_SOURCES)))
    return {
        row["rep_id"]: (row["all"], row["by_hand"], row["all"] - row["by_hand"]) for row in rows
    }


def targets(version: Version) -> dict[str, float]:
    """Weekly target of each input that is scored as a flow."""
    return {
        each.name: each.target
        for each in version.signals
        if isinstance(each, Flow) and not isinstance(each, ActiveDays)
    }


def activities(
    done: Sequence[dict[str, float | None]],
    before: Sequence[dict[str, float | None]],
    weekly_targets: dict[str, float],
    spec: ReportSpec,
    rep_count: int,
) -> tuple[Activity, ...]:
    """Activities of one rep or of several together, without inputs that were never known."""
    weeks = spec.days / WEEK * rep_count
    rows = [
        Activity(
            name=name,
            label=INPUTS[name].label,
            done=_sum(done, name),
            before=_sum(before, name),
            weeks=weeks,
            target=weekly_targets.get(name),
            scored=INPUTS[name].scored,
        )
        for name in COUNT_INPUTS
    ]
    return tuple(each for each in rows if (each.done, each.before) != (None, None))


def _sum(rows: Sequence[dict[str, float | None]], name: str) -> float | None:
    known = [value for row in rows if (value := row.get(name)) is not None]
    return float(sum(known)) if known else None


def workdays(organization: Organization, spec: ReportSpec) -> int:
    """Number of the organisation's working weekdays in the period."""
    days = (spec.first + timedelta(days=at + 1) for at in range(spec.days))
    return sum(organization.works_on(day) for day in days)


def sum_coverage(parts: Sequence[Coverage]) -> Coverage:
    """Sums of several reps' coverage."""
    return Coverage(
        workdays=sum(each.workdays for each in parts),
        known=sum(each.known for each in parts),
        typed=sum(each.typed for each in parts),
        imported=sum(each.imported for each in parts),
        readings=sum(each.readings for each in parts),
    )
