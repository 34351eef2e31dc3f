"""manage.py report: writes a progress report to a file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.reports.build import gather
from scoring.reports.render.design import PAPERS, Design
from scoring.reports.render.formats import FORMATS
from scoring.reports.spec import ReportSpec, ReportSpecError, SubjectKind
from teams.management.options import (
    add_organization_argument,
    iso_date,
    open_organization,
    rep_by_address,
    team_by_name,
)
from teams.models import Action, AuditEntry, Organization, Rep

KINDS = ("pdf", "xlsx", "csv", "png")


class Command(BaseCommand):
    help = (
        "Writes a progress report between the closes of two days as PDF, workbook, CSV or picture: "
        "of a rep, of a team, or of everybody in an organisation."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        subject = parser.add_mutually_exclusive_group()
        subject.add_argument("--rep", metavar="EMAIL", help="about this rep alone")
        subject.add_argument("--team", metavar="NAME", help="about this team")
        add_organization_argument(parser)
        days: dict[str, Any] = {"type": iso_date, "metavar": "DATE", "required": True}
        parser.add_argument("--from", dest="first", help="the close it begins with", **days)
        parser.add_argument("--to", dest="last", help="the close it ends with", **days)
        parser.add_argument("--format", choices=KINDS, required=True)
        parser.add_argument("--output", type=Path, metavar="FILE", required=True)
        parser.add_argument("--long", action="store_true", help="CSV: a row a number, not a rep")
        parser.add_argument("--paper", choices=PAPERS, default=PAPERS[0])

    def handle(self, **options: Any) -> None:
        if not (options["rep"] or options["team"] or options["organization"]):
            raise CommandError("A report on whom? Give --rep, --team or --organization.")
        if options["long"] and options["format"] != "csv":
            raise CommandError("--long goes with --format csv alone.")
        format_name = "csv-long" if options["long"] else options["format"]
        with open_organization(options["organization"]) as organization:
            spec = spec_from_options(organization, options)
            among, today = Rep.objects.filter(organization=organization), organization.today()
            try:
                report = gather(
                    spec.checked(organization.last_closed_day()), organization, among, today=today
                )
            except ReportSpecError as error:
                raise CommandError(str(error)) from error
            content = FORMATS[format_name].write(report, Design(paper=options["paper"]))
            _write_whole(options["output"], content)
            reps = len(report.persons)
            details = {"what": "report", "of": report.title, "format": format_name, "rows": reps}
            AuditEntry.objects.create(
                organization=organization, action=Action.EXPORTED, details=details
            )
        count = f"{reps} rep{'' if reps == 1 else 's'}"
        self.stdout.write(f"Wrote a report of {count} to {options['output']}.")


def spec_from_options(organization: Organization, options: dict[str, Any]) -> ReportSpec:
    """Report spec for the command's options."""
    first: date = options["first"]
    if options["rep"]:
        kind, pk = SubjectKind.REP, rep_by_address(organization, options["rep"]).pk
    elif options["team"]:
        kind, pk = SubjectKind.TEAM, team_by_name(organization, options["team"]).pk
    else:
        kind, pk = SubjectKind.ORGANIZATION, organization.pk
    return ReportSpec(kind, pk, first, options["last"])


def _write_whole(output: Path, content: bytes) -> None:
    """Writes the file atomically: it is complete or absent."""
    draft = output.with_name(output.name + ".part")
    try:
        draft.write_bytes(content)
        draft.replace(output)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CommandError(f"{output} can't be written: {error.strerror}.") from error
