"""Malformed and hostile ZIP files."""

import io
import random
import struct
import zipfile
from collections.abc import Iterator

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind
from tests.teams.importers.archives import basic_archive, complete_archive, shares
from tests.teams.importers.corpus.archives import EVERY_FILE
from tests.teams.importers.corpus.seeds import Seed, seed


def content(upload: Upload) -> bytes:
    upload.content.seek(0)
    return upload.content.read()


GOOD = content(complete_archive(EVERY_FILE))
DIRECTORY_OFFSET = GOOD.index(b"PK\x01\x02")
END = GOOD.rindex(b"PK\x05\x06")


def patch_bytes(raw: bytes, at: int, new: bytes) -> bytes:
    return raw[:at] + new + raw[at + len(new) :]


def zips() -> Iterator[Seed]:
    """ZIPs that are damaged, encrypted, bombs, contain path traversal, or lie about sizes."""
    for name, (raw, said) in (_damaged() | _hostile() | _unusual()).items():
        upload = Upload("Basic_LinkedInDataExport_03-10-2026.zip", io.BytesIO(raw))
        yield seed(f"zip, {name}", FileKind.ARCHIVE, upload, said)


def _damaged() -> dict[str, tuple[bytes, str]]:
    data = GOOD.index(b"Connections.csv") + len(b"Connections.csv")
    return {
        "its first half": (GOOD[: len(GOOD) // 2], "no"),
        "its second half": (GOOD[len(GOOD) // 2 :], "damaged"),
        "without its end": (GOOD[:END], "no"),
        "only its end": (GOOD[END:], "damaged"),
        "a byte wrong in a file": (patch_bytes(GOOD, data + 9, b"\xff"), "damaged"),
        "a wrong check sum": (patch_bytes(GOOD, DIRECTORY_OFFSET + 16, b"\0\0\0\0"), "damaged"),
        "a list somewhere else": (patch_bytes(GOOD, END + 16, b"\1\0\0\0"), "damaged"),
        "a list longer than the file": (patch_bytes(GOOD, END + 12, b"\xff\xff\1\0"), "damaged"),
        "a file somewhere else": (
            patch_bytes(GOOD, DIRECTORY_OFFSET + 42, b"\xff\xff\xff\x7f"),
            "damaged",
        ),
        "a file longer than it is": (patch_bytes(GOOD, DIRECTORY_OFFSET + 24, b"\xff\xff\0\0"), ""),
        "names that don't match": (
            GOOD.replace(b"Connections.csv", b"Connections.CSV", 1),
            "damag",
        ),
        "nothing in it": (GOOD[END : END + 8] + bytes(14), "nothing in it"),
        "noise with its mark": (b"PK\3\4" + random.Random(1).randbytes(5000), "no"),
    }


def _hostile() -> dict[str, tuple[bytes, str]]:
    many = {f"{n}.csv": b"" for n in range(101)}
    names = ("../../../etc/Shares.csv", "/etc/passwd", "C:\\Windows\\x.csv", "\x1b[2Jx.csv",
             "a" * 3000 + ".csv", "\u202evsc.x", "con", ".", "..\\..\\Shares_1.csv")  # fmt: skip
    overlap = GOOD.replace(GOOD[DIRECTORY_OFFSET + 42 : DIRECTORY_OFFSET + 46], b"\0\0\0\0", 1)
    return {
        "a bomb": (content(basic_archive({"Shares.csv": b"0" * 30_000_000})), "packed tighter"),
        "a bomb of bombs": (content(basic_archive({"Shares.zip": content(basic_archive({"x": bytes(9_999_999)}))})),
                            "packed once more"),
        "a hundred and one files": (content(basic_archive(many)), "There are 101 files"),
        "a list of a quarter million": (_long_list(250_000), "too many files"),
        "a file without a name": (_long_list(1, b""), "nothing in it"),
        "encrypted": (_encrypted(), "encrypted"),
        "names that lead elsewhere": (content(basic_archive({n: shares(5) for n in names})), ""),
        "two files at one place": (overlap, ""),
        "a size beyond any": (patch_bytes(GOOD, DIRECTORY_OFFSET + 24, b"\xfe\xff\xff\xff"), "tighter"),
        "packed by LZMA": (_packed(zipfile.ZIP_LZMA), "unusual way"),
        "packed by bzip2": (_packed(zipfile.ZIP_BZIP2), "unusual way"),
        "packed by nobody knows what": (patch_bytes(GOOD, DIRECTORY_OFFSET + 10, b"\x63\0"), "unusual way"),
        "of a version to come": (patch_bytes(GOOD, DIRECTORY_OFFSET + 6, b"\xff\0"), "damaged"),
    }  # fmt: skip


def _unusual() -> dict[str, tuple[bytes, str]]:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"x" * 60_000
        archive.mkdir("a folder")
    stored = io.BytesIO()
    with (
        zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive,
        archive.open("Shares.csv", "w", force_zip64=True) as entry,
    ):
        entry.write(shares(5, 8))
    return {
        "with a long comment": (out.getvalue(), ""),
        "behind a program": (b"MZ" + bytes(5000) + GOOD, ""),
        "not packed, with long sizes": (stored.getvalue(), ""),
        "something behind it": (GOOD + b"\r\n" * 9, ""),
    }


def _long_list(count: int, name: bytes = b"x.csv") -> bytes:
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", len(name)) + bytes(16) + name
    listed = entry * count
    return (
        listed + b"PK\x05\x06" + bytes(4) + b"\xff\xff" * 2 + struct.pack("<LLH", len(listed), 0, 0)
    )


def _encrypted() -> bytes:
    return patch_bytes(patch_bytes(GOOD, DIRECTORY_OFFSET + 8, b"\1"), 6, b"\1")


def _packed(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("Shares.csv", shares(5, 8))
    return out.getvalue()
