"""manage.py create_organization: creates an organisation with teams and its first admin."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from teams.management.options import sign_in_instructions
from teams.models import User
from teams.people.staffing import create_organization


class Command(BaseCommand):
    help = "Founds an organisation with its teams and its first admin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--slug", required=True, help="its short name in commands")
        parser.add_argument(
            "--time-zone", default="UTC", metavar="ZONE", help="such as Europe/Lisbon"
        )
        parser.add_argument("--team", action="append", default=[], metavar="TEAM", dest="teams")
        parser.add_argument("--admin", metavar="EMAIL", help="who may do everything in it")

    def handle(self, **options: Any) -> None:
        admin = options["admin"]
        try:
            if admin:
                validate_email(admin)
            organization = create_organization(
                name=options["name"],
                slug=options["slug"],
                time_zone=options["time_zone"],
                teams=options["teams"],
                admin=admin,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Created {organization.name} ({organization.slug}).")
        if admin:
            self.stdout.write(sign_in_instructions(User.objects.get(email=admin.lower())))
