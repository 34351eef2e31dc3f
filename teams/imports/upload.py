"""Receiving uploads in parts into a folder per import, until they are read.

Uploads are never stored under the name they came with, and are deleted once read.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError

from teams.importers.archive.bundle import Upload
from teams.models import Import, Organization, Rep, User

MAX_FILES: Final = 40
MAX_BYTES: Final = 2 * 1024**3
MAX_OPEN_IMPORTS: Final = 5  # uploads in progress per user
STALE_AFTER: Final = timedelta(hours=24)
S = Import.State


def create_import(
    *,
    organization: Organization,
    by: User,
    rep: Rep | None,
    files: Sequence[tuple[str, int]],
    asked: dict[str, Any],
) -> Import:
    """Creates an import whose files (name, size in bytes) are still to arrive.

    Raises ValidationError with a sentence for files that are not accepted.
    """
    _check(files)
    _check_room(by, sum(size for _, size in files))
    imported: Import = Import.objects.create(
        organization=organization,
        by=by,
        rep=rep,
        files=[{"name": _printable_name(name), "size": size} for name, size in files],
        asked=asked,
        total=sum(size for _, size in files),
    )
    delete_files(imported)  # after restoring a database backup, ids may be reused
    folder_of(imported).mkdir(parents=True)
    return imported


def _printable_name(name: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in Path(name).name)[:200] or "file"


def _check(files: Sequence[tuple[str, int]]) -> None:
    if not files:
        raise ValidationError("Choose a file first.")
    if len(files) > MAX_FILES:
        raise ValidationError(f"At most {MAX_FILES} files go together; choose fewer.")
    if any(size <= 0 for _, size in files):
        raise ValidationError("A file is empty; choose another one.")
    if sum(size for _, size in files) > MAX_BYTES:
        raise ValidationError("That is larger than 2 GB; leave the largest files of it out.")


def _check_room(by: User, size: int) -> None:
    on_their_way = Import.objects.by_user(by).filter(state__in=(S.ARRIVING, *Import.OPEN))
    if on_their_way.count() >= MAX_OPEN_IMPORTS:
        raise ValidationError(
            "Several of your files are still on their way; wait for them, or discard one below."
        )
    settings.UPLOAD_DIR.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.UPLOAD_DIR).free < 2 * size:
        raise ValidationError("There is no room for a file of that size; ask your admin.")


def folder_of(imported: Import) -> Path:
    """Returns the folder of an import's uploaded files."""
    folder: Path = settings.UPLOAD_DIR / str(imported.pk)
    return folder


def add_part(imported: Import, index: int, at: int, part: bytes) -> int:
    """Appends bytes to a file; returns the number of bytes stored by now.

    Parts that do not continue at the end are ignored: the sender goes on from the returned number.
    Raises ValidationError for bytes that were not announced.
    """
    if imported.state != S.ARRIVING or not 0 <= index < len(imported.files):
        raise ValidationError("Nobody waits for this any more; choose the file again.")
    path = folder_of(imported) / str(index)
    size = path.stat().st_size if path.exists() else 0
    if at != size:
        return size
    if size + len(part) > imported.files[index]["size"]:
        raise ValidationError("More came than the file is long; choose the file again.")
    with path.open("ab") as file:
        file.write(part)
    return size + len(part)


def has_arrived(imported: Import) -> bool:
    """Whether all announced bytes are there."""
    paths = [folder_of(imported) / str(at) for at in range(len(imported.files))]
    sizes = [path.stat().st_size if path.exists() else 0 for path in paths]
    return sizes == [file["size"] for file in imported.files]


def mark_arrived(imported: Import) -> bool:
    """Marks the import as ready to read; False if bytes are missing or it was discarded."""
    arriving = Import.objects.filter(pk=imported.pk, state=S.ARRIVING)
    return has_arrived(imported) and bool(arriving.update(state=S.READING))


def delete_files(imported: Import) -> None:
    """Deletes the uploaded files."""
    shutil.rmtree(folder_of(imported), ignore_errors=True)


@contextmanager
def open_files(imported: Import) -> Iterator[list[Upload]]:
    """Opens the files for reading, under their original names."""
    with ExitStack() as stack:
        yield [
            Upload(file["name"], stack.enter_context((folder_of(imported) / str(at)).open("rb")))
            for at, file in enumerate(imported.files)
        ]


def save_files(imported: Import, contents: Iterable[Iterable[bytes]]) -> None:
    """Saves files uploaded in one request, without the script that sends parts."""
    for number, chunks in enumerate(contents):
        with (folder_of(imported) / str(number)).open("wb") as file:
            _copy(chunks, file)


def _copy(chunks: Iterable[bytes], file: IO[bytes]) -> None:
    for chunk in chunks:
        file.write(chunk)
