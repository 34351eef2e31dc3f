"""Celery tasks of the monthly calibration."""

from celery import shared_task

from scoring.versions.monthly import calibrate_if_due
from teams.access.tenancy import open_organization_scope
from teams.base.task_options import EXPIRES_SECONDS
from teams.models import Organization


@shared_task(name="scoring.tasks.calibrate_monthly")
def queue_monthly_calibrations() -> None:
    """Queues a task for every organisation; each decides whether it is due."""
    for pk in Organization.objects.order_by("pk").values_list("pk", flat=True):
        calibrate_monthly.apply_async((pk,), expires=EXPIRES_SECONDS)


@shared_task(name="scoring.tasks.calibrate_monthly_of")
def calibrate_monthly(organization_id: int) -> None:
    """Adopts what calibration learned, once a month."""
    with open_organization_scope(organization_id) as organization:
        calibrate_if_due(organization)
