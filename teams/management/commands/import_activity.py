"""manage.py import_activity: a CSV of what reps did."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from teams.commands import add_file, chosen, take_in, team_named
from teams.importing import Options, import_activity


class Command(BaseCommand):
    help = (
        "Takes in a CSV of activity: date,email and any inputs. An empty cell is unknown and keeps "
        "what is there, 0 is a known zero."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file(parser)
        parser.add_argument(
            "--create-reps", metavar="TEAM", help="make reps of unknown e-mails, in this team"
        )

    def handle(self, **options: Any) -> None:
        with chosen(options["organization"]) as organization:
            team = options["create_reps"] and team_named(organization, options["create_reps"])
            how = Options(options["skip_bad_rows"], options["dry_run"], team or None)
            take_in(self, options["file"], import_activity, organization, how)
