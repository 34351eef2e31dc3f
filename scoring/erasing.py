"""Erasing a person, facts and what is derived, but for scores that averages of the past need."""

from django.db import transaction

from scoring.forgetting import drop_states
from teams.erasing import erase_rep, rows_of
from teams.models import Rep, User
from teams.report_files import forget_reps


def erase(*, rep: Rep, by: User | None) -> None:
    """Erases the rep in one transaction, beside workers who may be scoring the rep just then.

    Snapshots stay as they are, under nobody's name, and none is added; states go, and files of
    reports with the rep in them.
    """
    with transaction.atomic():
        drop_states(rep)
        rows = rows_of(rep)
        erase_rep(rep=rep, by=by)
        forget_reps(rep.organization, rows)
    drop_states(rep)
