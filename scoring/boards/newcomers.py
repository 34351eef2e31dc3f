"""Newcomers: reps who came to a team, or were first scored, within the last 90 days."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from scoring.models import Snapshot
from teams.models import Membership, Rep

NEWCOMER_DAYS = 90  # days


def newcomer_ids(reps: Sequence[Rep], day: date) -> set[int]:
    """Ids of the reps who are new on a day.

    The first membership in any team of the organisation counts, not one after a move. A rep who
    joined long ago but has been scored for less than 90 days is new to the boards as well.
    """
    before = day - timedelta(days=NEWCOMER_DAYS)
    joined = Membership.objects.filter(rep=OuterRef("pk"), since__lte=before)
    scored = Snapshot.objects.filter(rep=OuterRef("pk"), day__lte=before)
    candidates = Rep.objects.filter(pk__in=[rep.pk for rep in reps])
    new = candidates.filter(~Exists(joined) | ~Exists(scored))
    return set(new.values_list("pk", flat=True))
