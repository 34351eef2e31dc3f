"""manage.py import_readings: a CSV of what LinkedIn said."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from teams.commands import add_file, chosen, take_in
from teams.importing import Options, import_readings


class Command(BaseCommand):
    help = (
        "Takes in a CSV of official readings: date,email,brand,people,insights,relationships and, "
        "if known, industry_rank,network_rank,industry_average,network_average."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file(parser)

    def handle(self, **options: Any) -> None:
        with chosen(options["organization"]) as organization:
            how = Options(options["skip_bad_rows"], options["dry_run"])
            take_in(self, options["file"], import_readings, organization, how)
