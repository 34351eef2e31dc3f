"""What the worker does when the bell rings: three lines each, the ledger decides the rest."""

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from scoring import ledger, runs
from scoring.models import Shard, Tick
from teams.models import Organization


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
