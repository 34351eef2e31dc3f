"""What scores go on from: the state each rep was in, kept apart from what is shown."""

from typing import Self

from django.db import models
from django_scopes import ScopedManager

from scoring.models.ledger import Shard
from teams.models import Organization, Rep


class KeptState(models.Model):
    """A rep's state at the close of a month: late facts are taken in from the month before.

    Also what a replay starts from where facts are no longer kept: the one of the day before
    Rep.facts_from can't be made anew and is never dropped; those before it are gone.
    """

    pk = models.CompositePrimaryKey("rep", "day")
    rep = models.ForeignKey(
        Rep, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()  # the last of a month
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    version = models.CharField(max_length=20)
    state = models.BinaryField()  # scoring.core.state.pack, float64

    objects = ScopedManager(organization="organization")


class ShardStateQuerySet(models.QuerySet["ShardState"]):
    """Where shards stand."""

    def of_shard(self, organization: Organization, shard: Shard) -> Self:
        """One shard's row."""
        return self.filter(organization=organization, zone=shard.zone, shard=shard.number)


class ShardState(models.Model):
    """Where each rep of a shard stood when last scored, side by side: read and written as one.

    A cache. Nobody misses a row that is gone, or a rep that is in none: such reps are replayed from
    their last kept state. So PostgreSQL keeps it unlogged, and a crash there may empty it.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField(max_length=60)
    shard = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    reps = models.BinaryField()  # ids in rising order, int64
    days = models.BinaryField()  # the ordinal of the day of each one's state, int64
    states = models.BinaryField()  # scoring.core.state.pack of each, float64

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ShardStateQuerySet), organization="organization"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "zone", "shard"], name="one_state_a_shard"
            )
        ]
