"""manage.py export_scores: exports every snapshot as CSV."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand

from scoring.models import Snapshot
from scoring.scores.csv_export import write_scores
from teams.management.options import (
    add_organization,
    add_output,
    add_period,
    chosen,
    period_of,
    write_out,
)


class Command(BaseCommand):
    help = "Writes snapshots as CSV, oldest first, numbers to six decimals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_organization(parser)
        add_period(parser)
        add_output(parser)

    def handle(self, **options: Any) -> None:
        first, last = period_of(options)
        with chosen(options["organization"]):
            snapshots = Snapshot.objects.within(first, last)
            write_out(self, options["output"], partial(write_scores, snapshots))
