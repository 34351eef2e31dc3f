"""Retrying days that the daily job gave up, on request."""

from django.db import transaction

from scoring.models import Run
from scoring.tasks import tick
from teams.models import Action, AuditEntry, Organization, User

# Once more for a stale connection, but without waiting for a broker that is down.
SOON = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


@transaction.atomic
def retry_failed(*, organization: Organization, by: User | None = None) -> int:
    """Makes days given up due again in the organisation, whose scope is open; returns how many.

    Then queues a tick. If the broker is down that is only logged: the next tick takes them up.
    """
    failed = Run.objects.failed()
    days: int = failed.order_by().values("day").distinct().count()
    if failed.reopen():
        AuditEntry.objects.create(
            organization=organization, by=by, action=Action.JOBS_RETRIED, details={"days": days}
        )
        transaction.on_commit(_ring, robust=True)
    return days


def _ring() -> None:
    tick.apply_async(expires=60, retry_policy=SOON)
