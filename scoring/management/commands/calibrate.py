"""manage.py calibrate: fits the model's weights to LinkedIn scores and reports the errors."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.versions.calibration import (
    CalibrationResult,
    NothingToProposeError,
    PillarWeights,
    calibrate,
    propose_weights,
    version_in_force,
)
from teams.management.options import add_organization_argument, open_organization
from teams.models import Organization


class Command(BaseCommand):
    help = (
        "Fits the weights to LinkedIn's numbers and says how far off left-out reps' readings are "
        "before and after, a pillar. Refuses where there is too little to go by."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_organization_argument(parser)
        parser.add_argument(
            "--propose", action="store_true", help="make a version of it, to be adopted by somebody"
        )

    def handle(self, **options: Any) -> None:
        with open_organization(options["organization"]) as organization:
            result = calibrate(organization, version_in_force(organization))
            if not result.calibration.enough:
                raise CommandError(result.sentence)
            for line in _lines(result):
                self.stdout.write(line)
            if options["propose"]:
                self._propose(result, organization)

    def _propose(self, result: CalibrationResult, organization: Organization) -> None:
        try:
            version = propose_weights(result, organization, by=None)
        except NothingToProposeError:
            return  # the last line printed says so
        self.stdout.write(f"Version {version} is proposed; it counts once somebody adopts it.")


def _lines(result: CalibrationResult) -> Iterator[str]:
    yield f"Version {result.version.identifier}, {result.rests_on}; mean absolute error in points"
    yield f"{'pillar':16}{'before':>8}{'after':>8}  weights that change"
    for pillar in result.pillars:
        fit = pillar.fit
        errors = f"{fit.error_before:8.2f}{fit.error_after:8.2f}"
        yield f"{pillar.name:16}{errors}  {_changes(pillar)}"
    if result.basis.expired:
        yield f"Reps left out because their first facts are no longer kept: {result.basis.expired}"
    yield from filter(None, (result.worst, result.sentence))


def _changes(pillar: PillarWeights) -> str:
    if not pillar.fit.gains:
        return "none: no gain on left-out reps"
    changes = (f"{s.name} {s.now:g} → {s.proposed:.2f}" for s in pillar.signals if s.moves)
    return ", ".join(changes)
