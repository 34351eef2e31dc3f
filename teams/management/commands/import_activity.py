"""manage.py import_activity: imports a table of daily activity."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from teams.importers.file_kinds import FileKind
from teams.management.options import HowToTakeIn, add_file, chosen, take_in, team_named


class Command(BaseCommand):
    help = (
        "Takes in a CSV or XLSX of activity: date,email and any inputs. An empty cell is "
        "unknown and keeps what is there, 0 is a known zero."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file(parser)
        parser.add_argument(
            "--create-reps", metavar="TEAM", help="make reps of unknown e-mails, in this team"
        )

    def handle(self, **options: Any) -> None:
        with chosen(options["organization"]) as organization:
            team = options["create_reps"] and team_named(organization, options["create_reps"])
            how = HowToTakeIn(
                kind=FileKind.ACTIVITY,
                create_in=team or None,
                skip_bad_rows=options["skip_bad_rows"],
                dry_run=options["dry_run"],
            )
            take_in(self, [options["file"]], organization, how)
