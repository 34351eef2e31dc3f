"""manage.py erase_person: deletes a rep's personal data for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.privacy.erase import erase
from teams.management.options import add_organization_argument, open_organization, rep_by_address


class Command(BaseCommand):
    help = (
        "Deletes all that is known of a rep. Scores stay in averages of the past under nobody's "
        "name. This can't be undone: name the address a second time with --yes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--yes", metavar="EMAIL", help="the same address again")
        add_organization_argument(parser)

    def handle(self, **options: Any) -> None:
        if (options["yes"] or "").lower() != options["email"].lower():
            raise CommandError("Nothing was erased: give the same address again with --yes.")
        with open_organization(options["organization"]) as organization:
            rep = rep_by_address(organization, options["email"])
            erase(rep=rep, by=None)
        self.stdout.write(f"{organization.slug}: erased. Rep {rep.pk} is nobody now.")
