"""manage.py score: brings scores up to date, or rebuilds them."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from scoring.daily import runs
from teams.management.options import add_organization_argument, iso_date, open_organization
from teams.models import Organization


class Command(BaseCommand):
    help = (
        "Brings every rep's scores up to date: one snapshot per rep and calendar day, restated "
        "from wherever facts have changed. Harmless to repeat, and beside running workers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--through", type=iso_date, metavar="DATE", help="last day to close; default yesterday"
        )
        add_organization_argument(parser)
        parser.add_argument("--rebuild", action="store_true", help="drop all and compute it anew")

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            through = self._through(organization, options["through"])
            if options["rebuild"]:
                runs.rebuild(organization)
            with tqdm(desc="scoring", unit=" snapshots", disable=None) as bar:
                written = self._score(organization, through, bar)
        self.stdout.write(f"{organization.slug}: {written} snapshots written, through {through}.")

    def _through(self, organization: Organization, through: date | None) -> date:
        closed = organization.last_closed_day()
        if through and through > closed:
            raise CommandError(
                f"--through {through}: that day is not over in {organization.time_zone}; "
                f"the last closed day is {closed}."
            )
        return through or closed

    def _score(self, organization: Organization, through: date, bar: Any) -> int:
        try:
            return runs.bring_up_to_date(organization, through, progress=bar.update)
        except RuntimeError as error:
            raise CommandError(str(error)) from error
