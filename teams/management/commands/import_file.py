"""manage.py import_file: imports any supported kind of file, whatever its name."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from teams.management.options import (
    ImportOptions,
    add_period_arguments,
    import_files,
    open_organization,
    parse_period,
    rep_by_address,
)


class Command(BaseCommand):
    help = (
        "Takes in files of any kind that is known: LinkedIn's copy of your data (its parts "
        "together), its SSI page as text, JSON or HTML, creator analytics, Sales Navigator's "
        "usage report, a CSV or XLSX of activity or of readings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+")
        parser.add_argument("--rep", metavar="EMAIL", help="whose it is, where no row says so")
        parser.add_argument("--organization", metavar="SLUG", help="not needed where there is one")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, keep nothing"
        )

        add_period_arguments(parser, "of a usage report, where the file does not say it")

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            rep = rep_by_address(organization, options["rep"]) if options["rep"] else None
            import_options = ImportOptions(
                rep=rep, dry_run=options["dry_run"], period=parse_period(options)
            )
            import_files(self, options["files"], organization, import_options)
