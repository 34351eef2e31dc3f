"""Uploaded archive files: LinkedIn's ZIP in one or two parts, or CSV files from it.

Guarantees: everything is checked before it is unpacked (number of files, sizes, compression ratio,
encryption), nothing is unpacked to disk, and for any input only FileError is raised.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import IO, Final

from teams.importers.safe_zip import open_zip
from teams.importers.table import LINKEDIN_LAUNCH, FileError

MAX_ENTRIES: Final = 100
MAX_UNPACKED: Final = 20_000_000_000
MAX_RATIO: Final = 200  # CSV compresses to a tenth, a ZIP bomb to a thousandth
BUFFER: Final = 1 << 17  # bytes unpacked at a time: few calls, little memory
SMALL: Final = 1_000_000  # bytes: smaller files may have any compression ratio

ACTIVITY: Final = (
    "Connections",
    "Invitations",
    "messages",
    "Shares",
    "InstantReposts",
    "Comments",
    "Reactions",
    "Votes",
    "SearchQueries",
)
LEVELS: Final = ("Endorsement_Received_Info", "Recommendations_Received")
PROFILE: Final = (
    "Profile",
    "Profile Summary",
    "Positions",
    "Education",
    "Skills",
    "Certifications",
    "Languages",
    "Projects",
    "Publications",
    "Rich_Media",
)
ADDRESSES: Final = "Email Addresses"
KNOWN_FILES: Final = (*ACTIVITY, *LEVELS, *PROFILE, ADDRESSES)
# Files that only the larger of LinkedIn's two downloads contains.
COMPLETE_ARCHIVE_FILES: Final = (
    "Ad_Targeting",
    "Inferences_about_you",
    "SearchQueries",
    "Logins",
    "Ads Clicked",
    "Security Challenges",
)
_BY_NAME: Final = {name.casefold(): name for name in (*KNOWN_FILES, *COMPLETE_ARCHIVE_FILES)}
_FILE: Final = re.compile(r"(?P<name>.+?)(?:_\d+)?\.csv", re.IGNORECASE)
_DAY: Final = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d{4})")


@dataclass(frozen=True)
class Upload:
    """One uploaded file: its name, and its seekable content."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True)
class Member:
    """A known CSV file, to be opened later."""

    name: str  # as in KNOWN
    size: int  # unpacked
    exported_on: date | None
    source: IO[bytes] | zipfile.ZipFile
    info: zipfile.ZipInfo | None = None

    def open(self) -> IO[str]:
        """The text from its start; bytes that are not UTF-8 become replacement characters."""
        if isinstance(self.source, zipfile.ZipFile):
            assert self.info
            stream = self._unpacked(self.source, self.info)
        else:
            self.source.seek(0)
            stream = self.source
        raw = io.BufferedReader(stream, BUFFER)  # type: ignore[type-var]
        return io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="")

    def _unpacked(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
        try:
            return archive.open(info)
        except (
            zipfile.BadZipFile,
            ValueError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise FileError(f"{self.name}.csv is damaged in the ZIP; get it again.") from error


@dataclass(frozen=True)
class Bundle:
    """Known files by name; `ignored` are names of files that are not read."""

    members: dict[str, Member]
    is_complete: bool
    ignored: tuple[str, ...]

    @property
    def exported_on(self) -> date | None:
        """Day in the ZIP's name, the later of two; None without any."""
        return max(filter(None, (each.exported_on for each in self.members.values())), default=None)


def known_name(path: str) -> str | None:
    """Name of a known file by its base name, ignoring folder and suffix; None for others."""
    if "__MACOSX" in path:
        return None
    match = _FILE.fullmatch(PurePosixPath(path.replace("\\", "/")).name)
    return _BY_NAME.get(match["name"].casefold()) if match else None


def open_bundle(uploads: Iterable[Upload]) -> Bundle:
    """Finds known files in the uploads; of a file that occurs twice, the larger is read.

    Raises FileError where an upload is unknown or unsafe, or there is no known file.
    """
    members: list[Member] = []
    ignored: list[str] = []
    complete = False
    for upload in uploads:
        if zipfile.is_zipfile(upload.content):
            members += _members(upload, ignored)
            complete |= upload.name.startswith("Complete_")
        elif name := known_name(upload.name):
            size = upload.content.seek(0, 2)
            members.append(Member(name, size, None, upload.content))
        else:
            raise FileError(
                f"“{_printable_name(upload.name)}” is neither LinkedIn’s ZIP nor a file of it."
            )
    complete |= any(each.name in COMPLETE_ARCHIVE_FILES for each in members)
    readable = sorted(
        (each for each in members if each.name in KNOWN_FILES), key=lambda each: each.size
    )
    if not readable and any(name.lower().endswith((".xlsx", ".zip")) for name in ignored):
        raise FileError("What is in the ZIP is packed once more: unpack it and choose that.")
    if not readable:
        raise FileError("There is nothing in it that LinkedIn’s copy of your data has.")
    return Bundle({each.name: each for each in readable}, complete, tuple(ignored))


def _members(upload: Upload, ignored: list[str]) -> list[Member]:
    archive = open_zip(upload.content, zipfile.ZipFile, "The ZIP is damaged; download it again.")
    entries = [each for each in archive.infolist() if each.filename and not each.is_dir()]
    _check(entries)
    exported_on, members = _day_in(upload.name), []
    for entry in entries:
        if name := known_name(entry.filename):
            members.append(Member(name, entry.file_size, exported_on, archive, entry))
        elif "__MACOSX" not in entry.filename:
            ignored.append(_printable_name(PurePosixPath(entry.filename).name))
    return members


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise FileError(f"There are {len(entries)} files in the ZIP; at most {MAX_ENTRIES} may be.")
    if any(each.flag_bits & 1 for each in entries):
        raise FileError("The ZIP is encrypted; unpack it and choose the files in it.")
    if sum(each.file_size for each in entries) > MAX_UNPACKED:
        limit = f"{MAX_UNPACKED // 10**9} GB"
        raise FileError(f"Unpacked, the ZIP is larger than {limit}; choose single files of it.")
    for each in entries:
        if each.file_size > max(SMALL, MAX_RATIO * each.compress_size):
            raise FileError("A file in the ZIP is packed tighter than any LinkedIn makes.")


def _day_in(name: str) -> date | None:
    match = _DAY.search(name)
    with suppress(ValueError):
        day = match and date(int(match["year"]), int(match["month"]), int(match["day"]))
        return day if day and LINKEDIN_LAUNCH <= day < date(2100, 1, 1) else None
    return None


def _printable_name(name: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in name[:60])
