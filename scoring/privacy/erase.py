"""Erasing a person: facts and derived data, except for scores that past averages need."""

from django.db import transaction

from scoring.privacy.drop_scores import drop_states
from teams.models import Rep, User
from teams.privacy.erase import erase_rep, merged_rep_ids
from teams.reports.files import delete_reports_of_reps


def erase(*, rep: Rep, by: User | None) -> None:
    """Erases the rep in one transaction, safe beside workers that are scoring the rep.

    Snapshots stay as they are, anonymised, and none is added; states are deleted, and so are report
    files that include the rep.
    """
    with transaction.atomic():
        drop_states(rep)
        rows = merged_rep_ids(rep)
        erase_rep(rep=rep, by=by)
        delete_reports_of_reps(rep.organization, rows)
    drop_states(rep)
