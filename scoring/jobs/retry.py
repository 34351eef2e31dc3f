"""Retrying days that the daily job gave up, on request."""

from django.db import transaction

from scoring.daily.tasks import tick
from scoring.models import Run
from teams.base.task_options import PUBLISH_RETRY_POLICY
from teams.models import Action, AuditEntry, Organization, User


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
        transaction.on_commit(_queue_tick, robust=True)
    return days


def _queue_tick() -> None:
    tick.apply_async(expires=60, retry_policy=PUBLISH_RETRY_POLICY)
