"""Two rows of one person become one, and so do their scores: as if all had been said of one."""

from django.db import transaction

from scoring.forgetting import drop_states
from teams.merging import merge_reps
from teams.models import Rep, User


def merge(*, kept: Rep, other: Rep, by: User | None) -> None:
    """Merges the other row into the kept one, whose scores are made anew from the first day moved.

    The other's scores go. Workers may be scoring either just then. Raises ValidationError with a
    sentence where the two can't become one.
    """
    with transaction.atomic():
        drop_states(other, scores=True)
        merge_reps(kept=kept, other=other, by=by)
    drop_states(other, scores=True)
