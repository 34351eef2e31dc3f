"""What every importer finds: the one shape that is previewed, applied and undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from teams.importers.kinds import FileKind

Value = int | float | bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of somebody's day; a value that is not there is not known.

    `who` is an e-mail address in lower case, or a name where the file has no address; "" stands for
    whoever the file belongs to. `reading` is LinkedIn's number, by the names of
    teams.readings.VALUES. `line` is where it stands, 0 where it comes from many lines.
    """

    day: date
    values: Mapping[str, Value] = field(default_factory=dict)
    reading: Mapping[str, float | None] | None = None
    who: str = ""
    line: int = 0


@dataclass(frozen=True)
class Findings:
    """All that was found, by person and day; nothing in it names a third person."""

    kind: FileKind
    told: tuple[Told, ...]
    exported_on: date | None = None
    spans: Mapping[str, tuple[date, date]] = field(default_factory=dict)  # by file or sheet
    faults: tuple[str, ...] = ()  # rows that can't be read: where, and why; the first ones
    unread: int = 0  # how many there were in all
    notes: tuple[str, ...] = ()  # sentences for whoever looks at the preview
    ignored: tuple[str, ...] = ()  # files, sheets or columns nobody reads
    addresses: frozenset[str] = frozenset()  # whose archive it says it is
    profile: Mapping[str, bool | None] = field(default_factory=dict)  # items of an archive's owner
