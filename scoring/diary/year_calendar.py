"""Year calendar of a rep: whether each day is known, and how much of it; for the rep alone.

Laid out month by month with a week a row, and repeated in words.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from scoring.diary.log import MAIN_INPUTS
from scoring.diary.streaks import (
    Logs,
    Streak,
    known_inputs,
    logs_of,
    streak_flags,
    streak_from_flags,
)
from teams.base.formatting import MONTHS, WEEKDAYS, count_words
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import DailyLog, Rep

StreakFlags = dict[
    date, bool | None
]  # what each day does to the streak: see scoring.diary.streaks.streak_flag


class DayState(StrEnum):
    """State of a day in the calendar, and CSS class of its cell."""

    KNOWN = "known"
    OFF = "off"
    HELD = "held"  # a working day without data: the score is held
    FREE = "free"  # not a working day
    OPEN = "open"  # today, without data so far
    AHEAD = "ahead"
    BEFORE = "before"  # before the rep's first day


STATE_WORDS = {
    DayState.KNOWN: "known",
    DayState.OFF: "off",
    DayState.HELD: "held, nothing is known",
    DayState.FREE: "not a working day",
    DayState.OPEN: "today, nothing is known yet",
    DayState.AHEAD: "to come",
    DayState.BEFORE: "before you began",
}


@dataclass(frozen=True)
class YearCell:
    """A day; `main_count` is how many of the six main inputs are known."""

    day: date
    state: DayState
    main_count: int
    is_today: bool
    opens: bool  # whether the day's log can be opened

    @property
    def short(self) -> str:
        """The text below the day's number."""
        if self.state is DayState.KNOWN:
            return f"{self.main_count}/{len(MAIN_INPUTS)}" if self.main_count else "other"
        return str(self.state) if self.state in (DayState.OFF, DayState.HELD, DayState.OPEN) else ""

    @property
    def words(self) -> str:
        """The cell in words, for screen readers."""
        if self.state is not DayState.KNOWN:
            return STATE_WORDS[self.state]
        how_much = (
            f"{self.main_count} of {len(MAIN_INPUTS)}"
            if self.main_count
            else "other inputs than the six"
        )
        return f"{STATE_WORDS[DayState.KNOWN]}, {how_much}"


@dataclass(frozen=True)
class CalendarWeek:
    """A row: the ISO week's number and its seven days, None for days of other months."""

    number: int
    cells: tuple[YearCell | None, ...]


@dataclass(frozen=True)
class YearMonth:
    """A month's weeks, its working days so far and the known ones; `is_ahead` if it is to come."""

    name: str
    weeks: tuple[CalendarWeek, ...]
    known: int
    working: int
    is_ahead: bool


@dataclass(frozen=True)
class YearPage:
    """What the page of a year shows: the months from the rep's first one on."""

    year: int
    months: tuple[YearMonth, ...]
    known: int
    working: int
    streak: Streak
    before: int | None
    after: int | None

    @property
    def sentence(self) -> str:
        """The summary, such as `148 of 201 working days known, longest streak 34`."""
        if not self.working:
            return "No working day to look back on yet."
        days = f"{self.known} of {count_words(self.working, 'working day')} known"
        return f"{days}, longest streak {self.streak.longest}."

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Column heads: in short, and in full."""
        return [(name[:2], name) for name in WEEKDAYS]


def first_day(rep: Rep) -> date | None:
    """The first day with a log; None without any."""
    log = DailyLog.objects.of(rep).first()
    return log.day if log else None


def years(first: date | None, today: date) -> range:
    """The years with something to show."""
    return range(min(first or today, today).year, today.year + 1)


def year_page(rep: Rep, year: int, *, first: date | None, today: date) -> YearPage:
    """The calendar of a year; `first` is the rep's first day, if there is one."""
    new_year, last = date(year, 1, 1), date(year, 12, 31)
    rep_days = _RepDays(rep, logs_of(rep, new_year, last), first or today, today)
    start = max(new_year, rep_days.since)
    flags = rep_days.flags(start, min(last, today))
    known, working = _tally(flags)
    shown = years(first, today)
    return YearPage(
        year=year,
        months=tuple(_month(rep_days, flags, year, number) for number in range(start.month, 13)),
        known=known,
        working=working,
        streak=streak_from_flags(flags.values()),
        before=year - 1 if year - 1 in shown else None,
        after=year + 1 if year + 1 in shown else None,
    )


def _month(rep_days: "_RepDays", flags: StreakFlags, year: int, number: int) -> YearMonth:
    in_month = {day: flag for day, flag in flags.items() if day.month == number}
    first = date(year, number, 1)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while (monday.year, monday.month) <= (year, number):
        days = (monday + timedelta(days=at) for at in range(7))
        cells = tuple(rep_days.cell(day) if day.month == number else None for day in days)
        weeks.append(CalendarWeek(monday.isocalendar().week, cells))
        monday += timedelta(days=7)
    return YearMonth(
        MONTHS[number - 1], tuple(weeks), *_tally(in_month), is_ahead=first > rep_days.today
    )


def _tally(flags: StreakFlags) -> tuple[int, int]:
    """Number of known working days, and of working days that count."""
    counted = [flag for flag in flags.values() if flag is not None]
    return sum(counted), len(counted)


@dataclass(frozen=True)
class _RepDays:
    """A rep's days since the first one, as known today."""

    rep: Rep
    logs: Logs
    since: date
    today: date

    def flags(self, first: date, last: date) -> StreakFlags:
        flags = streak_flags(self.rep, self.logs, first, last, today=self.today)
        return {first + timedelta(days=at): flag for at, flag in enumerate(flags)}

    def cell(self, day: date) -> YearCell:
        known = known_inputs(self.logs.get(day))
        return YearCell(
            day=day,
            state=self._state(day, is_known=bool(known)),
            main_count=len(known.intersection(MAIN_INPUTS)),
            is_today=day == self.today,
            opens=LINKEDIN_LAUNCH <= day <= self.today and self.rep.keeps(day),
        )

    def _state(self, day: date, *, is_known: bool) -> DayState:
        log = self.logs.get(day)
        is_off = bool(log and log.off)
        if is_known:
            return DayState.KNOWN
        if day > self.today:
            return DayState.OFF if is_off else DayState.AHEAD
        if not self.rep.organization.works_on(day):
            return DayState.FREE
        if is_off:
            return DayState.OFF
        if day == self.today:
            return DayState.OPEN
        return DayState.HELD if day >= self.since else DayState.BEFORE
