"""Reports by the calendar: when each is due, about which days, and how it is stopped.

A monthly one comes on the first working day of a month and is about the month before, close to
close; one of a programme comes once, when the programme is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Organization, Programme, ReportSchedule, User
from teams.reminding import hours_begun
from teams.telling import MORNING

MOST = 50  # of one user in an organisation
A_DAY = timedelta(days=1)
REPORT = "report"  # what the ledger of what was told calls them
Every = ReportSchedule.Every


@dataclass(frozen=True)
class Period:
    """The closes a report is about."""

    first: date
    last: date


@transaction.atomic
def make_schedule(
    *,
    user: User,
    organization: Organization,
    asked: Mapping[str, Any],
    how: Mapping[str, Any],
    every: str,
    programme: Programme | None = None,
) -> ReportSchedule:
    """From now on the report comes by itself; the same again changes nothing.

    Raises ValidationError with a sentence where it never would.
    """
    today = organization.today()
    if every == Every.END and programme is None:
        raise ValidationError("Only a programme has an end: choose a programme, or each month.")
    if every == Every.END and programme and programme.ends_on < today:
        raise ValidationError("This programme is over: make its report now.")
    mine = ReportSchedule.objects.filter(organization=organization).of_user(user)
    about = {"kind": asked["kind"], "pk": asked["pk"]}
    for each in mine.filter(every=every).exclude(next_on=None):
        if {name: each.asked[name] for name in about} == about and each.how == dict(how):
            return each  # type: ignore[no-any-return]
    if mine.count() >= MOST:
        raise ValidationError(f"{MOST} is enough: end one of them first.")
    made: ReportSchedule = ReportSchedule.objects.create(
        organization=organization,
        by=user,
        asked=dict(asked),
        how=dict(how),
        every=every,
        programme=programme if every == Every.END else None,
        next_on=programme.ends_on + A_DAY
        if every == Every.END and programme
        else next_first_working_day(organization, today),
    )
    return made


def end_schedule(*, user: User, organization: Organization, pk: int) -> bool:
    """It comes no more; False where it is not the user's."""
    mine = ReportSchedule.objects.filter(organization=organization).of_user(user)
    return bool(mine.filter(pk=pk).delete()[0])


# When ---------------------------------------------------------------------------------------------


def month_after(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def first_working_day(organization: Organization, month: date) -> date:
    """The first day of the month on which people work."""
    day = month.replace(day=1)
    while not organization.works_on(day):
        day += A_DAY
    return day


def next_first_working_day(organization: Organization, today: date) -> date:
    """The first working day of a month that is still to come."""
    this_month = first_working_day(organization, today)
    return this_month if this_month > today else first_working_day(organization, month_after(today))


def period_of(schedule: ReportSchedule) -> Period:
    """What the next report is about: the month before it comes, or the programme."""
    if schedule.every == Every.END and schedule.programme:
        return Period(schedule.programme.starts_on, schedule.programme.ends_on)
    on: date = schedule.next_on or date.max
    last = on.replace(day=1) - A_DAY
    return Period(last.replace(day=1) - A_DAY, last)


def comes_on(schedule: ReportSchedule) -> date | None:
    """The day of the next one; a programme that was prolonged takes its report along."""
    if schedule.next_on and schedule.every == Every.END and schedule.programme:
        return schedule.programme.ends_on + A_DAY
    return schedule.next_on


def is_due(schedule: ReportSchedule, now: datetime) -> bool:
    """Whether its morning has come, by the receiver's clock; a late one stays due."""
    on = comes_on(schedule)
    if on is None or now.date() < on:
        return False
    return now.date() > on or hours_begun(now) >= MORNING


def after(schedule: ReportSchedule) -> date | None:
    """The day of the one after the next; None: there is none."""
    if schedule.every == Every.END or schedule.next_on is None:
        return None
    return first_working_day(schedule.organization, month_after(schedule.next_on))


def name_of(schedule: ReportSchedule) -> str:
    """The next one as the ledger of what was told names it."""
    return f"schedule-{schedule.pk}:{period_of(schedule).last.isoformat()}"
