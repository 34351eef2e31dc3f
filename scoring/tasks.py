"""Celery tasks, a few lines each: the rows in the database decide what there is to do."""

import time
from functools import partial
from typing import Final

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from scoring.daily import ledger, runs
from scoring.models import Shard, Tick
from scoring.notifications.send_alerts import send_alerts
from scoring.notifications.send_digests import send_digests
from scoring.privacy.expire_facts import expire_facts
from scoring.reports import worker
from scoring.reports.run_schedules import open_due
from teams.models import Digest, Organization, ReportJob, ReportSchedule, Watch
from teams.reports import files

TELLING_SECONDS = 30  # time for one organisation
RING_WITHIN = 300
EXPIRY_SECONDS = 30  # time for one organisation: other work waits behind it
SOON: Final = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


@shared_task
def tick() -> None:
    """Opens the days that are due and queues a task for every shard that has any."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            ledger.open_days(organization)
            for zone, number in ledger.open_shards():
                close_days.apply_async((organization.pk, zone, number), expires=60)
    Tick.objects.update_or_create(defaults={"at": timezone.now()})


@shared_task
def close_days(organization_id: int, zone: str, number: int) -> None:
    """Brings one shard up to date, unless another worker has it."""
    organization = Organization.objects.get(pk=organization_id)
    with scope(organization=organization):
        runs.perform(organization, Shard(zone, number))


@shared_task
def expire() -> None:
    """Queues a task for every organisation that keeps facts for a limited time."""
    for organization in Organization.objects.filter(retention_months__isnull=False):
        expire_facts_of.apply_async((organization.pk,), expires=3600)


@shared_task
def expire_facts_of(organization_id: int) -> None:
    """Deletes facts older than the organisation keeps; queues itself again if time ran out."""
    until = time.monotonic() + EXPIRY_SECONDS
    organization = Organization.objects.get(pk=organization_id)
    done = expire_facts(organization, in_time=lambda: time.monotonic() < until)
    if done and done.unfinished and done.reps:
        expire_facts_of.apply_async((organization_id,), expires=3600)


@shared_task
def tell() -> None:
    """Queues a task for every organisation with digests or alerts."""
    with scopes_disabled():
        digests, watches = (each.objects.order_by() for each in (Digest, Watch))
        asking = {pk for some in (digests, watches) for (pk,) in some.values_list("organization")}
    for organization in asking:
        tell_of.apply_async((organization,), expires=RING_WITHIN)


@shared_task
def tell_of(organization_id: int) -> None:
    """Sends the organisation's digests and alerts that are due; again if time ran out."""
    until = time.monotonic() + TELLING_SECONDS
    organization = Organization.objects.get(pk=organization_id)
    with scope(organization=organization):
        sends = (send_digests, send_alerts)
        done = [send(organization, lambda: time.monotonic() < until) for send in sends]
    if not all(done):
        tell_of.apply_async((organization_id,), expires=RING_WITHIN)


# The row records progress, so a lost message need not be redelivered.
@shared_task(time_limit=3600, soft_time_limit=3500, acks_late=False)
def make_report(organization_id: int, pk: int) -> None:
    """Makes a report, unless another worker has it."""
    with scope(organization=Organization.objects.get(pk=organization_id)):
        worker.perform(pk)


@shared_task
def ring_for_reports() -> None:
    """Queues a task for every pending report."""
    with scopes_disabled():
        waiting = ReportJob.objects.open().free().order_by("pk")
        asked = list(waiting.values_list("organization_id", "pk"))
    for organization, pk in asked:
        make_report.apply_async((organization, pk), expires=60)


@shared_task
def schedule_reports() -> None:
    """Queues a task for every organisation with scheduled reports."""
    with scopes_disabled():
        asking = ReportSchedule.objects.exclude(next_on=None).order_by()
        organizations = set(asking.values_list("organization_id", flat=True))
    for organization in organizations:
        schedule_reports_of.apply_async((organization,), expires=RING_WITHIN)


@shared_task
def schedule_reports_of(organization_id: int) -> None:
    """Queues the organisation's scheduled reports that are due."""
    organization = Organization.objects.get(pk=organization_id)
    with scope(organization=organization):
        open_due(organization, ring_for_report)


@shared_task
def tidy_reports() -> None:
    """Deletes report files that were kept long enough."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            files.tidy(organization)
    files.tidy_orphans()


def ring_for_report(job: ReportJob) -> None:
    """Queues the report once this transaction commits; without Redis a periodic task does."""
    transaction.on_commit(partial(_ring, job.organization_id, job.pk), robust=True)


def _ring(organization_id: int, pk: int) -> None:
    make_report.apply_async((organization_id, pk), expires=60, retry_policy=SOON)
