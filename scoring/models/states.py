"""Stored model states, from which scoring continues."""

from typing import Self

from django.db import models
from django_scopes import ScopedManager

from scoring.models.runs import Shard
from teams.models import Organization, Rep


class KeptState(models.Model):
    """A rep's model state at a month's end, from which late facts are replayed.

    Also the start of a replay where older facts have expired: the state of the day before
    Rep.facts_from can't be recomputed and is never dropped; earlier ones are deleted.
    """

    pk = models.CompositePrimaryKey("rep", "day")
    rep = models.ForeignKey(
        Rep, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()  # last day of a month
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    version = models.CharField(max_length=20)
    state = models.BinaryField()  # scoring.core.state.pack, float64

    objects = ScopedManager(organization="organization")


class ShardStateQuerySet(models.QuerySet["ShardState"]):
    """Queries on shard states."""

    def of_shard(self, organization: Organization, shard: Shard) -> Self:
        """The shard's row."""
        return self.filter(organization=organization, zone=shard.zone, shard=shard.number)


class ShardState(models.Model):
    """Latest model state of every rep of a shard, packed side by side: read and written at once.

    A cache: reps that are missing in it are replayed from their last kept state. So PostgreSQL
    keeps the table unlogged, and a crash may empty it.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField(max_length=60)
    shard = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    reps = models.BinaryField()  # rep ids in ascending order, int64
    days = models.BinaryField()  # ordinal of the day of each state, int64
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
