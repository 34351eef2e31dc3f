"""What the worker does when the bell rings: three lines each, the ledger decides the rest."""

from celery import shared_task
from django_scopes import scope

from scoring import ledger, runs
from scoring.models import Run
from teams.models import Organization


@shared_task
def tick() -> None:
    """Opens the days that are due and rings for every shard that has any."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            ledger.open_days(organization, organization.last_closed_day())
            for shard in Run.objects.open().order_by().values_list("shard", flat=True).distinct():
                close_days.apply_async((organization.pk, shard), expires=60)


@shared_task
def close_days(organization_id: int, shard: int) -> None:
    """Brings one shard up to date, unless another worker has it."""
    organization = Organization.objects.get(pk=organization_id)
    with scope(organization=organization):
        runs.perform(organization, shard)
