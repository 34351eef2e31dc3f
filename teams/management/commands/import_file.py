"""manage.py import_file: any file Seventy knows, whatever it is called."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from teams.archives import stranger_note, take_in_archive
from teams.commands import chosen, rep_at, take_in
from teams.importers.archive.bundle import Upload
from teams.importers.archive.reading import Options as ArchiveOptions
from teams.importers.archive.reading import read_archive
from teams.importers.kinds import FileKind, kind_of
from teams.importers.ssi import PARSERS
from teams.importers.ssi_page import SsiPageError
from teams.importers.table import FileError
from teams.importing import Options, import_activity, import_readings
from teams.models import Organization, Rep
from teams.readings import HOW, VALUES, Reading, save_readings

TABLES = {FileKind.ACTIVITY: import_activity, FileKind.READINGS: import_readings}


class Command(BaseCommand):
    help = (
        "Takes in files of any kind that is known: LinkedIn's copy of your data (its parts "
        "together), its SSI page as text, JSON or HTML, a CSV of activity or of readings."
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
            except (FileError, SsiPageError) as error:
                raise CommandError(f"{options['files'][0]}: {error}") from error

    def _open(self, path: Path, opened: ExitStack) -> Upload:
        try:
            return Upload(path.name, opened.enter_context(path.open("rb")))
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from error

    def _take_in(
        self, organization: Organization, uploads: list[Upload], options: dict[str, Any]
    ) -> None:
        kind = kind_of(uploads)
        if kind in TABLES:
            how = Options(dry_run=options["dry_run"])
            take_in(self, options["files"][0], TABLES[kind], organization, how)
            return
        if not options["rep"]:
            raise CommandError(f"Whose is it? This is {kind.label}: say --rep EMAIL.")
        rep = rep_at(organization, options["rep"])
        if kind == FileKind.ARCHIVE:
            self._archive(rep, uploads, dry_run=options["dry_run"])
        else:
            self._page(rep, kind, uploads[0], dry_run=options["dry_run"])

    def _archive(self, rep: Rep, uploads: list[Upload], *, dry_run: bool) -> None:
        archive = read_archive(uploads, ArchiveOptions(zone=rep.zone))
        for each in (*archive.faults, *archive.notes, stranger_note(archive, rep)):
            if each:
                self.stderr.write(str(each))
        if dry_run:
            self.stdout.write(f"Would import {len(archive.days)} days. Nothing was kept.")
            return
        changed = take_in_archive(rep=rep, archive=archive)
        left_out = f"; {archive.unread} rows could not be read" if archive.unread else ""
        self.stdout.write(f"Imported {len(archive.days)} days; {changed} changed{left_out}.")

    def _page(self, rep: Rep, kind: FileKind, upload: Upload, *, dry_run: bool) -> None:
        page = PARSERS[kind](upload.content.read().decode("utf-8-sig", "replace"))
        today = rep.today()
        if dry_run:
            self.stdout.write(f"Would save a reading for {today}. Nothing was kept.")
            return
        values = {name: getattr(page, name) for name in VALUES}
        changed = save_readings(
            organization=rep.organization,
            readings=[Reading(rep_id=rep.pk, day=today, **values)],
            how=HOW[kind],
        )
        self.stdout.write(f"Saved a reading for {today}; {changed} changed.")
