"""What the worker does for facts when the bell rings; scoring.tasks does it for scores."""

import time
from functools import partial
from typing import Final

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from teams import telling
from teams.intake import asking, working
from teams.models import Import, Organization, Reminder
from teams.reminding import remind as remind_reps

SOON: Final = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
REMINDING_SECONDS = 30  # of one organisation at a time: other work waits behind it
RING_WITHIN = 300


# The row of the import is its ledger: the message need not come back.
@shared_task(time_limit=3600, soft_time_limit=3500, acks_late=False)
def work_on_import(organization_id: int, pk: int) -> None:
    """The step of an import that is due, unless another worker has it."""
    with scope(organization=Organization.objects.get(pk=organization_id)):
        working.perform(pk)


@shared_task
def ring_for_imports() -> None:
    """Rings for every import that waits for a worker."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            for pk in Import.objects.open().free().values_list("pk", flat=True):
                work_on_import.apply_async((organization.pk, pk), expires=60)


@shared_task
def tidy_imports() -> None:
    """Discards what nobody came back to."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            asking.tidy()


@shared_task
def tidy_ledgers() -> None:
    """Forgets what was told so long ago that it can't be told again."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            telling.tidy(organization, timezone.now())


def ring(imported: Import) -> None:
    """Has a worker look at it once this transaction is over; where Redis is away, the tick does."""
    transaction.on_commit(partial(_ring, imported.organization_id, imported.pk), robust=True)


def _ring(organization_id: int, pk: int) -> None:
    work_on_import.apply_async((organization_id, pk), expires=60, retry_policy=SOON)


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
