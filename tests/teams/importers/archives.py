"""Generates LinkedIn archives: each file in every known format."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from teams.importers.archive.bundle import Upload
from teams.importers.archive.daily_facts import Archive
from teams.importers.archive.read import ArchiveOptions, read_archive

HEADERS = {
    "Connections": "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "Invitations": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl",
    "messages": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,"
    "RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT",
    "Shares": "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility",
    "InstantReposts": "Date,Link",
    "Comments": "Date,Link,Message",
    "Reactions": "Date,Type,Link",
    "Votes": "Date,Link,OptionText",
    "SearchQueries": "Time,Search Query",
    "Endorsement_Received_Info": "Endorsement Date,Skill Name,Endorser First Name,"
    "Endorser Last Name,Endorser Public Url,Endorsement Status",
    "Recommendations_Received": "First Name,Last Name,Company,Job Title,Text,Creation Date,Status",
    "Profile": "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,"
    "Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers",
    "Skills": "Name",
    "Positions": "Company Name,Title",
    "Email Addresses": "Email Address,Confirmed,Primary,Updated On",
}
OWNER = "https://www.linkedin.com/in/ada-osei"
Rows = Iterable[Mapping[str, Any]]


def table(name: str, rows: Rows, *, header: str = "", end: str = "\n", before: str = "") -> bytes:
    """A CSV file with these rows; missing cells are empty."""
    columns = (header or HEADERS[name]).split(",")
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return (before + out.getvalue()).encode()


def zip_upload(name: str, files: Mapping[str, bytes]) -> Upload:
    """A ZIP with that file name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return Upload(name, out)


def basic_archive(files: Mapping[str, bytes]) -> Upload:
    """The basic archive download, of 10 March 2026."""
    return zip_upload("Basic_LinkedInDataExport_03-10-2026.zip", files)


def complete_archive(files: Mapping[str, bytes]) -> Upload:
    """The complete archive download, of the same day."""
    return zip_upload("Complete_LinkedInDataExport_03-10-2026.zip", files)


def read(*uploads: Upload, **options: Any) -> Archive:
    """The archive as parsed."""
    return read_archive(uploads, ArchiveOptions(**options))


def message_row(conversation: str, when: str, by: str = "", **more: str) -> dict[str, str]:
    """A message; without `by` it is from the archive's owner."""
    whose = {"FROM": by or "Ada Osei", "SENDER PROFILE URL": f"https://x/{by}" if by else OWNER}
    return {"CONVERSATION ID": conversation, "DATE": when, "CONTENT": "secret words"} | whose | more


def invitation_row(when: str, whom: str, direction: str = "OUTGOING") -> dict[str, str]:
    """An invitation from the owner, unless `direction` says otherwise."""
    urls = {"inviterProfileUrl": OWNER, "inviteeProfileUrl": f"https://www.linkedin.com/in/{whom}"}
    return {"Sent At": when, "Direction": direction, "From": "Ada Osei", "To": whom} | urls


def connection_row(when: str, whom: str = "somebody", position: str = "Clerk") -> dict[str, str]:
    """A connection made on that day."""
    url = f"https://www.linkedin.com/in/{whom}"
    return {"First Name": whom, "URL": url, "Position": position, "Connected On": when}


def march_day(number: int) -> date:
    """Day `number` of March 2026."""
    return date(2026, 3, number)


def values_by_day(found: Any, name: str) -> dict[int, float]:
    """Values of an input by day of March 2026."""
    return {day.day: values[name] for day, values in found.days.items() if name in values}


def shares(*days: int, **cells: str) -> bytes:
    """A Shares.csv with posts on these days of March 2026."""
    return table("Shares", [{"Date": f"2026-03-{n:02} 16:41:18"} | cells for n in days])
