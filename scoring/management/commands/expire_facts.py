"""manage.py expire_facts: deletes facts older than the organisation's retention period."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from scoring.privacy.expire_facts import expire_facts
from teams.management.options import add_organization_argument, open_organization


class Command(BaseCommand):
    help = (
        "Deletes the facts of days older than the organisation keeps them; the scores stay. A rep "
        "whose scores are not up to date waits. The worker does the same every hour."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_organization_argument(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would go, keep all")

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            done = expire_facts(organization, dry_run=options["dry_run"])
        if done is None:
            self.stdout.write(f"{organization.slug}: keeps all facts.")
            return
        went = "would go" if options["dry_run"] else "are gone"
        facts = f"{done.deleted.days} days and {done.deleted.readings} readings"
        wait = f"; {done.waiting} reps wait until their scores are made" if done.waiting else ""
        self.stdout.write(
            f"{organization.slug}: before {done.before}, {facts} of {done.reps} reps {went}{wait}."
        )
