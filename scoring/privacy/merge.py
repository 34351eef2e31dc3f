"""Merging two rows of one person, scores included."""

from django.db import transaction

from scoring.privacy.drop_scores import drop_states
from teams.models import Rep, User
from teams.privacy.merge import merge_reps


def merge(*, kept: Rep, other: Rep, by: User | None) -> None:
    """Merges the other row into the kept one, whose scores are recomputed from the first day moved.

    The other's scores are deleted. Safe beside workers that are scoring either. Raises
    ValidationError with a sentence if the two can't be merged.
    """
    with transaction.atomic():
        drop_states(other, scores=True)
        merge_reps(kept=kept, other=other, by=by)
    drop_states(other, scores=True)
