"""Celery tasks that read, apply, undo and discard imports."""

from functools import partial

from celery import shared_task
from django.db import transaction
from django_scopes import scope

from teams.access.tenancy import open_organization_scope
from teams.base.task_options import PUBLISH_RETRY_POLICY
from teams.imports import actions, worker
from teams.models import Import, Organization


# The row of the import records progress, so the message need not be redelivered.
@shared_task(
    name="teams.tasks.work_on_import", time_limit=3600, soft_time_limit=3500, acks_late=False
)
def work_on_import(organization_id: int, pk: int) -> None:
    """Performs the due step of an import, unless another worker holds it."""
    with open_organization_scope(organization_id):
        worker.perform_step(pk)


@shared_task(name="teams.tasks.ring_for_imports")
def queue_pending_imports() -> None:
    """Queues a task for every pending import."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            for pk in Import.objects.open().free().values_list("pk", flat=True):
                work_on_import.apply_async((organization.pk, pk), expires=60)


@shared_task(name="teams.tasks.tidy_imports")
def tidy_imports() -> None:
    """Discards imports abandoned by their users."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            actions.discard_abandoned_imports()


def queue_import(imported: Import) -> None:
    """Queues work on an import after the transaction; without Redis the periodic task does it."""
    transaction.on_commit(partial(_queue, imported.organization_id, imported.pk), robust=True)


def _queue(organization_id: int, pk: int) -> None:
    work_on_import.apply_async((organization_id, pk), expires=60, retry_policy=PUBLISH_RETRY_POLICY)
