"""LinkedIn archives, valid ones and ones with errors in their files."""

import io
import random
from collections.abc import Iterator
from typing import Any

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind
from tests.teams.importers.archives import (
    HEADERS,
    basic_archive,
    complete_archive,
    connection_row,
    invitation_row,
    message_row,
    shares,
    table,
    zip_upload,
)
from tests.teams.importers.corpus.seeds import Seed, seed

NOISE = random.Random(1).randbytes(700_000).hex().encode()
UTC_TIME = "2026-03-08 23:30:00 UTC"
PROFILE = table("Profile", [{"First Name": "Ada", "Last Name": "Osei", "Headline": "Seller"}])
NOTES = 'Notes:\n"When exporting your connection data, you may notice that…"\n\n'
ONE_SHARE = [{"Date": "2026-03-08 10:00:00", "Link": "https://x"}]
EVERY_FILE: dict[str, bytes] = {
    "Connections.csv": table(
        "Connections", [connection_row("05 Mar 2026", "bea", "CEO"), connection_row("08 Mar 2026", "cem")], before=NOTES
    ),
    "Invitations.csv": table("Invitations", [invitation_row("3/4/26, 1:12 AM", "bea"),
                                             invitation_row("3/5/26, 9:00 PM", "dan", "INCOMING")]),
    "messages.csv": table("messages", [message_row("a", UTC_TIME), message_row("a", UTC_TIME, by="Bea"),
                                       message_row("b", UTC_TIME, by=""), message_row("c", UTC_TIME, FROM="")]),
    "Shares.csv": shares(5, 8),
    "InstantReposts.csv": table("InstantReposts", ONE_SHARE),
    "Comments.csv": table("Comments", ONE_SHARE),
    "Reactions.csv": table("Reactions", ONE_SHARE),
    "Votes.csv": table("Votes", ONE_SHARE),
    "SearchQueries.csv": table("SearchQueries", [{"Time": "2026/03/08 19:52:23 UTC"}]),
    "Endorsement_Received_Info.csv": table(
        "Endorsement_Received_Info",
        [{"Endorsement Date": "2026/03/05 19:52:23 UTC", "Endorsement Status": "ACCEPTED"}],
    ),
    "Recommendations_Received.csv": table(
        "Recommendations_Received", [{"Creation Date": "3/7/26, 10:15 AM", "Status": "VISIBLE"}]
    ),
    "Profile.csv": PROFILE,
    "Skills.csv": table("Skills", [{"Name": f"skill {n}"} for n in range(6)]),
    "Positions.csv": table("Positions", [{"Title": "Seller"}]),
    "Email Addresses.csv": table("Email Addresses", [{"Email Address": "ada@example.com"}]),
}  # fmt: skip


def good_archives() -> Iterator[Seed]:
    """Archives in every format LinkedIn is known to use."""
    for name, upload in _good_files().items():
        yield seed(f"archive, {name}", FileKind.ARCHIVE, upload)
    parts = [
        basic_archive({"Shares.csv": shares(8)}),
        complete_archive({"Reactions.csv": table("Reactions", ONE_SHARE)}),
    ]
    yield Seed("archive, in two parts", FileKind.ARCHIVE, tuple(map(_file, parts)), "")
    loose = [Upload(path, io.BytesIO(content)) for path, content in EVERY_FILE.items()]
    yield Seed("archive, single files", FileKind.ARCHIVE, tuple(map(_file, loose)), "")


def _file(upload: Upload) -> tuple[str, bytes]:
    upload.content.seek(0)
    return upload.name, upload.content.read()


