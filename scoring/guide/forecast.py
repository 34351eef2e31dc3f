"""Forecast of a rep's score from the last close, if present habits continue."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import ACTIONS_BY_NAME
from scoring.core.explain import left_of
from scoring.core.forecast import HORIZONS, PLATEAU_DAYS, Forecast, next_milestone
from scoring.core.forecast_band import half_widths
from scoring.core.uncertainty import Trust
from scoring.core.signals import GOOD
from scoring.guide.next_actions import load_projection_at_close
from scoring.guide.projection import Projection
from scoring.models import Snapshot
from scoring.scores.signal_names import signal_in_sentence
from teams.base.formatting import day_words, one_decimal, whole
from teams.models import Goal, Rep

CHART_DAYS_AHEAD = HORIZONS[-1]  # days ahead that the chart shows
CHART_DAYS_BEHIND = 60  # days before the close that the chart shows
MAX_HOLDING_SIGNALS = 2  # signals named as what holds a plateau


@dataclass(frozen=True)
class ForecastDay:
    """The forecast for one day; 80 % of totals fall within the band, None if it is unknown."""

    days: int
    day: date
    total: float
    low: float | None
    high: float | None
    change: float  # since the close


@dataclass(frozen=True)
class ForecastPage:
    """A forecast in words and numbers; `line` has the total of each day ahead with its band."""

    rep: Rep
    close: date
    total: float
    behind: tuple[tuple[date, float], ...]
    line: tuple[ForecastDay, ...]
    sentence: str
    aim: str  # about the rep's own goal; empty without one

    @property
    def named(self) -> list[ForecastDay]:
        """The forecast for 30, 60 and 90 days ahead."""
        return [self.line[days - 1] for days in HORIZONS]


def no_forecast_reason(trust: int) -> str:
    """Why there is no forecast; empty if there is one.

    >>> no_forecast_reason(Trust.CURRENT)
    ''
    """
    if trust == Trust.BUILDING:
        return "Still building: there is a forecast once the score may be relied on."
    if trust == Trust.WAITING:
        return "Waiting for data: there is a forecast as soon as something is logged again."
    return ""


def load_forecast(rep: Rep, *, today: date) -> ForecastPage | str:
    """The forecast from yesterday's close; a sentence if there is none."""
    projection = load_projection_at_close(rep, today=today, horizon=PLATEAU_DAYS)
    if projection is None:
        return "There is nothing to go by yet: log a first day."
    close = date.fromordinal(projection.scores.ordinal)
    stored = Snapshot.objects.of(rep).between(close - timedelta(days=CHART_DAYS_BEHIND), close)
    goal = Goal.objects.of(rep).filter(what=Goal.What.TOTAL).first()
    behind = tuple((each.day, each.total) for each in stored)
    return build_forecast(rep, projection, goal, behind)


def build_forecast(
    rep: Rep, projection: Projection, goal: Goal | None, behind: tuple[tuple[date, float], ...] = ()
) -> ForecastPage | str:
    """Builds the forecast of a projection of one rep over PLATEAU_DAYS; runs no query."""
    missing = no_forecast_reason(int(projection.scores.trust[0]))
    if missing:
        return missing
    layout, outlook = projection.standpoint.layout, projection.standpoint.outlook
    close, now = date.fromordinal(projection.scores.ordinal), float(projection.scores.totals[0])
    pillars = outlook.pillars(layout)[0]
    forecast = Forecast(projection.scores.ordinal + 1, pillars.sum(axis=1), pillars)
    return ForecastPage(
        rep=rep,
        close=close,
        total=now,
        behind=behind,
        line=_forecast_days(projection, forecast, close),
        sentence=_sentence(projection, forecast, now),
        aim=_goal_sentence(forecast, goal) if goal else "",
    )


def _forecast_days(
    projection: Projection, forecast: Forecast, close: date
) -> tuple[ForecastDay, ...]:
    days = np.arange(CHART_DAYS_AHEAD)
    now = float(projection.scores.totals[0])
    standpoint = projection.standpoint.only(np.array([0]), days)
    ahead = projection.ahead.until(CHART_DAYS_AHEAD)
    half = half_widths(standpoint, projection.recent, ahead)[0]
    return tuple(
        ForecastDay(
            days=at + 1,
            day=close + timedelta(days=at + 1),
            total=total,
            change=total - now,
            low=max(total - width, 0.0) if np.isfinite(width) else None,
            high=min(total + width, 100.0) if np.isfinite(width) else None,
        )
        for at, (total, width) in enumerate(
            zip(forecast.totals[:CHART_DAYS_AHEAD].tolist(), half.tolist(), strict=True)
        )
    )


def _sentence(projection: Projection, forecast: Forecast, now: float) -> str:
    """When the next milestone is reached, or where the total levels off and what holds it there."""
    mark = next_milestone(now)
    if mark is None:
        return _good_sentence(forecast)
    reached = forecast.reaches(mark)
    if reached is not None:
        return f"Reaches {mark} around {_day(reached, forecast)}, if things go on like this."
    signals = _holding_signals(projection)
    reason = f": {signals} leave most points" if signals else ""
    level = f"Levels off near {whole(forecast.plateau)}, short of {mark}"
    return f"{level}, if things go on like this{reason}."


def _good_sentence(forecast: Forecast) -> str:
    below = forecast.leaves(GOOD)
    if below is None:
        return f"Stays at {GOOD} or above, if things go on like this."
    return f"Falls below {GOOD} around {_day(below, forecast)}, if things go on like this."


def _holding_signals(projection: Projection) -> str:
    """The advised signals that leave most points at the plateau."""
    layout = projection.standpoint.layout
    left = left_of(layout, projection.standpoint.outlook)[0, -1]
    names = [layout.names[at] for at in np.argsort(-left).tolist()]
    tracked = dict(zip(layout.names, projection.standpoint.state.tracked[0].tolist(), strict=True))
    chosen = [name for name in names if name in ACTIONS_BY_NAME and tracked[name]][
        :MAX_HOLDING_SIGNALS
    ]
    return " and ".join(signal_in_sentence(name) for name in chosen)


def _goal_sentence(forecast: Forecast, goal: Goal) -> str:
    """Whether the goal is reached by its deadline."""
    reached = forecast.reaches(goal.target)
    goal_words = f"{one_decimal(goal.target).removesuffix('.0')} by {day_words(goal.by_day)}"
    if reached is None:
        return f"The goal, {goal_words}, is not reached like this."
    day = date.fromordinal(reached)
    if day <= goal.by_day:
        return f"The goal, {goal_words}, is reached around {day_words(day)}."
    return f"The goal, {goal_words}, is reached later, around {day_words(day, goal.by_day.year)}."


def _day(ordinal: int, forecast: Forecast) -> str:
    return day_words(date.fromordinal(ordinal), date.fromordinal(forecast.first).year)
