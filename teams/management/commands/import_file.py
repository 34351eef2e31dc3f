"""manage.py import_file: any file Seventy knows, whatever it is called."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from teams.commands import chosen, rep_at
from teams.importers.archive.bundle import Upload
from teams.importers.table import FileError
from teams.intake.at_once import apply_now, read_now
from teams.intake.reading import OF_MANY
from teams.models import Import, Organization


class Command(BaseCommand):
    help = (
        "Takes in files of any kind that is known: LinkedIn's copy of your data (its parts "
        "together), its SSI page as text, JSON or HTML, creator analytics, a CSV or XLSX of "
        "activity or of readings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+")
        parser.add_argument("--rep", metavar="EMAIL", help="whose it is, where no row says so")
        parser.add_argument("--organization", metavar="SLUG", help="not needed where there is one")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, keep nothing"
        )

    def handle(self, **options: Any) -> None:
        with chosen(options["organization"]) as organization, ExitStack() as opened:
            uploads = [self._open(path, opened) for path in options["files"]]
            try:
                self._take_in(organization, uploads, options)
            except FileError as error:
                raise CommandError(f"{options['files'][0]}: {error}") from error

    def _open(self, path: Path, opened: ExitStack) -> Upload:
        try:
            return Upload(path.name, opened.enter_context(path.open("rb")))
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from error

    def _take_in(
        self, organization: Organization, uploads: list[Upload], options: dict[str, Any]
    ) -> None:
        rep = rep_at(organization, options["rep"]) if options["rep"] else None
        with transaction.atomic():
            imported = read_now(organization=organization, rep=rep, uploads=uploads)
            for sentence in (*imported.found["faults"], *imported.warnings):
                self.stderr.write(sentence)
            try:
                self._finish(imported, dry_run=options["dry_run"])
            finally:
                if options["dry_run"]:
                    transaction.set_rollback(True)

    def _finish(self, imported: Import, *, dry_run: bool) -> None:
        what, unread = _counted(imported), imported.found["unread"]
        if dry_run:
            self.stdout.write(f"Would import {what}. Nothing was kept.")
            return
        try:
            imported = apply_now(imported)
        except FileError as refused:
            raise CommandError(str(refused)) from refused
        left_out = f"; {unread} rows could not be read" if unread else ""
        self.stdout.write(f"Imported {what}; {imported.changed} changed{left_out}.")


def _counted(imported: Import) -> str:
    found = imported.found
    if imported.kind in OF_MANY:
        return f"{found['rows']} rows of {found['reps']} reps"
    if found["readings"]:
        return f"a reading for {found['last']}"
    return f"{found['rows']} days"