def _good_files() -> dict[str, Upload]:
    crlf = {path: content.replace(b"\n", b"\r\n") for path, content in EVERY_FILE.items()}
    marked = {path: b"\xef\xbb\xbf" + content for path, content in EVERY_FILE.items()}
    loud = {path: _first_line_in_capitals(content) for path, content in EVERY_FILE.items()}
    suffixed = {path.replace(".csv", "_181682616.csv"): each for path, each in EVERY_FILE.items()}
    urns = HEADERS["Invitations"].replace("ProfileUrl", "Urn")
    older = HEADERS["Shares"].replace("SharedUrl", "SharedURL").replace("MediaUrl", "MediaURL")
    sisters = ("guide_messages", "coach_messages", "learning_role_play_messages", "Receipts")
    return {
        "the smaller one": basic_archive({p: EVERY_FILE[p] for p in ("Connections.csv", "Profile.csv")}),
        "the larger one": complete_archive(EVERY_FILE),
        "renamed": zip_upload("download (3).zip", EVERY_FILE),
        "in a folder": basic_archive({f"Complete/Jobs/{p}": each for p, each in EVERY_FILE.items()}),
        "of a Mac": basic_archive(EVERY_FILE | {f"__MACOSX/._{path}": b"\0\5\x16\7" for path in EVERY_FILE}),
        "with a number behind each name": complete_archive(suffixed),
        "CRLF": complete_archive(crlf),
        "a mark of UTF-8": complete_archive(marked),
        "headers in capitals": complete_archive(loud),
        "with sister files": complete_archive(EVERY_FILE | {f"{each}.csv": b"a,b\n1\n" for each in sisters}),
        "saved by Excel": basic_archive({"Connections.csv": table("Connections", [connection_row("16-Jun-24")])}),
        "people by number": basic_archive({"Invitations.csv": table("Invitations", [
            {"Sent At": "3/4/26, 1:12 AM", "Direction": "OUTGOING"}], header=urns)}),
        "of 2024": basic_archive({"Shares.csv": table("Shares", [{"Date": "2026-03-05 16:41:18",
            "SharedURL": "https://x"}], header=older)}),
        "further columns": basic_archive({"Shares.csv": table("Shares", [{"Date": "2026-03-05 16:41:18"}],
            header=HEADERS["Shares"] + ",Impressions,Mood")}),
        "fewer columns": basic_archive({"Shares.csv": b"Date\n2026-03-05 16:41:18\n"}),
        "comments of many lines": basic_archive({"Comments.csv": b"Date,Link,Message\n"
            b'2026-03-08 10:00:00,x,"two\nlines"\n2026-03-08 10:00:00,x,"\\"so\\" he said"\n'
            b"a scrap\n,x,undated\n"}),
        "messages of markup": complete_archive({"messages.csv": table("messages", [
            message_row("a", UTC_TIME, CONTENT="<p class='x'>a, \"b\"</p>\n<script>x</script>")]),
            "Profile.csv": PROFILE}),
        "drafts": complete_archive({"messages.csv": table("messages", [
            message_row("a", UTC_TIME), message_row("b", UTC_TIME, **{"IS MESSAGE DRAFT": "Yes"})]),
            "Profile.csv": PROFILE}),
        "nobody known as its owner": basic_archive({"Shares.csv": shares(8), "messages.csv":
            EVERY_FILE["messages.csv"]}),
        "a day in its name that is none": zip_upload("Basic_LinkedInDataExport_99-99-2026.zip",
            {"Shares.csv": shares(5, 8)}),
        "a day in its name that is far": zip_upload("Basic_LinkedInDataExport_01-01-9999.zip",
            {"Shares.csv": shares(5, 8)}),
        "a day in its name before LinkedIn": zip_upload("Basic_LinkedInDataExport_01-01-0001.zip",
            {"Shares.csv": shares(5, 8)}),
        "empty files": complete_archive(EVERY_FILE | {"Skills.csv": b"", "Positions.csv": b"\n"}),
        "titles of every alphabet": basic_archive({"Connections.csv": table("Connections", [
            connection_row("05 Mar 2026", "x", title) for title in ("总裁", "Geschäftsführer", "A" * 5000,
                                                         "👑", "\u202eOEC")])}),
    }  # fmt: skip


