"""Who is new: whoever came to a team, or was first scored, within the last 90 days."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Min

from scoring.models import Snapshot
from teams.models import Membership, Rep

NEW_FOR = 90  # days


def newcomers(reps: Sequence[Rep], day: date) -> set[int]:
    """Those of the reps (by id) who are new on a day.

    The first membership in any team of the organisation counts, not one after a move; and whoever
    sat there for long but has been scored for less than 90 days is new to the boards.
    """
    if not reps:
        return set()
    pks = [rep.pk for rep in reps]
    since = day - timedelta(days=NEW_FOR)
    joined = Membership.objects.filter(rep__in=pks).order_by().values("rep_id")
    scored = Snapshot.objects.filter(rep__in=pks).order_by().values("rep_id")
    new = joined.annotate(first=Min("since")).filter(first__gt=since)
    fresh = scored.annotate(first=Min("day")).filter(first__gt=since)
    return {row["rep_id"] for found in (new, fresh) for row in found}
