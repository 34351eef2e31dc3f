"""Opens scheduled reports that are due: each becomes a report job, once.

Runs every few minutes. One transaction moves the schedule to its next day, claims the report in the
ledger of what was sent (which is unique), and creates the job. So a crash leaves either nothing
done or a job that a worker will do. A late report is still made.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from scoring.reports.request import parse_report_output, request_report
from scoring.reports.spec import ReportSpecError, parse_report_spec
from scoring.scores import periods
from teams.access.viewer import coaching_viewer_of
from teams.base import clock
from teams.models import Organization, ReportJob, ReportSchedule
from teams.notifications.subscriptions import recipient_key, record_message, zones_of
from teams.reports.schedules import (
    REPORT,
    following_report_day,
    is_due,
    next_period,
    next_report_day,
    sent_key,
)

MAX_WAIT_FOR_CLOSES = timedelta(days=2)  # how long to wait for closes that do not come
QueueJob = Callable[[ReportJob], object]


def create_due_jobs(organization: Organization, ring: QueueJob) -> int:
    """Creates a job for each due report of the organisation. Returns how many.

    `ring` is called with each job, in its transaction, to notify a worker.
    """
    zones, opened = zones_of(organization), 0
    waiting = ReportSchedule.objects.exclude(next_on=None).order_by("pk")
    for schedule in waiting.select_related("by", "organization", "programme"):
        now = clock.now_in(zones.get(schedule.by_id, organization.time_zone))
        if is_due(schedule, now) and _is_period_closed(schedule):
            opened += _create_job(schedule, ring)
    return opened


def _is_period_closed(schedule: ReportSchedule) -> bool:
    """Whether the period is over and scored, or its closes are PATIENCE late.

    Also True without a recipient, so that the schedule moves on.
    """
    organization, last = schedule.organization, next_period(schedule).last
    viewer = coaching_viewer_of(schedule.by, schedule.organization_id)
    if viewer is None:
        return True
    if organization.last_closed_day() < last:
        return False
    close = periods.last_close_of_reps(organization, viewer.overseen_reps())
    on = next_report_day(schedule)
    late = on is not None and organization.today() >= on + MAX_WAIT_FOR_CLOSES
    return late or (close is not None and close >= last)


@transaction.atomic
def _create_job(schedule: ReportSchedule, ring: QueueJob) -> int:
    """1 if the job was created; 0 if another did it or the recipient may not have it now."""
    mine = ReportSchedule.objects.filter(pk=schedule.pk, next_on=schedule.next_on)
    if not mine.update(next_on=following_report_day(schedule)):
        return 0
    told = {"to": recipient_key(schedule.by), "what": REPORT, "about": sent_key(schedule)}
    viewer = coaching_viewer_of(schedule.by, schedule.organization_id)
    if viewer is None or not record_message(organization=schedule.organization, **told):
        return 0
    period = next_period(schedule)
    order = replace(parse_report_spec(schedule.asked), first=period.first, last=period.last)
    try:
        job = request_report(
            viewer=viewer,
            order=order,
            how=parse_report_output(schedule.how),
            more={"schedule": schedule.pk},
        )
    except ReportSpecError:
        return 0  # no reps are left in it
    ring(job)
    return 1
