"""LinkedIn archives that are refused, and the error messages."""

import io
import random
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers.archive.bundle import MAX_ENTRIES, Upload
from teams.importers.table import FileError
from tests.teams.importers.archives import (
    HEADERS,
    basic_archive,
    march_day,
    read,
    shares,
    table,
    values_by_day,
    zip_upload,
)


def refusal(*uploads: Upload) -> str:
    with pytest.raises(FileError) as error:
        read(*uploads)
    return str(error.value)


def test_a_zip_with_too_many_files_is_refused_before_any_is_read() -> None:
    files = {f"{n}.csv": b"" for n in range(MAX_ENTRIES + 1)}
    assert "101 files" in refusal(basic_archive(files))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "tighter" in refusal(basic_archive({"Shares.csv": b"0" * 50_000_000}))


def test_an_encrypted_zip_is_refused() -> None:
    upload = basic_archive({"Shares.csv": shares(8)})
    content = bytearray(upload.content.getvalue())  # type: ignore[attr-defined]
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refusal(Upload("x.zip", io.BytesIO(bytes(content))))


def test_a_corrupted_zip_is_refused() -> None:
    upload = basic_archive({"Shares.csv": shares(*range(1, 10)) * 50})
    content = bytearray(upload.content.getvalue())  # type: ignore[attr-defined]
    content[60] ^= 0xFF
    assert "damaged" in refusal(Upload("x.zip", io.BytesIO(bytes(content))))


@pytest.mark.parametrize("name", ["photo.png", "Shares.txt", "guide_messages.csv"])
def test_an_unknown_file_is_refused_by_name(name: str) -> None:
    assert name in refusal(Upload(name, io.BytesIO(b"x")))


def test_an_archive_without_known_files_is_refused() -> None:
    assert "nothing in it" in refusal(basic_archive({"readme.txt": b"x"}))
    assert "No file in it has a row with a date" in refusal(
        zip_upload("x.zip", {"Shares.csv": table("Shares", [])})
    )
    assert "no header" in refusal(basic_archive({"Shares.csv": b"a,b,c\n1,2,3\n"}))


def test_an_unclosed_quotation_mark_loses_only_its_rows() -> None:
    content = (
        shares(8) + b'2026-03-09 10:00:00,"' + random.Random(1).randbytes(1_500_000).hex().encode()
    )
    found = read(basic_archive({"Shares.csv": content + b"\n"}))
    assert values_by_day(found, "posts")[8] == 1 and found.unread


@given(st.binary(max_size=400), st.sampled_from(sorted(HEADERS)))
def test_arbitrary_bytes_in_an_archive_raise_only_file_errors(content: bytes, name: str) -> None:
    for start in (b"", HEADERS[name].encode() + b"\n"):
        try:
            found = read(basic_archive({f"{name}.csv": start + content, "Shares.csv": shares(8)}))
        except FileError:
            continue
        assert all(march_day(10) - timedelta(days=90_000) <= day for day in found.days)


def test_nested_zips_are_not_searched() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("Shares.csv", shares(8))
    assert "packed once more" in refusal(basic_archive({"Shares.zip": inner.getvalue()}))
