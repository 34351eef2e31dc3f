"""Report schedules: when each report is due, which period it covers, how to unsubscribe.

A monthly report is sent on the first working day of a month and covers the previous month, from
close to close; a programme's report is sent once, when the programme has ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Organization, Programme, ReportSchedule, User
from teams.notifications.send_reminders import last_hour_begun
from teams.notifications.subscriptions import MORNING

MAX_SCHEDULES = 50  # per user and organisation
ONE_DAY = timedelta(days=1)
REPORT = "report"  # `Sent.what` of these mails
Every = ReportSchedule.Every


@dataclass(frozen=True)
class ComparedPeriod:
    """First and last close that a report compares."""

    first: date
    last: date


@transaction.atomic
def create_schedule(
    *,
    user: User,
    organization: Organization,
    asked: Mapping[str, Any],
    how: Mapping[str, Any],
    every: str,
    programme: Programme | None = None,
) -> ReportSchedule:
    """Creates a schedule, or returns the existing one with the same report.

    Raises ValidationError with a sentence if it would never be due.
    """
    today = organization.today()
    if every == Every.END and programme is None:
        raise ValidationError("Only a programme has an end: choose a programme, or each month.")
    if every == Every.END and programme and programme.ends_on < today:
        raise ValidationError("This programme is over: make its report now.")
    schedules = ReportSchedule.objects.filter(organization=organization).of_user(user)
    subject = {"kind": asked["kind"], "pk": asked["pk"]}
    for each in schedules.filter(every=every).exclude(next_on=None):
        if {name: each.asked[name] for name in subject} == subject and each.how == dict(how):
            return each  # type: ignore[no-any-return]
    if schedules.count() >= MAX_SCHEDULES:
        raise ValidationError(f"{MAX_SCHEDULES} is enough: end one of them first.")
    schedule: ReportSchedule = ReportSchedule.objects.create(
        organization=organization,
        by=user,
        asked=dict(asked),
        how=dict(how),
        every=every,
        programme=programme if every == Every.END else None,
        next_on=programme.ends_on + ONE_DAY
        if every == Every.END and programme
        else next_first_working_day(organization, today),
    )
    return schedule


def delete_schedule(*, user: User, organization: Organization, pk: int) -> bool:
    """Deletes a schedule; returns False if it is not the user's."""
    schedules = ReportSchedule.objects.filter(organization=organization).of_user(user)
    return bool(schedules.filter(pk=pk).delete()[0])


# Due dates ----------------------------------------------------------------------------------------


def month_after(day: date) -> date:
    """Returns the first day of the next month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def first_working_day(organization: Organization, month: date) -> date:
    """Returns the first working day of the month."""
    day = month.replace(day=1)
    while not organization.works_on(day):
        day += ONE_DAY
    return day


def next_first_working_day(organization: Organization, today: date) -> date:
    """Returns the next first working day of a month after today."""
    this_month = first_working_day(organization, today)
    return this_month if this_month > today else first_working_day(organization, month_after(today))


def next_period(schedule: ReportSchedule) -> ComparedPeriod:
    """Returns the period of the next report: the month before it is due, or the programme."""
    if schedule.every == Every.END and schedule.programme:
        return ComparedPeriod(schedule.programme.starts_on, schedule.programme.ends_on)
    on: date = schedule.next_on or date.max
    last = on.replace(day=1) - ONE_DAY
    return ComparedPeriod(last.replace(day=1) - ONE_DAY, last)


def next_report_day(schedule: ReportSchedule) -> date | None:
    """Returns the date of the next report; changed end dates of a programme are followed."""
    if schedule.next_on and schedule.every == Every.END and schedule.programme:
        return schedule.programme.ends_on + ONE_DAY
    return schedule.next_on


def is_due(schedule: ReportSchedule, now: datetime) -> bool:
    """Whether the report is due at this local time: from the morning on, and on all later days."""
    on = next_report_day(schedule)
    if on is None or now.date() < on:
        return False
    return now.date() > on or last_hour_begun(now) >= MORNING


def following_report_day(schedule: ReportSchedule) -> date | None:
    """Returns the date of the report after the next, or None."""
    if schedule.every == Every.END or schedule.next_on is None:
        return None
    return first_working_day(schedule.organization, month_after(schedule.next_on))


def sent_key(schedule: ReportSchedule) -> str:
    """Returns the key of the next report in the log of sent messages."""
    return f"schedule-{schedule.pk}:{next_period(schedule).last.isoformat()}"
