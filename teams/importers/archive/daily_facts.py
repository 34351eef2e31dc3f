"""Combines an archive's files into known values by day.

A file covers the days from its first row to the day before the export; a day without a row in
between is a known zero. A known file that is missing from LinkedIn's larger download was empty: it
counts as zeros over the days that the other files cover. A level is recorded on the days on which
it changes.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from teams.importers.archive import bundle as files
from teams.importers.archive.activity import ROW_COUNTED_FILES
from teams.importers.archive.bundle import Bundle
from teams.importers.archive.contacts import Connections, Invitations
from teams.importers.archive.profile import ProfileOwner, checklist, completeness
from teams.importers.archive.row_errors import FileFaults, RowFault
from teams.importers.archive.tallies import Tally, TallyRange
from teams.importers.table import FileError

Value = int | float
Days = dict[int, dict[str, Value]]  # by ordinal
# Inputs counted by each file.
COUNT_INPUTS_BY_FILE = {
    "Connections": ("new_connections",),
    "Invitations": ("invitations_sent",),
    "messages": ("conversations",),
    "Shares": ("posts", "shares"),
    **{name: (of,) for name, (of, _) in ROW_COUNTED_FILES.items() if name != "Shares"},
}
LEVEL_INPUTS_BY_FILE = {
    "Connections": ("connections", "decision_makers"),
    "Endorsement_Received_Info": ("endorsements",),
    "Recommendations_Received": ("recommendations",),
}


@dataclass
class ArchiveFindings:
    """Intermediate results of the files read so far."""

    counts: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(dict))
    levels: dict[str, Tally] = field(default_factory=dict)
    days_with_rows: dict[str, set[int]] = field(default_factory=dict)  # days with rows, by file
    hours: dict[int, float] = field(default_factory=dict)
    faults: list[FileFaults] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    connections: Connections | None = None
    invitations: Invitations | None = None
    person: ProfileOwner | None = None
    entries: dict[str, int] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()

    def count(self, name: str, tallies: dict[str, Tally], faults: FileFaults) -> None:
        """Records the counts of a file."""
        self.counts[name] = tallies
        self.days_with_rows[name] = set().union(*(each.days for each in tallies.values()))
        self.faults.append(faults)


@dataclass(frozen=True)
class Archive:
    """Result of reading an archive. `days` are local days; missing values are unknown."""

    addresses: frozenset[str]
    exported_on: date
    complete: bool
    days: dict[date, dict[str, Value]]
    spans: dict[str, tuple[date, date]]  # by file
    profile: dict[str, bool | None]
    faults: tuple[RowFault, ...]
    unread: int  # unreadable rows; `faults` has the first of each file
    notes: tuple[str, ...]
    ignored: tuple[str, ...]


def combine_findings(bundle: Bundle, findings: ArchiveFindings) -> Archive:
    """Combines what was found into values by day. Raises FileError where no row has a date."""
    newest = max((max(days) for days in findings.days_with_rows.values() if days), default=None)
    exported = bundle.exported_on or (date.fromordinal(newest) if newest else None)
    if exported is None:
        raise FileError("No file in it has a row with a date: there is nothing to take in.")
    spans = _spans(bundle, findings, exported.toordinal())
    items = checklist(findings.person, findings.entries)
    days: Days = defaultdict(dict)
    _add_counts(days, findings, spans)
    _add_contacts(days, findings, spans)
    _add_levels(days, findings, spans)
    _add_zeros_of_missing_files(days, bundle, spans)
    if findings.person:
        days[exported.toordinal()]["profile_completeness"] = completeness(items)
    return Archive(
        addresses=findings.addresses,
        exported_on=exported,
        complete=bundle.is_complete,
        days={date.fromordinal(day): values for day, values in sorted(days.items())},
        spans={
            name: (date.fromordinal(span.first), date.fromordinal(span.last))
            for name, span in spans.items()
        },
        profile=items,
        faults=tuple(fault for each in findings.faults for fault in each.faults),
        unread=sum(each.count for each in findings.faults),
        notes=tuple(findings.notes),
        ignored=bundle.ignored,
    )


def _spans(bundle: Bundle, findings: ArchiveFindings, exported: int) -> dict[str, TallyRange]:
    """Days covered by each file; without files that have no row before the export."""
    spans = {}
    for name, days in findings.days_with_rows.items():
        exported_on = bundle.members[name].exported_on
        last = (exported_on.toordinal() if exported_on else exported) - 1
        if days and min(days) <= last:
            spans[name] = TallyRange(min(days), last)
    return spans


def _add_counts(days: Days, findings: ArchiveFindings, spans: dict[str, TallyRange]) -> None:
    for name, tallies in findings.counts.items():
        for input_name, tally in tallies.items():
            if name in spans:
                _add(days, input_name, tally, spans[name])


def _add_contacts(days: Days, findings: ArchiveFindings, spans: dict[str, TallyRange]) -> None:
    """Accepted invitations and response times."""
    if findings.invitations and findings.connections and "Invitations" in spans:
        accepted = findings.invitations.accepted(findings.connections)
        if accepted is None:
            findings.notes.append(
                "Invitations.csv does not say who was invited: which were accepted is not known."
            )
        else:
            _add(days, "invitations_accepted", accepted, spans["Invitations"])
    for day, hours in findings.hours.items():
        if day in spans.get("messages", ()):
            days[day]["response_hours"] = hours


def _add(days: Days, input_name: str, tally: Tally, span: TallyRange) -> None:
    for day in span:
        days[day][input_name] = days[day].get(input_name, 0) + tally.days.get(day, 0)


def _add_levels(days: Days, findings: ArchiveFindings, spans: dict[str, TallyRange]) -> None:
    for name, inputs in LEVEL_INPUTS_BY_FILE.items():
        for input_name in inputs:
            if input_name in findings.levels and name in spans:
                changes = findings.levels[input_name].levels().items()
                for day, level in changes:
                    if day in spans[name]:
                        days[day][input_name] = level


def _add_zeros_of_missing_files(days: Days, bundle: Bundle, spans: dict[str, TallyRange]) -> None:
    """Zeros for files missing from a complete archive, but not for files that were not ticked."""
    covered = [spans[name] for name in files.ACTIVITY if name in spans]
    if not bundle.is_complete or not covered:
        return
    span = TallyRange(min(each.first for each in covered), max(each.last for each in covered))
    for input_name in _uncovered_inputs(COUNT_INPUTS_BY_FILE, bundle):
        _add(days, input_name, Tally(), span)
    for input_name in _uncovered_inputs(LEVEL_INPUTS_BY_FILE, bundle):
        days[span.first][input_name] = 0


def _uncovered_inputs(inputs_by_file: dict[str, tuple[str, ...]], bundle: Bundle) -> set[str]:
    """Inputs that no file in the archive covers."""
    covered = {
        input_name
        for name, inputs in inputs_by_file.items()
        if name in bundle.members
        for input_name in inputs
    }
    return {input_name for inputs in inputs_by_file.values() for input_name in inputs} - covered
