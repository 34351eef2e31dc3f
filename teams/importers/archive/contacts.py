"""Connections and invitations: new contacts, invitations sent, invitations accepted."""

from array import array
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import IO

import numpy as np

from teams.importers.archive.csv_sheet import CsvSheet
from teams.importers.archive.dates import printed_day
from teams.importers.archive.decision_makers import is_decision_maker
from teams.importers.archive.row_errors import FileFaults
from teams.importers.archive.tallies import Tally


def _key(url: str) -> int:
    """Hash of a profile address, ignoring case and a trailing slash; the address is not kept."""
    return hash(url.strip().rstrip("/").casefold())


@dataclass
class Connections:
    """New connections and decision makers by day, and the day by hashed profile address."""

    new: Tally = field(default_factory=Tally)
    deciders: Tally = field(default_factory=Tally)
    keys: "array[int]" = field(default_factory=lambda: array("q"))
    days: "array[int]" = field(default_factory=lambda: array("i"))

    def met_on(self, keys: "array[int]") -> list[int]:
        """Day on which each of these keys became a connection; 0 if it did not."""
        if not self.keys or not keys:
            return [0] * len(keys)
        order = np.argsort(np.asarray(self.keys), kind="stable")
        sorted_keys, wanted = np.asarray(self.keys)[order], np.asarray(keys)
        at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
        days: list[int] = np.where(
            sorted_keys[at] == wanted, np.asarray(self.days)[order][at], 0
        ).tolist()
        return days


def read_connections(
    text: IO[str], extra_titles: Collection[str]
) -> tuple[Connections, FileFaults]:
    """All connections by day; `extra_titles` are further titles of decision makers."""
    sheet, connections = CsvSheet("Connections", text, "First Name", "Connected On"), Connections()
    date_index, title, url = (
        sheet.required_column("Connected On"),
        sheet.column("Position"),
        sheet.column("URL"),
    )
    for row in sheet.rows():
        try:
            day = printed_day(row[date_index])
        except (IndexError, ValueError):
            if any(row):
                sheet.faults.add(sheet.line, "Connected On is no date")
            continue
        connections.new.add(day)
        if title is not None and is_decision_maker(row[title], extra_titles):
            connections.deciders.add(day)
        if url is not None and row[url]:
            connections.keys.append(_key(row[url]))
            connections.days.append(day)
    return connections, sheet.faults


@dataclass
class Invitations:
    """Invitations sent by day; `invited` is None where the file does not say who was invited."""

    sent: Tally = field(default_factory=Tally)
    invited: "array[int] | None" = field(default_factory=lambda: array("q"))
    senders: set[str] = field(default_factory=set)  # addresses of the owner's own profile

    def accepted(self, connections: Connections) -> Tally | None:
        """Invited people who became connections, by day; None where unknown."""
        if self.invited is None:
            return None
        tally = Tally()
        for day in connections.met_on(array("q", set(self.invited))):
            if day:
                tally.add(day)
        return tally


def read_invitations(text: IO[str]) -> tuple[Invitations, FileFaults]:
    """Invitations the owner sent; received ones are ignored."""
    sheet, invitations = CsvSheet("Invitations", text, "Sent At", "Direction"), Invitations()
    date_index, direction = sheet.required_column("Sent At"), sheet.required_column("Direction")
    invitee_index, inviter_index = (
        sheet.column("inviteeProfileUrl"),
        sheet.column("inviterProfileUrl"),
    )
    if invitee_index is None:
        invitations.invited = None
    for row in sheet.rows():
        try:
            if row[direction].strip().upper() != "OUTGOING":
                continue
            day = printed_day(row[date_index])
        except (IndexError, ValueError):
            if any(row):
                sheet.faults.add(sheet.line, "Sent At is no date")
            continue
        invitations.sent.add(day)
        if (
            invitations.invited is not None
            and invitee_index is not None
            and len(row) > invitee_index
            and row[invitee_index]
        ):
            invitations.invited.append(_key(row[invitee_index]))
        if inviter_index is not None and len(row) > inviter_index and row[inviter_index]:
            invitations.senders.add(row[inviter_index].strip())
    return invitations, sheet.faults
