"""What is derived from facts: snapshots, the states between them, and the ledger of days done.

All of it can be rebuilt, but for which version of the model counts from which day: that is chosen.
"""

from scoring.models.ledger import Run, Shard, Tick
from scoring.models.snapshot import NO_READING, TOTAL, Snapshot, SnapshotQuerySet, last_reading
from scoring.models.states import KeptState, ShardState
from scoring.models.versions import Adoption, ModelVersion, version_of

__all__ = [
    "NO_READING",
    "TOTAL",
    "Adoption",
    "KeptState",
    "ModelVersion",
    "Run",
    "Shard",
    "ShardState",
    "Snapshot",
    "SnapshotQuerySet",
    "Tick",
    "last_reading",
    "version_of",
]
