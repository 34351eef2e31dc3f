"""The files of a LinkedIn archive as the upload page lists them, with what is kept of each."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ArchiveFile:
    """A file of the archive, what is kept of it, and whether it is sent by default."""

    name: str
    kept: str
    ticked: bool = True


ARCHIVE_FILES: Final = (
    ArchiveFile("Connections", "how many new ones a day, and how many of them can decide"),
    ArchiveFile("Invitations", "how many were sent, and accepted, a day"),
    ArchiveFile(
        "messages", "in how many conversations you wrote a day, and how soon you answered", False
    ),
    ArchiveFile("Shares", "posts and shares a day"),
    ArchiveFile("InstantReposts", "shares a day"),
    ArchiveFile("Comments", "comments a day"),
    ArchiveFile("Reactions", "reactions a day"),
    ArchiveFile("Votes", "reactions a day"),
    ArchiveFile("SearchQueries", "searches a day"),
    ArchiveFile("Endorsement_Received_Info", "how many endorsements there were"),
    ArchiveFile("Recommendations_Received", "how many recommendations there were"),
    ArchiveFile("Profile", "your name while it is read, and what is filled in"),
    ArchiveFile("Profile Summary", "whether it is filled in"),
    ArchiveFile("Positions", "whether there are any"),
    ArchiveFile("Education", "whether there is any"),
    ArchiveFile("Skills", "whether there are five"),
    ArchiveFile("Certifications", "whether there are any"),
    ArchiveFile("Languages", "whether there are any"),
    ArchiveFile("Projects", "whether there are any"),
    ArchiveFile("Publications", "whether there are any"),
    ArchiveFile("Rich_Media", "nothing"),
    ArchiveFile("Email Addresses", "nothing; it says whose archive this is"),
)
