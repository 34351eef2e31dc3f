"""What reps aim at each week, in place of the model's targets: their own choice, and theirs alone.

No score is made from them.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.inputs import INPUTS
from teams.models import Rep, WeeklyTarget
from teams.models.weeks import COUNTS

COUNTABLE: tuple[str, ...] = tuple(name for name, _ in COUNTS)
LEAST, MOST = 1, 1000


def targets_of(rep: Rep) -> dict[str, int]:
    """What the rep aims at each week, by input."""
    return dict(WeeklyTarget.objects.of(rep).values_list("name", "target"))


@transaction.atomic
def set_targets(*, rep: Rep, targets: Mapping[str, int]) -> bool:
    """These and no others; False where they are the same already.

    Raises ValidationError with a sentence for what can't be aimed at.
    """
    _check(targets)
    rep.hold()
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
        if name not in COUNTABLE:
            raise ValidationError(f"“{name}” can’t be counted by the week.")
        if not LEAST <= target <= MOST:
            label = INPUTS[name].label
            raise ValidationError(f"{label}: {target} is not between {LEAST} and {MOST}.")
