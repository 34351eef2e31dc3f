"""Recording visits to reps' pages, which the rep can read."""

import logging

from django.db import DatabaseError
from django.utils import timezone

from teams.access.viewer import Viewer
from teams.models import Rep, Visit

log = logging.getLogger(__name__)


def record_visit(viewer: Viewer, rep: Rep) -> None:
    """Records that the viewer saw the rep's page today, unless it is their own.

    One row per day and user, with the time of the last visit. A failed write never breaks the page.
    """
    if viewer.is_self(rep):
        return
    visit = Visit(
        organization=viewer.organization,
        rep=rep,
        user=viewer.user,
        day=viewer.organization.today(),
        last_at=timezone.now(),
    )
    try:
        Visit.objects.bulk_create(
            [visit],
            update_conflicts=True,
            unique_fields=["rep", "day", "user"],
            update_fields=["last_at"],
        )
    except DatabaseError:
        log.exception("A visit of rep %s could not be noted", rep.pk)
