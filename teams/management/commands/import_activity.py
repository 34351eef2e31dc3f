"""manage.py import_activity: imports a table of daily activity."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from teams.importers.file_kinds import FileKind
from teams.management.options import (
    ImportOptions,
    add_file_arguments,
    import_files,
    open_organization,
    team_by_name,
)


class Command(BaseCommand):
    help = (
        "Takes in a CSV or XLSX of activity: date,email and any inputs. An empty cell is "
        "unknown and keeps what is there, 0 is a known zero."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file_arguments(parser)
        parser.add_argument(
            "--create-reps", metavar="TEAM", help="make reps of unknown e-mails, in this team"
        )

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            team = options["create_reps"] and team_by_name(organization, options["create_reps"])
            import_options = ImportOptions(
                kind=FileKind.ACTIVITY,
                create_in=team or None,
                skip_bad_rows=options["skip_bad_rows"],
                dry_run=options["dry_run"],
            )
            import_files(self, [options["file"]], organization, import_options)
