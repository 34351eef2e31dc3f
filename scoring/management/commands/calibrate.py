"""manage.py calibrate: what an organisation's LinkedIn scores teach about gains and range."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from scoring.versions.calibration import CalibrationResult, ErrorRow, calibrate
from scoring.versions.calibration_versions import (
    adopt_learned,
    calibrate_to_adopt,
    propose_learned,
)
from teams.base.formatting import count_words
from teams.management.options import add_organization_argument, open_organization
from teams.models import Organization


class Command(BaseCommand):
    help = (
        "Learns the gain of each pillar and the width of the likely range from LinkedIn's numbers, "
        "and says how far off that is, judged forward in time, beside the last number carried "
        "forward. The last line is for scripts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_organization_argument(parser)
        parser.add_argument(
            "--propose", action="store_true", help="make a version of it, for an admin to adopt"
        )
        parser.add_argument(
            "--adopt",
            action="store_true",
            help="make a version of it that counts from today, or the next day that is not closed",
        )

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            result = (calibrate_to_adopt if options["adopt"] else calibrate)(organization)
            for line in _lines(result):
                self.stdout.write(line)
            if result.is_enough and (options["propose"] or options["adopt"]):
                self.stdout.write(_propose(result, organization, adopts=options["adopt"]))
            self.stdout.write(result.closing_line)


def _propose(result: CalibrationResult, organization: Organization, *, adopts: bool) -> str:
    try:
        if adopts:
            adoption = adopt_learned(result, organization, None)
            return f"Version {adoption.identifier} counts from {adoption.since} on."
        version = propose_learned(result, organization, None)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return f"Version {version} is proposed; it counts once an admin adopts it."


def _lines(result: CalibrationResult) -> Iterator[str]:
    yield f"Version {result.version.identifier}; mean absolute error in points, forward in time"
    yield f"{'':16}{'last reading':>14}{'gain 1':>10}{'learned gain':>14}{'gain':>8}"
    yield from map(_table_line, result.rows)
    held = "–" if result.held is None else result.held
    variance = f"V {result.learned.variance:.2f}" if result.pairs else "V –"
    yield f"Likely range held: {held} % (80 % is meant); learned {variance}"
    yield f"Pairs: {result.pairs}; reps: {result.judgement.reps}"
    if result.replayed < result.with_readings:
        yield f"From {result.replayed} of {count_words(result.with_readings, 'rep')} with readings"
    yield result.sentence


def _table_line(row: ErrorRow) -> str:
    gain = "" if row.gain is None else f"{row.gain:8.2f}"
    return f"{row.name:16}{row.carried:14.2f}{row.plain:10.2f}{row.learned:14.2f}{gain}"
