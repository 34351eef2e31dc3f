"""Matching rows of a file with the organisation's reps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from teams.access.viewer import Viewer, viewer_of
from teams.facts.retention import not_kept_message
from teams.importers.file_kinds import FileKind
from teams.importers.findings import Finding, Findings
from teams.importers.table import FileError
from teams.models import Import, Rep, Team
from teams.people.staffing import NewRep, add_reps


@dataclass(frozen=True)
class MatchedRows:
    """The rows by rep; `faults` describes rows that cannot be imported.

    `strangers` are people in a usage report without a rep's address; the user may identify them.
    """

    rows: tuple[tuple[Rep, Finding], ...]
    faults: tuple[str, ...]
    strangers: tuple[str, ...]
    created: int = 0


def match_rows(imported: Import, findings: Findings, create_in: Team | None = None) -> MatchedRows:
    """Matches every row with a rep; the organisation's scope must be open.

    With `create_in`, unknown addresses become reps of that team from their first row on.
    """
    viewer = importing_viewer(imported)
    created = _create(imported, findings, create_in) if create_in else 0
    names_people = any(
        each.person for each in findings.rows
    )  # rows of a rep's own archive name no person
    reps = importable_reps(imported, viewer) if names_people else []
    reps_by_person = _by_name(reps, imported.asked.get("people", {}))
    matched: list[tuple[Rep, Finding]] = []
    faults: list[str] = []
    strangers: dict[int, str] = {}  # by line number
    for each in findings.rows:
        rep = reps_by_person.get(each.person) if each.person else imported.rep
        if rep is None and imported.kind == FileKind.NAVIGATOR:
            strangers[each.line] = each.person
        elif fault := _fault(each, rep, viewer):
            faults.append(f"line {each.line}, {fault}" if each.line else fault)
        elif rep:
            matched.append((rep, each))
    if "people" in imported.asked:  # the user was asked who they are
        faults += [f"line {at}: {who} is no rep here: left out" for at, who in strangers.items()]
    return MatchedRows(tuple(matched), tuple(faults), tuple(strangers.values()), created)


def _create(imported: Import, findings: Findings, team: Team) -> int:
    organization = imported.organization
    reps = Rep.objects.filter(organization=organization)
    known = reps.by_address({finding.person for finding in findings.rows})
    first: dict[str, date] = {}
    for finding in findings.rows:
        if finding.person not in known:
            first[finding.person] = min(first.get(finding.person, finding.day), finding.day)
    newcomers = [NewRep(email, since) for email, since in first.items()]
    if newcomers:
        add_reps(organization=organization, team=team, newcomers=newcomers)
    return len(newcomers)


def importing_viewer(imported: Import) -> Viewer | None:
    """Returns the user who started the import with today's roles; None for commands.

    Raises FileError if the user no longer has a role here.
    """
    if imported.by is None:
        return None
    viewer = viewer_of(imported.by, imported.organization_id)
    if viewer is None or viewer.organization != imported.organization:
        raise FileError("Whoever chose the file has no role here any more.")
    return viewer


def importable_reps(imported: Import, viewer: Viewer | None) -> list[Rep]:
    """Returns the reps the import may contain: all for admins and commands, else the user's own."""
    reps = Rep.objects.filter(organization=imported.organization).present()
    if viewer and not viewer.is_admin:
        reps = reps.filter(user=viewer.user)
    loaded = list(reps)
    for rep in loaded:
        rep.organization = imported.organization
    return loaded


def _by_name(reps: list[Rep], people: Mapping[str, int]) -> dict[str, Rep]:
    """Returns reps by lower-case e-mail address, and by names the user identified."""
    by_id = {rep.pk: rep for rep in reps}
    identified = {name: by_id[pk] for name, pk in people.items() if pk in by_id}
    return identified | {rep.email.lower(): rep for rep in reps}


def _fault(finding: Finding, rep: Rep | None, viewer: Viewer | None) -> str:
    if rep is None and viewer and not viewer.is_admin:
        return f"email: {finding.person} is not you; rows of others an admin takes in"
    if rep is None:
        return f"email: {finding.person} is no rep here; check it or create the rep"
    # Leave may be entered ahead. Where it is already tomorrow, exports contain that day.
    if finding.day > rep.today() and finding.values.keys() != {"off"}:
        return f"date: {finding.day} has not come yet where {rep.email} is, {rep.zone}"
    if not rep.keeps(finding.day):
        return f"date: {not_kept_message(finding.day, rep.facts_from or finding.day)}"
    return ""
