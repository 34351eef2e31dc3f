"""manage.py export_scores: exports every snapshot as CSV."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand

from scoring.models import Snapshot
from scoring.scores.csv_export import write_scores
from teams.management.options import (
    add_organization_argument,
    add_output_argument,
    add_period_arguments,
    open_organization,
    parse_period,
    write_output,
)


class Command(BaseCommand):
    help = "Writes snapshots as CSV, oldest first, numbers to six decimals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_organization_argument(parser)
        add_period_arguments(parser)
        add_output_argument(parser)

    def handle(self, **options: Any) -> None:
        first, last = parse_period(options)
        with open_organization(options["organization"]):
            snapshots = Snapshot.objects.within(first, last)
            write_output(self, options["output"], partial(write_scores, snapshots))
