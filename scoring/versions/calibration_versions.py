"""Versions made by calibration: proposed, and adopted from the next day that can be."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from scoring.core.custom_versions import parameters_of
from scoring.daily.active_version import load_timeline
from scoring.models import Adoption, ModelVersion
from scoring.versions.adoption import adopt, next_open_day, propose
from scoring.versions.calibration import CalibrationResult, calibrate
from teams.models import Organization, User


def propose_learned(
    result: CalibrationResult, organization: Organization, by: User | None
) -> ModelVersion:
    """Creates a version with the learned gains and variance, or returns the one that has them.

    It has no effect until adopted. Raises ValidationError with a sentence where there is too little
    to learn from, or where the version in force has these gains already.
    """
    if not result.is_enough:
        raise ValidationError(result.sentence)
    based_on, parameters = result.version.identifier, result.parameters
    for version in ModelVersion.objects.filter(organization=organization, based_on=based_on):
        if parameters_of(version.core_version) == parameters:
            return version
    return propose(
        organization=organization,
        parameters=parameters,
        why=f"Gains and likely range learned from {result.rests_on}.",
        based_on=based_on,
        by=by,
        today=organization.today(),
        calibration=result.as_json(),
    )


@transaction.atomic
def adopt_learned(
    result: CalibrationResult, organization: Organization, by: User | None, *, monthly: bool = False
) -> Adoption:
    """Adopts the learned gains and variance from the next day that can be; audited with figures.

    Raises ValidationError as `propose_learned` does. No score jumps on that day: the rest of each
    pillar makes up for the difference (scoring.core.points.take_over).
    """
    since = next_day_to_adopt(organization)
    version = load_timeline(organization).on(since.toordinal())
    if version.identifier != result.version.identifier:
        raise ValidationError(f"Version {version.identifier} counts on {since}: learn from it.")
    proposal = propose_learned(result, organization, by)
    return adopt(
        organization=organization,
        identifier=proposal.identifier,
        since=since,
        by=by,
        today=organization.today(),
        figures={"monthly": monthly, **result.as_json()},
    )


def calibrate_to_adopt(organization: Organization) -> CalibrationResult:
    """Learns under the version that counts on the next day on which another can be adopted."""
    since = next_day_to_adopt(organization)
    return calibrate(organization, load_timeline(organization).on(since.toordinal()))


def next_day_to_adopt(organization: Organization) -> date:
    """The first day from today on that is not closed and on which no version takes over."""
    day = max(next_open_day(organization), organization.today())
    taken = {switch for switch, _ in load_timeline(organization).switches}
    while day.toordinal() in taken:
        day += timedelta(days=1)
    return day
