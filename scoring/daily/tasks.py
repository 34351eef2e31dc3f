"""Celery tasks of the daily job; the ledger decides what there is to do."""

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from scoring.daily import ledger, runs
from scoring.models import Shard, Tick
from teams.access.tenancy import open_organization_scope
from teams.models import Organization


@shared_task(name="scoring.tasks.tick")
def tick() -> None:
    """Opens the days that are due and queues a task for every shard that has any."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            ledger.open_days(organization)
            for zone, number in ledger.open_shards():
                close_days.apply_async((organization.pk, zone, number), expires=60)
    Tick.objects.update_or_create(defaults={"at": timezone.now()})


@shared_task(name="scoring.tasks.close_days")
def close_days(organization_id: int, zone: str, number: int) -> None:
    """Brings one shard up to date, unless another worker has it."""
    with open_organization_scope(organization_id) as organization:
        runs.perform(organization, Shard(zone, number))
