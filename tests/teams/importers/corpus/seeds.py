"""The corpus: valid and broken upload files, generated on demand.

All names, addresses and texts are made up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind

Content = bytes | str


@dataclass(frozen=True)
class Seed:
    """Files uploaded together, and the expected result.

    `said` is part of the expected error message; it is empty if the files are read without errors.
    """

    name: str
    kind: FileKind
    files: tuple[tuple[str, bytes], ...]
    said: str


def seed(name: str, kind: FileKind, content: Content | Upload, said: str = "") -> Seed:
    """A seed of a single file."""
    if isinstance(content, Upload):
        content.content.seek(0)
        return Seed(name, kind, ((content.name, content.content.read()),), said)
    raw = content.encode() if isinstance(content, str) else content
    return Seed(name, kind, (("a file", raw),), said)


@cache
def all_seeds() -> tuple[Seed, ...]:
    """All seeds; their names are unique."""
    # Imported here because each of these modules imports this one.
    from tests.teams.importers.corpus import archives, pages, tables, workbooks, zips  # noqa: PLC0415

    makers: list[Callable[[], Iterator[Seed]]] = [
        *(tables.activity, tables.readings, tables.usage, tables.others),
        *(archives.good_archives, archives.damaged_archives, zips.zips),
        *(pages.texts, pages.json_pages, pages.html_pages),
        *(workbooks.analytics_books, workbooks.tables_of_ours, workbooks.damaged_books),
    ]
    found = tuple(each for make in makers for each in make())
    assert len({each.name for each in found}) == len(found)
    return found
