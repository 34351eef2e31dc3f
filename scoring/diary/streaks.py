"""Streaks: working days with data in a row.

Weekends, other non-working days and days off neither break a streak nor count; a working day off on
which something was logged counts. Today does not break it before it is over. A day has data if any
of its scored inputs is known: a reading, meetings or opportunities alone are not enough.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from teams.base.formatting import count_words
from teams.base.inputs import SCORED_INPUTS
from teams.models import DailyLog, Rep

DAYS_READ = 400  # most days read back, however long the rep has been here
Logs = Mapping[date, DailyLog]


@dataclass(frozen=True)
class Streak:
    """The current streak and the longest one, in working days.

    `and_more`: it reaches back to the first day that was read, so it may be longer.
    """

    current: int
    longest: int
    and_more: bool = False

    @property
    def words(self) -> str:
        """The current streak in words, such as `12 working days`."""
        if not self.current:
            return "none yet"
        return f"{count_words(self.current, 'working day')}{' or more' if self.and_more else ''}"


def streak_from_flags(days: Iterable[bool | None]) -> Streak:
    """Streak of days in order: True counts, False breaks it, None does neither.

    >>> streak_from_flags([True, True, None, None, True])
    Streak(current=3, longest=3, and_more=True)
    >>> streak_from_flags([True, True, False, True, None])
    Streak(current=1, longest=2, and_more=False)
    >>> streak_from_flags([True, False, None])
    Streak(current=0, longest=1, and_more=False)
    """
    current = longest = 0
    broken = False
    for known in days:
        if known is not None:
            current = current + 1 if known else 0
            broken = broken or not known
            longest = max(longest, current)
    return Streak(current, longest, and_more=current > 0 and not broken)


def streak_flag(*, works: bool, known: bool, off: bool, over: bool) -> bool | None:
    """What a day does to a streak: True counts, False breaks it, None does neither.

    `works`: it is a working weekday; `over`: it has passed.

    >>> streak_flag(works=True, known=True, off=True, over=True)
    True
    >>> print(streak_flag(works=False, known=True, off=False, over=True))
    None
    >>> print(streak_flag(works=True, known=False, off=False, over=False))
    None
    """
    if works and known:
        return True
    return False if works and over and not off else None


def known_inputs(log: DailyLog | None) -> frozenset[str]:
    """The scored inputs that are known of a day."""
    return frozenset(SCORED_INPUTS).intersection(log.known()) if log else frozenset()


def logs_of(rep: Rep, first: date, last: date) -> dict[date, DailyLog]:
    """The rep's logs between two days, both included, by day."""
    return {log.day: log for log in DailyLog.objects.of(rep).between(first, last)}


def streak_flags(
    rep: Rep, logs: Logs, first: date, last: date, *, today: date
) -> list[bool | None]:
    """What each day from the first to the last does to the rep's streak."""
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return [_flag_of_day(rep, logs.get(day), day, today) for day in days]


def _flag_of_day(rep: Rep, log: DailyLog | None, day: date, today: date) -> bool | None:
    return streak_flag(
        works=rep.organization.works_on(day),
        known=bool(known_inputs(log)),
        off=bool(log and log.off),
        over=day < today,
    )


def streak_of(rep: Rep, logs: Logs, *, today: date) -> Streak:
    """The rep's streak up to today, computed from the logs."""
    return streak_from_flags(streak_flags(rep, logs, first_day_read(today), today, today=today))


def first_day_read(today: date) -> date:
    """The first day read for a streak up to today."""
    return today - timedelta(days=DAYS_READ)
