"""Reads a whole archive: each ticked file once."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import IO

from teams.importers.archive import bundle as files
from teams.importers.archive.activity import ROW_COUNTED_FILES, read_activity
from teams.importers.archive.bundle import Member, Upload, open_bundle
from teams.importers.archive.contacts import read_connections, read_invitations
from teams.importers.archive.daily_facts import Archive, ArchiveFindings, combine_findings
from teams.importers.archive.dates import Clock
from teams.importers.archive.messages import Owner, read_messages
from teams.importers.archive.profile import (
    RECEIVED_FILES,
    count_rows,
    read_addresses,
    read_profile,
    read_received,
)
from teams.importers.table import FileError


@dataclass(frozen=True)
class ArchiveOptions:
    """Options for reading: the rep's time zone, ticked files, further titles of decision makers."""

    zone: str = "UTC"
    ticked: Collection[str] | None = None  # files to read; None: all
    titles: Collection[str] = ()
    progress: Callable[[str], object] = lambda name: None  # called with each file's name when read


def read_archive(uploads: Iterable[Upload], options: ArchiveOptions) -> Archive:
    """Reads all ticked files. Raises FileError where a file can't be used at all."""
    bundle = open_bundle(uploads)
    ticked = {
        name: member
        for name, member in bundle.members.items()
        if options.ticked is None or name in options.ticked
    }
    if not ticked:
        raise FileError("None of the files was ticked: there is nothing to read.")
    found, clock = ArchiveFindings(), Clock(options.zone)
    for name in files.KNOWN_FILES:  # contacts before messages: they identify the owner
        if name in ticked and name != "messages":
            _read(name, ticked[name], found, clock, options)
    if "messages" in ticked:
        _read("messages", ticked["messages"], found, clock, options)
    return combine_findings(bundle, found)


def _read(
    name: str, member: Member, found: ArchiveFindings, clock: Clock, options: ArchiveOptions
) -> None:
    with member.open() as text:
        if name == "Connections":
            found.connections, faults = read_connections(text, options.titles)
            found.count(name, {"new_connections": found.connections.new}, faults)
            found.levels["connections"] = found.connections.new
            found.levels["decision_makers"] = found.connections.deciders
        elif name == "Invitations":
            found.invitations, faults = read_invitations(text)
            found.count(name, {"invitations_sent": found.invitations.sent}, faults)
        elif name == "messages":
            _read_messages(text, found, clock)
        elif name in ROW_COUNTED_FILES:
            found.count(name, *read_activity(name, text, clock))
        elif name in RECEIVED_FILES:
            of, tally, faults = read_received(name, text, clock)
            found.levels[of], found.seen[name] = tally, set(tally.days)
            found.faults.append(faults)
        elif name == "Profile":
            found.person = read_profile(text)
        elif name == files.ADDRESSES:
            found.addresses = read_addresses(text)
        else:
            found.entries[name] = count_rows(name, text)
    options.progress(name)


def _read_messages(text: IO[str], found: ArchiveFindings, clock: Clock) -> None:
    owner = Owner(
        found.person.name if found.person else "",
        frozenset(found.invitations.senders) if found.invitations else frozenset(),
    )
    if not owner:
        found.notes.append(
            "Messages were left out: without Profile.csv or Invitations.csv nobody can say which "
            "are yours."
        )
        return
    talked, faults = read_messages(text, clock, owner)
    found.count("messages", {"conversations": talked.written()}, faults)
    found.seen["messages"] = talked.seen
    found.hours = talked.answered()
