"""Creates jobs for scheduled reports that are due, one for each.

Runs every few minutes. One transaction moves the schedule to its next day, records the report as
sent (a unique row), and creates the job. So a crash leaves either nothing done or a job that a
worker will do. A late report is still made.
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


def create_due_jobs(organization: Organization, queue_job: QueueJob) -> int:
    """Creates a job for each due report of the organisation. Returns how many.

    `queue_job` is called with each job, in its transaction, to notify a worker.
    """
    zones, created = zones_of(organization), 0
    schedules = ReportSchedule.objects.exclude(next_on=None).order_by("pk")
    for schedule in schedules.select_related("by", "organization", "programme"):
        now = clock.now_in(zones.get(schedule.by_id, organization.time_zone))
        if is_due(schedule, now) and _is_period_closed(schedule):
            created += _create_job(schedule, queue_job)
    return created


def _is_period_closed(schedule: ReportSchedule) -> bool:
    """Whether the period is over and scored, or its closes are MAX_WAIT_FOR_CLOSES late.

    Also True without a recipient, so that the schedule moves on.
    """
    organization, last = schedule.organization, next_period(schedule).last
    viewer = coaching_viewer_of(schedule.by, schedule.organization_id)
    if viewer is None:
        return True
    if organization.last_closed_day() < last:
        return False
    close = periods.last_close_of_reps(organization, viewer.overseen_reps())
    due_on = next_report_day(schedule)
    is_late = due_on is not None and organization.today() >= due_on + MAX_WAIT_FOR_CLOSES
    return is_late or (close is not None and close >= last)


@transaction.atomic
def _create_job(schedule: ReportSchedule, queue_job: QueueJob) -> int:
    """1 if the job was created; 0 if another worker did it or the recipient lost access."""
    unchanged = ReportSchedule.objects.filter(pk=schedule.pk, next_on=schedule.next_on)
    if not unchanged.update(next_on=following_report_day(schedule)):
        return 0
    message = {"to": recipient_key(schedule.by), "what": REPORT, "about": sent_key(schedule)}
    viewer = coaching_viewer_of(schedule.by, schedule.organization_id)
    if viewer is None or not record_message(organization=schedule.organization, **message):
        return 0
    period = next_period(schedule)
    spec = replace(parse_report_spec(schedule.asked), first=period.first, last=period.last)
    try:
        job = request_report(
            viewer=viewer,
            spec=spec,
            output=parse_report_output(schedule.how),
            extra={"schedule": schedule.pk},
        )
    except ReportSpecError:
        return 0  # no reps are left in it
    queue_job(job)
    return 1
