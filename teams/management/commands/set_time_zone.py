"""manage.py set_time_zone: sets the time zone by which days end."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from teams.management.options import add_organization_argument, open_organization, rep_by_address
from teams.people.working_days import set_time_zone, set_time_zone_of


class Command(BaseCommand):
    help = (
        "Moves the organisation, or with --rep one rep, to a time zone such as Europe/Lisbon. "
        "Every local date keeps exactly one score; `-` for a rep is the organisation's zone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("zone", metavar="ZONE")
        parser.add_argument("--rep", metavar="EMAIL")
        add_organization_argument(parser)

    def handle(self, *, zone: str, rep: str | None, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            try:
                if rep is None:
                    set_time_zone(organization, zone)
                else:
                    set_time_zone_of(rep_by_address(organization, rep), "" if zone == "-" else zone)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{rep or organization}: days end by {zone} from now on.")
