"""manage.py move_rep: moves a rep to another team from a date on."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from teams.management.options import (
    add_organization_argument,
    iso_date,
    open_organization,
    rep_by_address,
    team_by_name,
)
from teams.people.staffing import move_rep


class Command(BaseCommand):
    help = (
        "Seats a rep in a team from a day on, or without --team in none. Boards of the days before "
        "keep the team of those days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--team", metavar="TEAM")
        parser.add_argument(
            "--since", type=iso_date, metavar="DATE", help="first day there; default today"
        )
        add_organization_argument(parser)

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            rep = rep_by_address(organization, options["email"])
            team = team_by_name(organization, options["team"]) if options["team"] else None
            since = options["since"] or rep.today()
            try:
                move_rep(rep, team, since)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{rep}: {team or 'in no team'} since {since}.")
