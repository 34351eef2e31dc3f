"""Celery tasks that send digests and alerts."""

import time

from celery import shared_task
from django_scopes import scopes_disabled

from scoring.notifications.send_alerts import send_alerts
from scoring.notifications.send_digests import send_digests
from teams.access.tenancy import open_organization_scope
from teams.base.task_options import EXPIRES_SECONDS
from teams.models import Digest, Watch

SENDING_SECONDS = 30  # time for one organisation


@shared_task(name="scoring.tasks.tell")
def queue_notifications() -> None:
    """Queues a task for every organisation with digests or alerts."""
    with scopes_disabled():
        digests, watches = (model.objects.order_by() for model in (Digest, Watch))
        organizations = {
            pk for rows in (digests, watches) for (pk,) in rows.values_list("organization")
        }
    for organization in organizations:
        send_notifications_of.apply_async((organization,), expires=EXPIRES_SECONDS)


@shared_task(name="scoring.tasks.tell_of")
def send_notifications_of(organization_id: int) -> None:
    """Sends the organisation's digests and alerts that are due; again if time ran out."""
    deadline = time.monotonic() + SENDING_SECONDS
    with open_organization_scope(organization_id) as organization:
        sends = (send_digests, send_alerts)
        done = [send(organization, lambda: time.monotonic() < deadline) for send in sends]
    if not all(done):
        send_notifications_of.apply_async((organization_id,), expires=EXPIRES_SECONDS)
