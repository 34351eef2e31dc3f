"""Celery tasks that send reminders and delete old records of sent mail."""

import time

from celery import shared_task
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from teams.access.tenancy import open_organization_scope
from teams.base.task_options import EXPIRES_SECONDS
from teams.models import Organization, Reminder
from teams.notifications import subscriptions
from teams.notifications.send_reminders import remind_reps

MAX_RUN_SECONDS = 30  # per run and organisation: other work waits meanwhile


@shared_task(name="teams.tasks.remind")
def queue_reminders() -> None:
    """Queues a task for every organisation with reminders."""
    with scopes_disabled():
        organizations = set(
            Reminder.objects.order_by().values_list("organization", flat=True).distinct()
        )
    for organization in organizations:
        send_reminders_of.apply_async((organization,), expires=EXPIRES_SECONDS)


@shared_task(name="teams.tasks.remind_of")
def send_reminders_of(organization_id: int) -> None:
    """Sends an organisation's due reminders; requeues itself if time ran out."""
    deadline = time.monotonic() + MAX_RUN_SECONDS
    with open_organization_scope(organization_id) as organization:
        done = remind_reps(organization, has_time=lambda: time.monotonic() < deadline)
    if not done:
        send_reminders_of.apply_async((organization_id,), expires=EXPIRES_SECONDS)


@shared_task(name="teams.tasks.tidy_ledgers")
def tidy_ledgers() -> None:
    """Deletes old records of sent messages that can no longer be sent twice."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            subscriptions.delete_old_messages(organization, timezone.now())
