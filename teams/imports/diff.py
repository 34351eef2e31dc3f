"""Comparing an import with stored data: by input, days that are new, changed, same or kept.

Pure functions of the days passed in; nothing is saved.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from teams.base.sources import Source, Value, add_claims, values_in_force
from teams.models import DailyLog

MAX_DIFFERENCES = 200  # differences listed individually


class Verdict(StrEnum):
    """The result for one value."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"  # the stored value is more exact, or from a newer export


@dataclass(frozen=True)
class ValueVerdict:
    """A value compared with the stored one; `source` is the one in force afterwards."""

    verdict: Verdict
    stored: Value
    source: Source


def compare_values(
    log: DailyLog | None,
    source: Source,
    values: Mapping[str, Value],
    exported_on: date | None = None,
) -> dict[str, ValueVerdict]:
    """Returns the result, by input, of merging a source's values into a day."""
    claims = log.claims() if log else {}
    before, after = (
        values_in_force(claims),
        values_in_force(add_claims(claims, source, values, exported_on)),
    )
    return {
        name: ValueVerdict(
            _verdict(value, before.get(name, (None,))[0], after[name][0]),
            before.get(name, (None,))[0],
            after[name][1],
        )
        for name, value in values.items()
    }


def _verdict(value: Value, stored: Value, in_force: Value) -> Verdict:
    if in_force != value:
        return Verdict.KEPT
    if stored == value:
        return Verdict.SAME
    return Verdict.NEW if stored is None else Verdict.CHANGED


@dataclass
class InputSummary:
    """Summary of one input over all days of a file."""

    days: int = 0
    sum: float = 0
    first: str = ""
    last: str = ""
    verdicts: dict[str, int] = field(default_factory=dict)
    kept_for: dict[str, int] = field(default_factory=dict)  # days kept, by the source in force


@dataclass
class Comparison:
    """The comparison of a file, built day by day; `differences` holds at most MAX_DIFFERENCES."""

    inputs: dict[str, InputSummary] = field(default_factory=dict)
    differences: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, rep: str, day: date, values: Mapping[str, Value], verdicts: dict[str, ValueVerdict]
    ) -> None:
        """Adds one day of one rep."""
        for name, value in values.items():
            each, verdict = self.inputs.setdefault(name, InputSummary()), verdicts[name].verdict
            iso = day.isoformat()
            each.days += 1
            each.sum += value or 0
            each.first, each.last = min(each.first or iso, iso), max(each.last, iso)
            _add_one(each.verdicts, verdict)
            if verdict is Verdict.KEPT:
                _add_one(each.kept_for, str(verdicts[name].source.value))
            if (
                verdict in (Verdict.CHANGED, Verdict.KEPT)
                and len(self.differences) < MAX_DIFFERENCES
            ):
                self.differences.append(_difference(rep, iso, name, value, verdicts[name]))

    def as_json(self) -> dict[str, Any]:
        """Returns the comparison as JSON, to be stored with the import."""
        inputs = {name: asdict(each) for name, each in self.inputs.items()}
        return {"inputs": inputs, "differences": self.differences}


def _add_one(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _difference(
    rep: str, day: str, name: str, value: Value, value_verdict: ValueVerdict
) -> dict[str, Any]:
    return {
        "rep": rep,
        "day": day,
        "input": name,
        "stood": value_verdict.stored,
        "says": value,
        "verdict": value_verdict.verdict,
        "source": value_verdict.source.value,
    }
