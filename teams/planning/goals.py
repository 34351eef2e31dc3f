"""Setting and clearing goals, by the rep or by people who oversee the rep or team."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Action, AuditEntry, Goal, Rep, Team, User

MAX_DURATION = timedelta(days=3 * 366)
MAX_TARGETS = {Goal.What.TOTAL: 100.0}  # highest target, points
MAX_PILLAR_POINTS = 25.0


@transaction.atomic
def set_goal(
    *, owner: Rep | Team, what: Goal.What, target: float, by_day: date, by: User, today: date
) -> bool:
    """Sets a goal, replacing the previous one; returns False if nothing changed.

    A goal starts on the day it is set, so a changed one starts over. Raises ValidationError with a
    sentence for an invalid target or date.
    """
    _check(what, target, by_day, today)
    was = _find_goal(owner, what)
    if was and (was.target, was.by_day) == (target, by_day):
        return False
    values = {"target": target, "by_day": by_day, "set_on": today, "set_by": by}
    Goal.objects.update_or_create(
        organization_id=owner.organization_id, what=what, defaults=values, **_owner(owner)
    )
    _audit(owner, by, what, _words(was), f"{target:g} by {by_day}")
    return True


@transaction.atomic
def clear_goal(*, owner: Rep | Team, what: Goal.What, by: User) -> bool:
    """Deletes a goal; returns False if there was none."""
    was = _find_goal(owner, what)
    if was is None:
        return False
    was.delete()
    _audit(owner, by, what, _words(was), "")
    return True


def max_target(what: Goal.What) -> float:
    """Returns the highest possible score: 100 for the total, 25 for a pillar."""
    return MAX_TARGETS.get(what, MAX_PILLAR_POINTS)


def _check(what: Goal.What, target: float, by_day: date, today: date) -> None:
    maximum = max_target(what)
    if not 1 <= target <= maximum:
        raise ValidationError({"target": f"Choose a score from 1 to {maximum:g}."})
    if not today < by_day <= today + MAX_DURATION:
        raise ValidationError({"by_day": "Choose a day after today, three years ahead at most."})


def _owner(owner: Rep | Team) -> dict[str, Any]:
    return {"rep" if isinstance(owner, Rep) else "team": owner}


def _find_goal(owner: Rep | Team, what: Goal.What) -> Goal | None:
    goal: Goal | None = Goal.objects.filter(what=what, **_owner(owner)).first()
    return goal


def _words(goal: Goal | None) -> str:
    return f"{goal.target:g} by {goal.by_day}" if goal else ""


def _audit(owner: Rep | Team, by: User, what: Goal.What, was: str, now: str) -> None:
    """Records goals set for others in the audit log; a rep's own goals are private."""
    rep = owner if isinstance(owner, Rep) else None
    if rep and rep.user_id == by.pk:
        return
    AuditEntry.objects.create(
        organization_id=owner.organization_id,
        by=by,
        rep=rep,
        action=Action.PERSON_CHANGED if rep else Action.TEAM_CHANGED,
        details={
            "what": "goal" if rep else f"goal of {owner.name}",
            "was": {what.value: was},
            "is": {what.value: now},
        },
    )
