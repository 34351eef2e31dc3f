"""Monthly adoption: what calibration learned counts from each first of a month, by itself.

It happens where there is enough to learn from, where the learned gains, judged forward in time,
predict no worse than gains of 1, and where they differ from those in force. One row an organisation
is the switch, and says which month was decided last and how; it is claimed under a lease, so that a
lost, doubled or late task does no harm.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from scoring.core.custom_versions import Parameters, parameters_of
from scoring.models import MonthlyCalibration
from scoring.versions.calibration import CalibrationResult
from scoring.versions.calibration_versions import adopt_learned, calibrate_to_adopt
from teams.base.formatting import day_words
from teams.base.lease import LeaseLostError
from teams.models import Action, AuditEntry, Organization, User

LEASE = timedelta(minutes=15)  # longer than any calibration takes
# Points: half of the last decimal that pages show. So little is chance, and the likely range, which
# is learned with the gains, is worth more.
NO_WORSE = 0.05
NOTHING_NEW = 0.01  # gains and variance that differ by less are left as they are


def find_monthly_calibration(organization: Organization) -> MonthlyCalibration:
    """The organisation's row, unsaved if there is none yet."""
    row = MonthlyCalibration.objects.filter(organization=organization).first()
    month = _decided_before(organization.today())
    return row or MonthlyCalibration(organization=organization, month=month)


def _load(organization: Organization) -> MonthlyCalibration:
    """The organisation's row, made at first sight: the first month decided is the next to begin."""
    month = _decided_before(organization.today())
    row, _ = MonthlyCalibration.objects.get_or_create(
        organization=organization, defaults={"month": month}
    )
    return row


def _decided_before(today: date) -> date:
    """The month that counts as decided on a day: the one that had begun before."""
    return (today - timedelta(days=1)).replace(day=1)


@transaction.atomic
def switch_monthly_calibration(
    *, organization: Organization, is_on: bool, by: User | None
) -> MonthlyCalibration:
    """Switches the monthly adoption on or off; audited."""
    row = _load(organization)
    if row.is_on == is_on:
        return row
    was, row.is_on, row.month = row.is_on, is_on, _decided_before(organization.today())
    row.save(update_fields=["is_on", "month"])
    AuditEntry.objects.create(
        organization=organization,
        by=by,
        action=Action.ORGANIZATION_CHANGED,
        details={"what": "monthly calibration", "was": was, "is": is_on},
    )
    return row


def calibrate_if_due(organization: Organization) -> str:
    """Decides once a month, in the organisation's time zone; returns the outcome in words.

    Empty where it is not due, switched off, or claimed by another worker.
    """
    row = _load(organization)
    month = organization.today().replace(day=1)
    rows = MonthlyCalibration.objects.filter(pk=row.pk)
    lease = rows.claim(month, timezone.now(), LEASE)
    if lease is None:
        return ""
    result = calibrate_to_adopt(organization)
    with transaction.atomic():
        outcome = refusal(result) or _adopt(result, organization)
        if not rows.finish(month, lease, outcome):
            raise LeaseLostError
    return outcome


def refusal(result: CalibrationResult) -> str:
    """Why the result is not adopted by itself; empty if it is."""
    if not result.is_enough:
        return result.sentence
    total = result.total
    if total.learned > total.plain + NO_WORSE:
        return (
            f"The learned gains were off by {total.learned:.2f} points, gain 1 by "
            f"{total.plain:.2f}: not adopted."
        )
    if _is_nearly(result.parameters, parameters_of(result.version)):
        return f"Nothing new was learned: version {result.version.identifier} stays."
    return ""


def _is_nearly(learned: Parameters, current: Parameters) -> bool:
    both = zip((*learned.gains, learned.variance), (*current.gains, current.variance), strict=True)
    return all(abs(new - now) < NOTHING_NEW for new, now in both)


def _adopt(result: CalibrationResult, organization: Organization) -> str:
    try:
        adoption = adopt_learned(result, organization, None, monthly=True)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return f"Version {adoption.identifier} adopted from {day_words(adoption.since)} on."
