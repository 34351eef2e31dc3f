"""`read_files`: recognises any kind of file and returns findings in one format."""

import io
import json
from datetime import date
from typing import Any

import pytest

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind, kind_of
from teams.importers.findings import Findings
from teams.importers.read_any import ReadOptions, read_files
from teams.importers.ssi_labels import LANGUAGES
from teams.importers.table import FileError
from tests.teams.importers.archives import basic_archive, march_day, shares
from tests.teams.importers.test_ssi_files import BARS, PILLARS, page

TODAY = march_day(20)


def upload(content: bytes | str, name: str = "a file") -> Upload:
    raw = content.encode() if isinstance(content, str) else content
    return Upload(name, io.BytesIO(raw))


def read(*uploads: Upload, **how: Any) -> Findings:
    return read_files(uploads, None, ReadOptions(**{"today": TODAY} | how))


def test_an_archive_gives_days_without_a_name() -> None:
    found = read(basic_archive({"Shares.csv": shares(8, 9), "other.csv": b""}))
    assert found.kind == FileKind.ARCHIVE and found.exported_on == march_day(10)
    assert [(each.day, each.values["posts"], each.person) for each in found.rows] == [
        (march_day(8), 1, ""),
        (march_day(9), 1, ""),
    ]
    assert found.spans == {"Shares": (march_day(8), march_day(9))} and found.ignored == (
        "other.csv",
    )


def test_an_archive_gives_no_future_days() -> None:
    found = read(basic_archive({"Shares.csv": shares(8)}), today=march_day(8))
    assert [each.day for each in found.rows] == [march_day(8)] and found.exported_on == march_day(8)


def test_activity_rows_name_their_rep_and_bad_rows_their_line() -> None:
    found = read(upload("date,email,posts\n2026-03-05,Mona@Example.com,2\n2026-03-06,m@e.co,x\n"))
    (told,) = found.rows
    assert (told.day, told.person, told.values, told.line) == (
        *(march_day(5), "mona@example.com", {"posts": 2}, 2),
    )
    assert found.unread == 1 and found.faults[0].startswith("line 3, posts: x is not a whole")


def test_readings_include_ranks_and_averages() -> None:
    header = "date,email,brand,people,insights,relationships,industry_rank\n"
    (told,) = read(upload(header + "2026-03-05,m@e.co,1,2,3,4,65\n")).rows
    assert told.reading and not told.values
    assert told.reading["brand"] == 1 and told.reading["industry_rank"] == 65
    assert told.reading["network_rank"] is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (json.dumps(page()), FileKind.SSI_JSON),
        (f"<html>{BARS}</html>", FileKind.SSI_HTML),
    ],
)
def test_an_ssi_page_is_todays_reading(content: str, kind: FileKind) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        found = read(upload(content.encode(encoding)))
        assert found.kind == kind
        (told,) = found.rows
        assert told.day == TODAY and told.reading
        assert {name: told.reading[name] for name in PILLARS} == PILLARS


def test_an_unreadable_ssi_page_raises_a_file_error() -> None:
    with pytest.raises(FileError, match="are not in it"):
        read(upload("{}"))


def test_progress_reports_every_byte_and_the_file_stays_open() -> None:
    file = upload("date,email,posts\n" + ",,\n" * 100_000)
    told: list[int] = []
    read_files([file], None, ReadOptions(today=date(2026, 3, 20), progress=told.append))
    assert sum(told) == file.content.seek(0, 2)


def test_an_exception_from_progress_is_not_reported_as_a_file_error() -> None:
    def lost(size: int) -> None:
        raise OSError("the lease is lost")

    for chosen in (upload("date,email,posts\n"), basic_archive({"Shares.csv": shares(8)})):
        with pytest.raises(OSError, match="the lease is lost"):
            read(chosen, progress=lost)


# Recognition ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "without a password"),
        (b"\x1f\x8b\x08", "unpack it"),
        (b"", "no file Seventy knows"),
        (b"hello", "no file Seventy knows"),
    ],
)
def test_an_unusable_file_is_refused_with_its_kind(start: bytes, said: str) -> None:
    with pytest.raises(FileError, match=said):
        kind_of([upload(start, "activity.csv")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pasted_ssi_page_is_recognised_in_every_language(language: str) -> None:
    labels = LANGUAGES[language]
    for phrasings in (labels.brand, labels.people, labels.insights, labels.relationships):
        for phrasing in phrasings:
            assert kind_of([upload(f"9,5 | {phrasing.capitalize()}\n")]) == FileKind.SSI_TEXT


def test_choosing_no_file_is_explained() -> None:
    with pytest.raises(FileError, match="choose one"):
        kind_of([])
