"""manage.py export_scores: every snapshot as CSV."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from scoring.exports import write_scores
from scoring.models import Snapshot
from teams.commands import add_organization, chosen, iso_date


class Lines:
    """A command's output, without the end of line it would add to every piece it is handed."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out

    def write(self, text: str, /) -> None:
        self.out.write(text, ending="")


class Command(BaseCommand):
    help = "Writes snapshots as CSV, oldest first, numbers to six decimals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_organization(parser)
        parser.add_argument("--from", type=iso_date, metavar="DATE", dest="first")
        parser.add_argument("--to", type=iso_date, metavar="DATE", dest="last")
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")

    def handle(self, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if first and last and first > last:
            raise CommandError(f"--from {first} is after --to {last}.")
        with chosen(options["organization"]):
            snapshots = Snapshot.objects.within(first, last)
            if options["output"] is None:
                write_scores(snapshots, Lines(self.stdout))
                return
            self._write(snapshots, options["output"])

    def _write(self, snapshots: Any, output: Path) -> None:
        draft = output.with_name(output.name + ".part")
        try:
            with draft.open("w", encoding="utf-8", newline="") as file:
                rows = write_scores(snapshots, file, progress=True)
            draft.replace(output)
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from error
        self.stdout.write(f"Wrote {rows} rows to {output}.")
