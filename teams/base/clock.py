"""Local dates by time zone: today, and the last day that has ended.

Times are stored in UTC and converted to an IANA zone; a day ends by the calendar of the zone,
whatever daylight saving changes occur on the way.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


def now_in(zone: str) -> datetime:
    """Returns the local time."""
    return timezone.now().astimezone(ZoneInfo(zone))


def today_in(zone: str) -> date:
    """Returns the local date."""
    return now_in(zone).date()


def last_day_over(zone: str, grace: timedelta = timedelta(0)) -> date:
    """Returns the last local date that ended at least `grace` ago."""
    return (timezone.now() - grace).astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
