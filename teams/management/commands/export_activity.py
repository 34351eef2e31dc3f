"""manage.py export_activity: exports daily activity as CSV or XLSX that can be imported again."""

from argparse import ArgumentParser
from datetime import date
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand

from teams.imports.activity_export import write_activity, write_activity_workbook
from teams.management.options import (
    add_organization_argument,
    add_output_argument,
    add_period_arguments,
    open_organization,
    parse_period,
    rep_by_address,
    write_output,
)
from teams.models import DailyLog, Rep


class Command(BaseCommand):
    help = (
        "Writes what is known of each rep and day as CSV, or as a workbook where --output ends in "
        ".xlsx, oldest first, an unknown as an empty cell. import_file takes it in again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_organization_argument(parser)
        parser.add_argument("--rep", metavar="EMAIL", help="of one rep alone")
        add_period_arguments(parser)
        add_output_argument(parser)

    def handle(self, **options: Any) -> None:
        first, last = parse_period(options)
        with open_organization(options["organization"]) as organization:
            # Future days of leave could not be imported again.
            today = Rep.objects.latest_today(organization)
            days = DailyLog.objects.between(first or date.min, min(last or today, today))
            if options["rep"]:
                days = days.of(rep_by_address(organization, options["rep"]))
            output = options["output"]
            if output and output.suffix.lower() == ".xlsx":
                write_output(self, output, partial(write_activity_workbook, days), binary=True)
            else:
                write_output(self, output, partial(write_activity, days))
