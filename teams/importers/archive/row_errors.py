"""Unreadable rows of an archive: where and why, never their content."""

from dataclasses import dataclass, field

MAX_FAULTS = 200  # kept per file; the rest is only counted


@dataclass(frozen=True, slots=True)
class RowFault:
    """One row that was skipped."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass
class FileFaults:
    """Faults of one file; `count` is the number of all, including those not kept."""

    file: str
    faults: list[RowFault] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, reason: str) -> None:
        """Counts a fault, and keeps it if there is room."""
        self.count += 1
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(RowFault(self.file, line, reason))
