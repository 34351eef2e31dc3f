"""Sentences about where a score goes at the present pace.

One place for all pages, so that forecast, next actions, plan and reports cannot contradict each
other. A headline speaks of at most 90 days; what comes later is a sentence after it, and "around".
Nothing is said beyond a year.
"""

from datetime import date, timedelta

from scoring.core.forecast import (
    HORIZONS,
    LEVEL_DAYS,
    YEAR,
    Forecast,
    display_threshold,
    next_milestone,
)
from scoring.core.signals import GOOD
from teams.base.formatting import day_words, one_decimal, whole

HEADLINE_DAYS = HORIZONS[-1]  # the furthest day that a headline names
NEAR_DAYS = 300  # days ahead; a month that is nearer can only be the coming one


def headline(forecast: Forecast) -> str:
    """Where the score goes within 90 days, such as `At this pace: 60 around 26 February.`."""
    return f"At this pace: {_headline(forecast)}."


def _headline(forecast: Forecast) -> str:
    mark = next_milestone(forecast.at(0))
    if mark is None:
        below = forecast.leaves(GOOD)
        if below is not None and below <= HEADLINE_DAYS:
            return f"below {GOOD} around {_day(forecast, below)}"
        return f"{_about(forecast, HEADLINE_DAYS)}, still {GOOD} or more"
    reached = forecast.reaches(mark)
    if reached is not None and reached <= HEADLINE_DAYS:
        return f"{mark} around {_day(forecast, reached)}"
    return _about(forecast, HEADLINE_DAYS)


def further_words(forecast: Forecast) -> str:
    """What comes after 90 days, within a year; empty if the headline says it all."""
    mark = next_milestone(forecast.at(0))
    if mark is None:
        below = forecast.leaves(GOOD)
        later = below is not None and below > HEADLINE_DAYS
        return f"Below {GOOD} around {_day(forecast, below)}." if below and later else ""
    reached = forecast.reaches(mark)
    if reached is None:
        return f"{mark} is not in sight within a year: {_about(forecast, LEVEL_DAYS)}."
    if reached > HEADLINE_DAYS:
        return f"{mark} comes around {_day(forecast, reached)}."
    if forecast.at(HEADLINE_DAYS) < display_threshold(mark):
        return f"It does not hold: {_about(forecast, HEADLINE_DAYS)}."
    return ""


def goal_words(forecast: Forecast, target: float, by_day: date) -> str:
    """Whether a goal is reached by its day, at the present pace."""
    close = date.fromordinal(forecast.close)
    goal = one_decimal(target).removesuffix(".0")
    named = f"Goal {goal} by {day_words(by_day, close.year)}"
    days = (by_day - close).days
    if not 0 < days <= YEAR:
        return ""
    if forecast.at(days) >= display_threshold(target):
        first = forecast.reaches(target)
        is_there = forecast.at(0) >= display_threshold(target)
        return f"{named}: " + (
            "reached, and kept." if is_there or not first else f"around {_day(forecast, first)}."
        )
    reached = forecast.reaches(target)
    later = f", and {goal} around {_day(forecast, reached)}" if reached and reached > days else ""
    return f"{named}: about {whole(forecast.at(days))} by then{later}."


def _about(forecast: Forecast, days: int) -> str:
    return f"about {whole(forecast.at(days))} by {_day(forecast, days)}"


def _day(forecast: Forecast, days: int) -> str:
    """The day so many days ahead, with its year once the month alone could be misread."""
    close = date.fromordinal(forecast.close)
    day = close + timedelta(days=days)
    return day_words(day, day.year if days < NEAR_DAYS else close.year)
