"""What the worker does when the bell rings: three lines each, the ledger decides the rest."""

import time
from functools import partial
from typing import Final

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from scoring import ledger, runs
from scoring.alerting import send_alerts
from scoring.digesting import send_digests
from scoring.expiring import expire_facts
from scoring.models import Shard, Tick
from scoring.reports import making
from scoring.reports.scheduling import open_due
from teams import report_files
from teams.models import Digest, Organization, ReportJob, ReportSchedule, Watch

TELLING_SECONDS = 30  # of one organisation at a time
RING_WITHIN = 300
EXPIRY_SECONDS = 30  # of one organisation at a time: other work waits behind it
SOON: Final = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


@shared_task
def tick() -> None:
    """Opens the days that are due and rings for every shard that has any."""
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
    """Rings for every organisation that keeps facts for a time only."""
    for organization in Organization.objects.filter(retention_months__isnull=False):
        expire_facts_of.apply_async((organization.pk,), expires=3600)


@shared_task
def expire_facts_of(organization_id: int) -> None:
    """Forgets what is older than the organisation keeps; rings again where there was no time."""
    until = time.monotonic() + EXPIRY_SECONDS
    organization = Organization.objects.get(pk=organization_id)
    done = expire_facts(organization, in_time=lambda: time.monotonic() < until)
    if done and done.unfinished and done.reps:
        expire_facts_of.apply_async((organization_id,), expires=3600)


@shared_task
def tell() -> None:
    """Rings for every organisation in which somebody wants a digest or alerts."""
    with scopes_disabled():
        digests, watches = (each.objects.order_by() for each in (Digest, Watch))
        asking = {pk for some in (digests, watches) for (pk,) in some.values_list("organization")}
    for organization in asking:
        tell_of.apply_async((organization,), expires=RING_WITHIN)


@shared_task
def tell_of(organization_id: int) -> None:
    """Sends what is due there; rings again where there was no time for all."""
    until = time.monotonic() + TELLING_SECONDS
    organization = Organization.objects.get(pk=organization_id)
    with scope(organization=organization):
        sends = (send_digests, send_alerts)
        done = [send(organization, lambda: time.monotonic() < until) for send in sends]
    if not all(done):
        tell_of.apply_async((organization_id,), expires=RING_WITHIN)


# The row of the report is its ledger: the message need not come back.
@shared_task(time_limit=3600, soft_time_limit=3500, acks_late=False)
def make_report(organization_id: int, pk: int) -> None:
    """Makes a report that was asked for, unless another worker has it."""
    with scope(organization=Organization.objects.get(pk=organization_id)):
        making.perform(pk)


@shared_task
def ring_for_reports() -> None:
    """Rings for every report that waits for a worker."""
    with scopes_disabled():
        waiting = ReportJob.objects.open().free().order_by("pk")
        asked = list(waiting.values_list("organization_id", "pk"))
    for organization, pk in asked:
        make_report.apply_async((organization, pk), expires=60)


@shared_task
def schedule_reports() -> None:
    """Rings for every organisation in which a report comes by the calendar."""
    with scopes_disabled():
        asking = ReportSchedule.objects.exclude(next_on=None).order_by()
        organizations = set(asking.values_list("organization_id", flat=True))
    for organization in organizations:
        schedule_reports_of.apply_async((organization,), expires=RING_WITHIN)


@shared_task
def schedule_reports_of(organization_id: int) -> None:
    """Has those made whose morning has come."""
    organization = Organization.objects.get(pk=organization_id)
    with scope(organization=organization):
        open_due(organization, ring_for_report)


@shared_task
def tidy_reports() -> None:
    """What was kept for long enough goes."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            report_files.tidy(organization)
    report_files.tidy_orphans()


def ring_for_report(job: ReportJob) -> None:
    """Has a worker make it once this transaction is over; where Redis is away, the tick does."""
    transaction.on_commit(partial(_ring, job.organization_id, job.pk), robust=True)


def _ring(organization_id: int, pk: int) -> None:
    make_report.apply_async((organization_id, pk), expires=60, retry_policy=SOON)