def _first_line_in_capitals(content: bytes) -> bytes:
    start, _, rest = content.rpartition(b"\n\n")
    head, _, body = (rest or content).partition(b"\n")
    return start + b"\n\n" * bool(start) + head.upper() + b"\n" + body


def damaged_archives() -> Iterator[Seed]:
    """Archives with rows and files that can't be read."""
    for name, (upload, words) in _damaged_files().items():
        yield seed(f"archive, {name}", FileKind.ARCHIVE, upload, words)


def _archive_of_table(name: str, *rows: dict[str, Any], more: bytes = b"") -> Upload:
    return basic_archive({f"{name}.csv": table(name, rows) + more, "Shares.csv": shares(5)})


def _damaged_files() -> dict[str, tuple[Upload, str]]:
    day = {"Date": "2026-03-08 10:00:00"}
    quote = b'2026-03-09 10:00:00,"' + NOISE
    return {
        "a day that is none": (_archive_of_table("Reactions", day, {"Date": "soon"}), "Reactions.csv, line 3"),
        "a month that is none": (_archive_of_table("Connections", connection_row("31 Foo 2026")), "Connections.csv, line 2"),
        "a year that is none": (_archive_of_table("Invitations", invitation_row("1/1/0, 1:12 AM", "b")), "line 2"),
        "a day before LinkedIn": (_archive_of_table("Votes", {"Date": "1999-01-01 00:00:00"}), "Votes.csv, line"),
        "a day in the year 9999": (_archive_of_table("Votes", {"Date": "9999-01-01 00:00:00"}), "Votes.csv, line"),
        "an hour that is none": (_archive_of_table("SearchQueries", {"Time": "2026/03/08 29:99:99 UTC"}),
                                 "SearchQueries.csv, line 2"),
        "a message without a day": (complete_archive({"messages.csv": table("messages", [message_row("a", "")]),
                                              "Profile.csv": PROFILE, "Shares.csv": shares(5)}),
                                    "messages.csv, line 2"),
        "a quotation mark never closed": (_archive_of_table("Comments", day, more=quote), "Comments.csv, line"),
        "NUL in a row": (_archive_of_table("Reactions", day, more=b"2026-03-\0, x\n"), "Reactions.csv, line 3"),
        "Latin-1 in a day": (_archive_of_table("Connections", connection_row("5 M\u00e4rz 2026")), "Connections.csv, line 2"),
        "rows of one cell": (_archive_of_table("Connections", connection_row("05 Mar 2026"), more=b"x\n"), "line 3"),
        "no header": (basic_archive({"Shares.csv": b"1,2,3\n" * 30}), "Shares.csv has no header"),
        "the header of another file": (basic_archive({"Shares.csv": table("Skills", [])}), "no header with"),
        "UTF-16 inside": (basic_archive({"Shares.csv": shares(5).decode().encode("utf-16")}), "no header"),
        "only headers": (zip_upload("x.zip", {"Shares.csv": table("Shares", [])}), "No file in it has a row"),
        "nothing that is known": (basic_archive({"readme.txt": b"hello"}), "nothing in it"),
        "a million notes before the header": (basic_archive({"Connections.csv": NOISE.replace(b"0", b"\n") + table(
            "Connections", [])}), "no header"),
        "a file that is a picture": (basic_archive({"Shares.csv": b"\x89PNG\r\n\x1a\n" + bytes(999)}), "no h"),
        "a header of a million columns": (basic_archive({"Shares.csv": NOISE.replace(b"0", b",")}), "no header"),
        "a workbook inside": (basic_archive({"Shares.xlsx": b"PK\3\4"}), "packed once more"),
        "only messages, of nobody": (zip_upload("x.zip", {"messages.csv": EVERY_FILE["messages.csv"]}),
                                     "No file in it has a row"),
    }  # fmt: skip
