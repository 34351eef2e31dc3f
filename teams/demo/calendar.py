"""The days of the demo, with a pace per weekday and quiet weeks in summer and winter."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from teams.demo.seeded_random import Bools, Floats, Ints

# Activity per weekday relative to an average working day: Mondays and Tuesdays are busy, Fridays
# are slow, and weekends are almost empty.
PACE = np.array([1.15, 1.2, 1.0, 0.95, 0.7, 0.15, 0.15])
SATURDAY = 5
# (month, day) ranges: high summer and the turn of the year.
QUIET_PERIODS = (((8, 3), (8, 21)), ((12, 21), (12, 31)), ((1, 1), (1, 4)))
QUIET_PACE = 0.5


@dataclass(frozen=True)
class Season:
    """D consecutive days."""

    dates: tuple[date, ...]
    weekday: Ints  # (D,) Monday 0
    pace: Floats  # (D,) relative to an average working day
    slack: Floats  # (D,) share of usual activity missed lately, 0 to 1

    def __len__(self) -> int:
        return len(self.dates)

    @property
    def working(self) -> Bools:
        """(D,) whether the day is Monday to Friday."""
        return self.weekday < SATURDAY

    @property
    def start(self) -> int:
        """Index of the first working day, or 0 if there is none."""
        return int(self.working.argmax())

    @property
    def ago(self) -> Ints:
        """(D,) days before the last day."""
        return np.arange(len(self))[::-1]

    @property
    def week(self) -> Ints:
        """(D,) number of the week, 0 for the first day's."""
        week: Ints = (self.weekday[0] + np.arange(len(self))) // 7
        return week


def season(last: date, days: int) -> Season:
    """Returns `days` days that end with `last`."""
    dates = tuple(last - timedelta(days=ago) for ago in reversed(range(days)))
    weekday = np.array([day.weekday() for day in dates], np.int64)
    quiet = np.array([_is_quiet(day) for day in dates])
    pace = PACE[weekday] * np.where(quiet, QUIET_PACE, 1.0)
    return Season(dates, weekday, pace, _slack(quiet * (1 - QUIET_PACE)))


def _is_quiet(day: date) -> bool:
    return any(first <= (day.month, day.day) <= last for first, last in QUIET_PERIODS)


def _slack(inactivity: Floats) -> Floats:
    """(D,) missed activity, decaying with a half-life of 30 days as scores do."""
    keep, lately = 2 ** (-1 / 30), 0.0
    slack = np.empty(len(inactivity))
    for at, share in enumerate(inactivity):
        lately = keep * lately + (1 - keep) * share
        slack[at] = lately
    return slack
