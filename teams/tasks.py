"""What the worker does for facts when the bell rings; scoring.tasks does it for scores."""

import time

from celery import shared_task
from django_scopes import scope, scopes_disabled

from teams.models import Organization, Reminder
from teams.reminding import remind as remind_reps

REMINDING_SECONDS = 30  # of one organisation at a time: other work waits behind it
RING_WITHIN = 300


@shared_task
def remind() -> None:
    """Rings for every organisation some of whose reps want to be reminded."""
    with scopes_disabled():
        asking = set(Reminder.objects.order_by().values_list("organization", flat=True).distinct())
    for organization in asking:
        remind_of.apply_async((organization,), expires=RING_WITHIN)


@shared_task
def remind_of(organization_id: int) -> None:
    """Reminds those whose hour has come; rings again where there was no time for all."""
    until = time.monotonic() + REMINDING_SECONDS
    organization = Organization.objects.get(pk=organization_id)
    with scope(organization=organization):
        done = remind_reps(organization, in_time=lambda: time.monotonic() < until)
    if not done:
        remind_of.apply_async((organization_id,), expires=RING_WITHIN)
