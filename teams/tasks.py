"""Celery tasks for imports and reminders. For scores see scoring.tasks."""

import time
from functools import partial
from typing import Final

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from teams.imports import actions, worker
from teams.models import Import, Organization, Reminder
from teams.notifications import subscriptions
from teams.notifications.send_reminders import remind as remind_reps

SOON: Final = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
REMINDING_SECONDS = 30  # per run and organisation: other work waits meanwhile
RING_WITHIN = 300


# The row of the import records progress, so the message need not be redelivered.
@shared_task(time_limit=3600, soft_time_limit=3500, acks_late=False)
def work_on_import(organization_id: int, pk: int) -> None:
    """Performs the due step of an import, unless another worker holds it."""
    with scope(organization=Organization.objects.get(pk=organization_id)):
        worker.perform(pk)


@shared_task
def ring_for_imports() -> None:
    """Queues a task for every pending import."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            for pk in Import.objects.open().free().values_list("pk", flat=True):
                work_on_import.apply_async((organization.pk, pk), expires=60)


@shared_task
def tidy_imports() -> None:
    """Discards imports abandoned by their users."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            actions.tidy()


@shared_task
def tidy_ledgers() -> None:
    """Deletes old records of sent messages that can no longer be sent twice."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            subscriptions.tidy(organization, timezone.now())


def ring(imported: Import) -> None:
    """Queues work on an import after the transaction; without Redis the periodic task does it."""
    transaction.on_commit(partial(_ring, imported.organization_id, imported.pk), robust=True)


def _ring(organization_id: int, pk: int) -> None:
    work_on_import.apply_async((organization_id, pk), expires=60, retry_policy=SOON)


@shared_task
def remind() -> None:
    """Queues a task for every organisation with reminders."""
    with scopes_disabled():
        actions = set(Reminder.objects.order_by().values_list("organization", flat=True).distinct())
    for organization in actions:
        remind_of.apply_async((organization,), expires=RING_WITHIN)


@shared_task
def remind_of(organization_id: int) -> None:
    """Sends an organisation's due reminders; requeues itself if time ran out."""
    until = time.monotonic() + REMINDING_SECONDS
    organization = Organization.objects.get(pk=organization_id)
    with scope(organization=organization):
        done = remind_reps(organization, in_time=lambda: time.monotonic() < until)
    if not done:
        remind_of.apply_async((organization_id,), expires=RING_WITHIN)
