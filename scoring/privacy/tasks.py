"""Celery tasks that delete expired facts."""

import time

from celery import shared_task

from scoring.privacy.expire_facts import expire_facts
from teams.models import Organization

EXPIRY_SECONDS = 30  # time for one organisation: other work waits behind it


@shared_task(name="scoring.tasks.expire")
def queue_expiry() -> None:
    """Queues a task for every organisation that keeps facts for a limited time."""
    for organization in Organization.objects.filter(retention_months__isnull=False):
        expire_facts_of.apply_async((organization.pk,), expires=3600)


@shared_task(name="scoring.tasks.expire_facts_of")
def expire_facts_of(organization_id: int) -> None:
    """Deletes facts older than the organisation keeps; queues itself again if time ran out."""
    until = time.monotonic() + EXPIRY_SECONDS
    organization = Organization.objects.get(pk=organization_id)
    done = expire_facts(organization, has_time=lambda: time.monotonic() < until)
    if done and done.unfinished and done.reps:
        expire_facts_of.apply_async((organization_id,), expires=3600)
