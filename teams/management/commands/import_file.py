"""manage.py import_file: imports any supported kind of file, whatever its name."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from teams.management.options import HowToTakeIn, add_period, chosen, period_of, rep_at, take_in


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

        add_period(parser, "of a usage report, where the file does not say it")

    def handle(self, **options: Any) -> None:
        with chosen(options["organization"]) as organization:
            rep = rep_at(organization, options["rep"]) if options["rep"] else None
            how = HowToTakeIn(rep=rep, dry_run=options["dry_run"], period=period_of(options))
            take_in(self, options["files"], organization, how)
