"""manage.py set_working_days: sets the working weekdays from a date on."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from teams.management.options import add_organization_argument, iso_date, open_organization
from teams.people.working_days import set_working_days


class Command(BaseCommand):
    help = (
        "Says on which weekdays people work from a day on: ISO numbers, 12345 is Monday to Friday. "
        "Days before keep theirs; scores from that day on are made anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("weekdays", metavar="WEEKDAYS")
        parser.add_argument(
            "--since", type=iso_date, metavar="DATE", help="first day; default today"
        )
        add_organization_argument(parser)

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            since = options["since"] or organization.today()
            try:
                set_working_days(organization, options["weekdays"], since)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{organization}: working days {options['weekdays']} since {since}.")
