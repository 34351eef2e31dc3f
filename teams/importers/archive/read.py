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
    findings, clock = ArchiveFindings(), Clock(options.zone)
    for name in files.KNOWN_FILES:  # contacts before messages: they identify the owner
        if name in ticked and name != "messages":
            _read(name, ticked[name], findings, clock, options)
    if "messages" in ticked:
        _read("messages", ticked["messages"], findings, clock, options)
    return combine_findings(bundle, findings)


def _read(
    name: str, member: Member, findings: ArchiveFindings, clock: Clock, options: ArchiveOptions
) -> None:
    with member.open() as text:
        if name == "Connections":
            findings.connections, faults = read_connections(text, options.titles)
            findings.count(name, {"new_connections": findings.connections.new}, faults)
            findings.levels["connections"] = findings.connections.new
            findings.levels["decision_makers"] = findings.connections.deciders
        elif name == "Invitations":
            findings.invitations, faults = read_invitations(text)
            findings.count(name, {"invitations_sent": findings.invitations.sent}, faults)
        elif name == "messages":
            _read_messages(text, findings, clock)
        elif name in ROW_COUNTED_FILES:
            findings.count(name, *read_activity(name, text, clock))
        elif name in RECEIVED_FILES:
            input_name, tally, faults = read_received(name, text, clock)
            findings.levels[input_name], findings.days_with_rows[name] = tally, set(tally.days)
            findings.faults.append(faults)
        elif name == "Profile":
            findings.person = read_profile(text)
        elif name == files.ADDRESSES:
            findings.addresses = read_addresses(text)
        else:
            findings.entries[name] = count_rows(name, text)
    options.progress(name)


def _read_messages(text: IO[str], findings: ArchiveFindings, clock: Clock) -> None:
    owner = Owner(
        findings.person.name if findings.person else "",
        frozenset(findings.invitations.senders) if findings.invitations else frozenset(),
    )
    if not owner:
        findings.notes.append(
            "Messages were left out: without Profile.csv or Invitations.csv nobody can say which "
            "are yours."
        )
        return
    conversations, faults = read_messages(text, clock, owner)
    findings.count("messages", {"conversations": conversations.conversations_by_day()}, faults)
    findings.days_with_rows["messages"] = conversations.days_with_messages
    findings.hours = conversations.response_hours()
