"""Derived data: score snapshots, stored model states, the ledger of closed days, model versions.

Everything can be rebuilt from facts, except the choice of model version per day (Adoption).
"""

from scoring.models.monthly_calibration import MonthlyCalibration
from scoring.models.runs import Run, Shard, Tick
from scoring.models.snapshots import NO_READING, TOTAL, Snapshot, SnapshotQuerySet, last_reading
from scoring.models.states import KeptState, ShardState
from scoring.models.versions import Adoption, ModelVersion, version_of

__all__ = [
    "NO_READING",
    "TOTAL",
    "Adoption",
    "KeptState",
    "ModelVersion",
    "MonthlyCalibration",
    "Run",
    "Shard",
    "ShardState",
    "Snapshot",
    "SnapshotQuerySet",
    "Tick",
    "last_reading",
    "version_of",
]
