"""Celery tasks that make, schedule and delete report files."""

from functools import partial

from celery import shared_task
from django.db import transaction
from django_scopes import scope, scopes_disabled

from scoring.reports import worker
from scoring.reports.run_schedules import create_due_jobs
from teams.access.tenancy import open_organization_scope
from teams.base.task_options import EXPIRES_SECONDS, PUBLISH_RETRY_POLICY
from teams.models import Organization, ReportJob, ReportSchedule
from teams.reports import files


# The row records progress, so a lost message need not be redelivered.
@shared_task(
    name="scoring.tasks.make_report", time_limit=3600, soft_time_limit=3500, acks_late=False
)
def make_report(organization_id: int, pk: int) -> None:
    """Makes a report, unless another worker has it."""
    with open_organization_scope(organization_id):
        worker.run_report_job(pk)


@shared_task(name="scoring.tasks.ring_for_reports")
def queue_pending_reports() -> None:
    """Queues a task for every pending report."""
    with scopes_disabled():
        pending = ReportJob.objects.open().free().order_by("pk")
        jobs = list(pending.values_list("organization_id", "pk"))
    for organization, pk in jobs:
        make_report.apply_async((organization, pk), expires=60)


@shared_task(name="scoring.tasks.schedule_reports")
def queue_scheduled_reports() -> None:
    """Queues a task for every organisation with scheduled reports."""
    with scopes_disabled():
        schedules = ReportSchedule.objects.exclude(next_on=None).order_by()
        organizations = set(schedules.values_list("organization_id", flat=True))
    for organization in organizations:
        open_scheduled_reports_of.apply_async((organization,), expires=EXPIRES_SECONDS)


@shared_task(name="scoring.tasks.schedule_reports_of")
def open_scheduled_reports_of(organization_id: int) -> None:
    """Queues the organisation's scheduled reports that are due."""
    with open_organization_scope(organization_id) as organization:
        create_due_jobs(organization, queue_report)


@shared_task(name="scoring.tasks.tidy_reports")
def tidy_reports() -> None:
    """Deletes report files that were kept long enough."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            files.delete_expired_jobs(organization)
    files.delete_orphan_folders()


def queue_report(job: ReportJob) -> None:
    """Queues the report once this transaction commits; without Redis a periodic task does."""
    transaction.on_commit(partial(_queue, job.organization_id, job.pk), robust=True)


def _queue(organization_id: int, pk: int) -> None:
    make_report.apply_async((organization_id, pk), expires=60, retry_policy=PUBLISH_RETRY_POLICY)
