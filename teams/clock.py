"""Local dates: which day it is somewhere, and which days are over there.

Everything is kept in UTC and asked for by IANA zone; a day is over when the zone's own calendar has
left it, whatever the clocks there were turned to on the way.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


def now_in(zone: str) -> datetime:
    """The local time."""
    return timezone.now().astimezone(ZoneInfo(zone))


def today_in(zone: str) -> date:
    """The local date."""
    return now_in(zone).date()


def last_day_over(zone: str, grace: timedelta = timedelta(0)) -> date:
    """The last local date that ended at least `grace` ago."""
    return (timezone.now() - grace).astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
