"""Reps' own weekly targets, in place of the model's; private to the rep.

They do not affect scores.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.base.inputs import INPUTS
from teams.models import Rep, WeeklyTarget
from teams.models.weekly import COUNTS

COUNT_INPUTS: tuple[str, ...] = tuple(name for name, _ in COUNTS)
MIN_TARGET, MAX_TARGET = 1, 1000


def targets_of(rep: Rep) -> dict[str, int]:
    """Returns the rep's weekly targets by input."""
    return dict(WeeklyTarget.objects.of(rep).values_list("name", "target"))


@transaction.atomic
def set_targets(*, rep: Rep, targets: Mapping[str, int]) -> bool:
    """Replaces all targets; returns False if nothing changed.

    Raises ValidationError with a sentence for an invalid input or value.
    """
    _check(targets)
    rep.lock()
    if rep.erased_on or targets_of(rep) == dict(targets):
        return False
    WeeklyTarget.objects.of(rep).delete()
    WeeklyTarget.objects.bulk_create(
        WeeklyTarget(organization_id=rep.organization_id, rep=rep, name=name, target=target)
        for name, target in targets.items()
    )
    return True


def _check(targets: Mapping[str, int]) -> None:
    for name, target in targets.items():
        if name not in COUNT_INPUTS:
            raise ValidationError(f"“{name}” can’t be counted by the week.")
        if not MIN_TARGET <= target <= MAX_TARGET:
            label = INPUTS[name].label
            raise ValidationError(
                f"{label}: {target} is not between {MIN_TARGET} and {MAX_TARGET}."
            )
