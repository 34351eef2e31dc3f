"""300 reps upload two years of history at once: time to save it and to rescore it."""

from datetime import date, timedelta
from typing import Any

from benchmarks.measure import start_workers, time_call

REPS, DAYS = 300, 730


def uploads(last: date) -> None:
    """Two years of 300 reps, saved in front of a history of two days."""
    from benchmarks.large_organizations import create_large_organization

    first = last - timedelta(days=DAYS)
    organization = create_large_organization(REPS, first - timedelta(days=2), 2)
    with start_workers("") as (worker,):
        worker.close(organization.slug, last)
        taken = time_call(lambda: _save_days(organization, first))
        done = worker.close(organization.slug, last)
    assert done["snapshots"] >= REPS * DAYS, done
    print(f"\n{REPS} reps upload {DAYS} days each, once")
    print(f"taken in: {taken:.1f} s; made anew: {done['seconds']:.1f} s, {done['memory']:.0f} MB")


def _save_days(organization: Any, first: date) -> None:
    from django_scopes import scope

    from teams.base.sources import Source
    from teams.facts.save_days import DayEntry, save_days
    from teams.models import Rep

    with scope(organization=organization):
        for rep in Rep.objects.values_list("pk", flat=True):
            days = [
                DayEntry(rep, first + timedelta(days=n), {"posts": n % 3, "comments": n % 7})
                for n in range(DAYS)
            ]
            save_days(organization=organization, source=Source.CSV, entries=days)
