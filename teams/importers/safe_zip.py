"""Safe opening of untrusted ZIP files, with a limit on the size of the central directory."""

import io
import zipfile
from typing import IO, Final, TypeVar

from teams.importers.table import FileError

Zip = TypeVar("Zip", bound=zipfile.ZipFile)

# Bytes of the central directory: a hundred files with long names. Each entry costs a thousand
# bytes of memory before entries can be counted.
MAX_LIST: Final = 100_000
MAX_END: Final = 70_000  # bytes at the end searched for the central directory
ALLOWED_COMPRESSIONS: Final = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # others have unbounded memory use


class WrappedFile(io.RawIOBase):
    """Base for wrappers that watch over what is read of a file."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._content.seek(offset, whence)

    def tell(self) -> int:
        return self._content.tell()


class _DirectoryGuard(WrappedFile):
    """File wrapper that refuses large reads until the central directory was read."""

    def __init__(self, content: IO[bytes]) -> None:
        super().__init__(content)
        self.is_open = False

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = MAX_END
        if not self.is_open and size > MAX_LIST:
            raise FileError("There are too many files in the ZIP; it can’t be looked through.")
        return self._content.read(size)


def open_zip(content: IO[bytes], kind: type[Zip], damaged: str) -> Zip:
    """Opens a ZIP, reading only its central directory. Raises FileError, `damaged` if broken."""
    guard = _DirectoryGuard(content)
    try:
        archive = kind(guard)
    except FileError:
        raise
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileError(damaged) from error
    guard.is_open = True
    if any(each.compress_type not in ALLOWED_COMPRESSIONS for each in archive.infolist()):
        raise FileError("The ZIP is packed in an unusual way; unpack it and choose what is in it.")
    return archive
