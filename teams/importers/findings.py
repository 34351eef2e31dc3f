"""Result of every importer: the common form that is previewed, applied and undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from teams.importers.file_kinds import FileKind

Value = int | float | bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A file's values for one person's day; missing values are unknown.

    `person` is an e-mail address in lower case, or a name where the file has no address; "" is the
    owner of the file. `reading` is a LinkedIn score, by the names of
    teams.facts.readings.READING_FIELDS. `line` is its line in the file, 0 where it is from many
    lines.
    """

    day: date
    values: Mapping[str, Value] = field(default_factory=dict)
    reading: Mapping[str, float | None] | None = None
    person: str = ""
    line: int = 0


@dataclass(frozen=True)
class Findings:
    """All values found, by person and day; contains no names of third persons."""

    kind: FileKind
    rows: tuple[Finding, ...]
    exported_on: date | None = None
    spans: Mapping[str, tuple[date, date]] = field(default_factory=dict)  # by file or sheet
    faults: tuple[str, ...] = ()  # first unreadable rows: where, and why
    unread: int = 0  # number of unreadable rows
    notes: tuple[str, ...] = ()  # sentences shown in the preview
    ignored: tuple[str, ...] = ()  # files, sheets or columns that are not read
    addresses: frozenset[str] = frozenset()  # of the archive's owner
    profile: Mapping[str, bool | None] = field(default_factory=dict)  # of an archive's owner
