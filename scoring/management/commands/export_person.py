"""manage.py export_person: exports everything about a rep as a ZIP file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.privacy.data_export import ExportedPerson, write_export
from teams.management.options import add_organization_argument, open_organization, rep_by_address
from teams.models import Action, AuditEntry


class Command(BaseCommand):
    help = "Writes everything that is kept about a rep as a ZIP, for that rep."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--output", type=Path, metavar="FILE", required=True)
        add_organization_argument(parser)

    def handle(self, **options: Any) -> None:
        output: Path = options["output"]
        draft = output.with_name(output.name + ".part")
        with open_organization(options["organization"]) as organization:
            rep = rep_by_address(organization, options["email"])
            person = ExportedPerson(organization, rep.user, rep)
            try:
                with draft.open("wb") as file:
                    write_export(person, file)
                draft.replace(output)
            except OSError as error:
                raise CommandError(f"{output} can't be written: {error.strerror}.") from error
            AuditEntry.objects.create(
                organization=organization,
                rep=rep,
                action=Action.EXPORTED,
                details={"what": "own data"},
            )
        self.stdout.write(f"Wrote all about {rep.name} to {output}.")
