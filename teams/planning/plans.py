"""Plans to a goal: each rep has at most one active plan, which only the rep starts and ends."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Plan, Rep, User


def plan_of(rep: Rep) -> Plan | None:
    """Returns the rep's active plan, or None."""
    plan: Plan | None = Plan.objects.of(rep).active().first()
    return plan


@transaction.atomic
def make_plan(
    *,
    rep: Rep,
    goal: int,
    by_day: date,
    units: Mapping[str, int],
    usual: Mapping[str, float],
    limits: Mapping[str, Any],
    minutes: int,
    by: User,
) -> Plan:
    """Starts a plan today and ends the previous one.

    Raises ValidationError with a sentence for an invalid goal or date.
    """
    rep.lock()
    today = rep.today()
    if rep.erased_on or not 1 <= goal <= 100 or by_day <= today:
        raise ValidationError("A plan has a goal from 1 to 100, and a day after today.")
    Plan.objects.of(rep).active().update(ended_on=today)
    plan: Plan = Plan.objects.create(
        organization_id=rep.organization_id,
        rep=rep,
        goal=goal,
        by_day=by_day,
        units=dict(units),
        usual=dict(usual),
        limits=dict(limits),
        minutes=minutes,
        made_on=today,
        by=by,
    )
    return plan


@transaction.atomic
def end_plan(*, rep: Rep) -> bool:
    """Ends the active plan; returns False if there was none."""
    rep.lock()
    return bool(Plan.objects.of(rep).active().update(ended_on=rep.today()))
