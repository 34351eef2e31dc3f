"""manage.py add_user: gives a user a role."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from teams.management.options import (
    add_organization_argument,
    open_organization,
    rep_by_address,
    sign_in_instructions,
    team_by_name,
)
from teams.models import Role
from teams.people.staffing import grant_role_to_address


class Command(BaseCommand):
    help = (
        "Gives an address a role and says how to sign in. Managers look after a team, coaches "
        "after a team or a rep; viewers see the leaderboard of a team, or without one all. "
        "A rep sees the page of the rep with that address, who is made in the team where missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", required=True, choices=Role.Kind.values)
        parser.add_argument("--team", metavar="TEAM")
        parser.add_argument("--rep", metavar="EMAIL", help="the one rep a coach looks after")
        parser.add_argument("--name", default="", metavar="NAME")
        add_organization_argument(parser)

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            team = options["team"] and team_by_name(organization, options["team"])
            rep = options["rep"] and rep_by_address(organization, options["rep"])
            try:
                user = grant_role_to_address(
                    organization=organization,
                    email=options["email"],
                    kind=Role.Kind(options["role"]),
                    team=team or None,
                    rep=rep or None,
                    name=options["name"],
                )
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(sign_in_instructions(user))
