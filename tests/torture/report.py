"""Results of the torture tests: saved for waiting tests, and printed as a table."""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.torture.kills import POINTS, Kill
from tests.torture.outages import Outage
from tests.torture.verdict import Verdict

MAX_RECOVERY_SECONDS = 60.0  # seconds within which everything must be complete again
ENDED_FILE = "ended"  # a file beside the result files
LINE = "{:32}{:>7}{:>9}{:>9}{:>11}{:>16}   {}"


@dataclass(frozen=True)
class Result:
    """The result of a scenario; `skipped` and `failed` contain the reason."""

    kills: tuple[Kill, ...] = ()
    outage: Outage | None = None
    skipped: str = ""
    failed: str = ""

    @property
    def parts(self) -> tuple[Kill | Outage, ...]:
        return (*self.kills, *([self.outage] if self.outage else []))

    @property
    def is_right(self) -> bool:
        """Whether nothing is missing, doubled or different; true for skipped scenarios."""
        return not self.failed and total(self.parts) == Verdict()

    @property
    def is_fine(self) -> bool:
        """Whether nothing is wrong and recovery was fast enough."""
        return self.is_right and worst(self.parts) <= MAX_RECOVERY_SECONDS

    def save(self, path: Path) -> None:
        """Writes the file atomically, so that no reader sees half of it."""
        draft = path.with_suffix(".part")
        draft.write_bytes(pickle.dumps(self))
        draft.replace(path)


def load_result(path: Path) -> Result:
    """Loads a result written by `save`."""
    result: Result = pickle.loads(path.read_bytes())
    return result


def total(parts: Iterable[Kill | Outage]) -> Verdict:
    """The sum of all verdicts."""
    return sum((each.verdict for each in parts), Verdict())


def worst(parts: Iterable[Kill | Outage]) -> float:
    """The longest recovery, in seconds."""
    return max((each.recovery for each in parts), default=0.0)


def table(results: Mapping[str, Result]) -> Iterator[str]:
    """Table rows for points and outages, errors, and a summary as the last line."""
    yield LINE.format("", "kills", "missing", "doubled", "different", "worst recovery", "").rstrip()
    kills = [kill for result in results.values() for kill in result.kills]
    for point in POINTS:
        mine = [kill for kill in kills if kill.point == point]
        yield _line(point, str(len(mine)), mine, _situations(mine))
    for name, result in sorted(results.items()):
        if result.outage:
            yield _line(name, "", [result.outage], result.outage.remark)
        elif result.skipped or result.failed:
            yield f"{name}: {result.skipped and 'skipped, '}{result.skipped or result.failed}"
    everything = total(part for result in results.values() for part in result.parts)
    yield (
        f"torture: {len(kills)} kills, missing {everything.missing}, "
        f"doubled {everything.doubled}, different {everything.different}"
    )


def _situations(kills: Iterable[Kill]) -> str:
    counts = Counter(name for kill in kills for name in kill.situations)
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


def _line(name: str, kills: str, parts: Iterable[Kill | Outage], remark: str) -> str:
    parts = list(parts)
    wrong, recovery = total(parts), f"{worst(parts):.1f} s"
    counts = (wrong.missing, wrong.doubled, wrong.different)
    return LINE.format(name, kills, *counts, recovery, remark).rstrip()
