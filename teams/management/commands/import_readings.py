"""manage.py import_readings: imports a table of LinkedIn scores."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from teams.importers.file_kinds import FileKind
from teams.management.options import (
    ImportOptions,
    add_file_arguments,
    import_files,
    open_organization,
)


class Command(BaseCommand):
    help = (
        "Takes in a CSV or XLSX of official readings: date,email,brand,people,insights,"
        "relationships and, if known, industry_rank,network_rank,industry_average,network_average."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file_arguments(parser)

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            import_options = ImportOptions(
                kind=FileKind.READINGS,
                skip_bad_rows=options["skip_bad_rows"],
                dry_run=options["dry_run"],
            )
            import_files(self, [options["file"]], organization, import_options)
