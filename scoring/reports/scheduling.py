"""Which reports come by the calendar now: each becomes a job of the ledger, once.

It is asked every few minutes. In one transaction the schedule moves on to its next day, the ledger
of what is told has an entry of this one (which is unique), and the job is there: so whoever dies
leaves either nothing done or a job that somebody will do. A late one is made up for.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from scoring import closes
from scoring.reports.beginning import begin, how_of
from scoring.reports.order import OrderError, order_of
from teams import clock
from teams.models import Organization, ReportJob, ReportSchedule
from teams.report_schedules import REPORT, after, comes_on, is_due, name_of, period_of
from teams.telling import claim, receiver, zones_of
from teams.viewer import coaching_viewer_of

PATIENCE = timedelta(days=2)  # for closes that do not come
Ring = Callable[[ReportJob], object]


def open_due(organization: Organization, ring: Ring) -> int:
    """Makes a job of each report whose morning has come; returns how many.

    `ring` is called in the transaction of each.
    """
    zones, opened = zones_of(organization), 0
    waiting = ReportSchedule.objects.exclude(next_on=None).order_by("pk")
    for schedule in waiting.select_related("by", "organization", "programme"):
        now = clock.now_in(zones.get(schedule.by_id, organization.time_zone))
        if is_due(schedule, now) and _is_closed(schedule):
            opened += _open(schedule, ring)
    return opened


def _is_closed(schedule: ReportSchedule) -> bool:
    """Whether the days it is about are over and scored; for closes that fail nobody waits long."""
    organization, last = schedule.organization, period_of(schedule).last
    viewer = coaching_viewer_of(schedule.by, schedule.organization_id)
    if viewer is None:
        return True
    if organization.last_closed_day() < last:
        return False
    close = closes.last_close_of(organization, viewer.overseen_reps())
    on = comes_on(schedule)
    late = on is not None and organization.today() >= on + PATIENCE
    return late or (close is not None and close >= last)


@transaction.atomic
def _open(schedule: ReportSchedule, ring: Ring) -> int:
    """One where it was opened; who may have none any more is passed over."""
    mine = ReportSchedule.objects.filter(pk=schedule.pk, next_on=schedule.next_on)
    if not mine.update(next_on=after(schedule)):
        return 0
    told = {"to": receiver(schedule.by), "what": REPORT, "about": name_of(schedule)}
    viewer = coaching_viewer_of(schedule.by, schedule.organization_id)
    if viewer is None or not claim(organization=schedule.organization, **told):
        return 0
    period = period_of(schedule)
    order = replace(order_of(schedule.asked), first=period.first, last=period.last)
    try:
        job = begin(
            viewer=viewer, order=order, how=how_of(schedule.how), more={"schedule": schedule.pk}
        )
    except OrderError:
        return 0  # nobody is left in it
    ring(job)
    return 1
