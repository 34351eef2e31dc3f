"""Connections and invitations: who was met, who was invited, who accepted."""

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
        mine, asked = np.asarray(self.keys)[order], np.asarray(keys)
        at = np.minimum(np.searchsorted(mine, asked), len(mine) - 1)
        found: list[int] = np.where(mine[at] == asked, np.asarray(self.days)[order][at], 0).tolist()
        return found


def read_connections(text: IO[str], more: Collection[str]) -> tuple[Connections, FileFaults]:
    """All connections by day; `more` are further titles of decision makers."""
    sheet, found = CsvSheet("Connections", text, "First Name", "Connected On"), Connections()
    when, title, url = sheet.needed("Connected On"), sheet.column("Position"), sheet.column("URL")
    for row in sheet.rows():
        try:
            day = printed_day(row[when])
        except (IndexError, ValueError):
            if any(row):
                sheet.faults.add(sheet.line, "Connected On is no date")
            continue
        found.new.add(day)
        if title is not None and is_decision_maker(row[title], more):
            found.deciders.add(day)
        if url is not None and row[url]:
            found.keys.append(_key(row[url]))
            found.days.append(day)
    return found, sheet.faults


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
    sheet, found = CsvSheet("Invitations", text, "Sent At", "Direction"), Invitations()
    when, direction = sheet.needed("Sent At"), sheet.needed("Direction")
    to, by = sheet.column("inviteeProfileUrl"), sheet.column("inviterProfileUrl")
    if to is None:
        found.invited = None
    for row in sheet.rows():
        try:
            if row[direction].strip().upper() != "OUTGOING":
                continue
            day = printed_day(row[when])
        except (IndexError, ValueError):
            if any(row):
                sheet.faults.add(sheet.line, "Sent At is no date")
            continue
        found.sent.add(day)
        if found.invited is not None and to is not None and len(row) > to and row[to]:
            found.invited.append(_key(row[to]))
        if by is not None and len(row) > by and row[by]:
            found.senders.add(row[by].strip())
    return found, sheet.faults
