"""Forecast of a rep's score: the course of present habits, in words and numbers."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.constants import RANGE_WITHOUT_READING
from scoring.core.forecast import HORIZONS, Forecast, half_widths
from scoring.core.uncertainty import Trust
from scoring.guide.forecast_errors import Ranges, forecast_ranges
from scoring.guide.forecast_words import further_words, goal_words, headline
from scoring.guide.load_course import Outlook, load_outlook
from scoring.models import Snapshot
from teams.models import Goal, Rep

CHART_DAYS_AHEAD = HORIZONS[-1]  # days ahead that the chart shows
CHART_DAYS_BEHIND = 60  # days before the close that the chart shows
NOTHING_KNOWN = (
    "Not enough logged to look ahead: paste your LinkedIn SSI, then log what you do for two weeks."
)
NOT_LOGGED = (
    "Not enough logged to look ahead: log what you do on ten working days, zeros included, "
    "and you see where it leads."
)
NO_LEVEL = (
    "Not enough logged to look ahead: paste your LinkedIn SSI once, so that we know where you are."
)


@dataclass(frozen=True)
class ForecastDay:
    """The forecast for one day; 80 % of totals fall between low and high."""

    days: int
    day: date
    total: float
    low: float
    high: float
    change: float  # since the close


@dataclass(frozen=True)
class ForecastPage:
    """A forecast in words and numbers; `line` has the total of each of 90 days ahead."""

    rep: Rep
    close: date
    total: float
    half_range: float  # of today's likely range, 0 on the day of a reading
    behind: tuple[tuple[date, float], ...]
    line: tuple[ForecastDay, ...]
    sentence: str  # of at most 90 days
    further: str  # what comes later, within a year; may be empty
    aim: str  # about the rep's own goal; empty without one
    judged: int  # past forecasts that the range comes from, 0 where it is the built-in one

    @property
    def named(self) -> list[ForecastDay]:
        """The forecast for 30, 60 and 90 days ahead."""
        return [self.line[days - 1] for days in HORIZONS]


def no_forecast_reason(outlook: Outlook | None) -> str:
    """Why there is no forecast of a rep; empty if there is one."""
    if outlook is None:
        return NOTHING_KNOWN
    if not outlook.course.is_logged[0]:
        return NOT_LOGGED
    if outlook.scores.trust[0] == Trust.BUILDING:
        return NO_LEVEL
    return ""


def load_forecast(rep: Rep, *, today: date) -> ForecastPage | str:
    """The forecast from the last close; a sentence if there is none."""
    return forecast_from(rep, load_outlook(rep, today=today), today=today)


def forecast_from(rep: Rep, outlook: Outlook | None, *, today: date) -> ForecastPage | str:
    """The forecast of a rep whose outlook is loaded; a sentence if there is none."""
    missing = no_forecast_reason(outlook)
    if outlook is None or missing:
        return missing
    close = outlook.close
    first = close - timedelta(days=CHART_DAYS_BEHIND)
    stored = Snapshot.objects.of(rep).begun().between(first, close)
    goal = Goal.objects.of(rep).filter(what=Goal.What.TOTAL).first()
    behind = tuple((each.day, each.total) for each in stored if each.day < close)
    return build_forecast(rep, outlook, goal, forecast_ranges(rep.organization, today), behind)


def build_forecast(
    rep: Rep,
    outlook: Outlook,
    goal: Goal | None,
    ranges: Ranges,
    behind: tuple[tuple[date, float], ...] = (),
) -> ForecastPage | str:
    """Builds the forecast of one rep; a sentence if there is none. Runs no query."""
    missing = no_forecast_reason(outlook)
    if missing:
        return missing
    forecast = Forecast.of(outlook.course, outlook.scores.ordinal)
    return ForecastPage(
        rep=rep,
        close=outlook.close,
        total=outlook.total,
        half_range=outlook.half_range,
        behind=behind,
        line=_forecast_days(outlook, forecast, ranges),
        sentence=headline(forecast),
        further=further_words(forecast),
        aim=goal_words(forecast, goal.target, goal.by_day) if goal else "",
        judged=ranges.judged,
    )


def _forecast_days(outlook: Outlook, forecast: Forecast, ranges: Ranges) -> tuple[ForecastDay, ...]:
    days = np.arange(1, CHART_DAYS_AHEAD + 1)
    widths = half_widths(outlook.half_range, ranges.by_days, days)
    if outlook.half_range >= RANGE_WITHOUT_READING:
        # Time alone doesn't tell where a rep without a reading is.
        widths = np.maximum(widths, outlook.half_range)
    now = forecast.at(0)
    return tuple(
        ForecastDay(
            days=day,
            day=outlook.close + timedelta(days=day),
            total=total,
            change=total - now,
            low=max(total - width, 0.0),
            high=min(total + width, 100.0),
        )
        for day, total, width in zip(
            days.tolist(), forecast.totals[days].tolist(), widths.tolist(), strict=True
        )
    )
