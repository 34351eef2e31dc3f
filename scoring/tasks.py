"""What the worker does when the bell rings: three lines each, the ledger decides the rest."""

import time

from celery import shared_task
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from scoring import ledger, runs
from scoring.alerting import send_alerts
from scoring.digesting import send_digests
from scoring.expiring import expire_facts
from scoring.models import Shard, Tick
from teams.models import Digest, Organization, Watch

TELLING_SECONDS = 30  # of one organisation at a time
RING_WITHIN = 300
EXPIRY_SECONDS = 30  # of one organisation at a time: other work waits behind it


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
