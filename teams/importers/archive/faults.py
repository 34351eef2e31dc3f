"""Rows of an archive that can't be read: where, and why; never what stands in them."""

from dataclasses import dataclass, field

MOST = 200  # of a file; the rest is counted


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that was passed over."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass
class Faults:
    """Those of one file; `count` says how many there were in all."""

    file: str
    found: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, reason: str) -> None:
        """One more."""
        self.count += 1
        if len(self.found) < MOST:
            self.found.append(Fault(self.file, line, reason))
