"""Past errors of an organisation's forecasts, from which the range of today's comes.

A forecast made at the close 30, 60 or 90 days before a reading is judged by that reading. From
MIN_ERRORS such errors on, the range at that distance is their 80 % quantile; before that it is
the built-in one. Readings of the last year of at most MAX_REPS reps count, once a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.core.cache import caches

from scoring.core.constants import FORECAST_RANGES, MIN_ERRORS
from scoring.core.course import LOOK_BACK_DAYS, course_of
from scoring.core.forecast import HORIZONS
from scoring.core.history import FactHistory
from scoring.core.layout import COMMON_LAYOUT, Floats, Ints
from scoring.core.state import unpack
from scoring.core.trajectory import Trajectory
from scoring.core.version_timeline import input_columns_of, replay_timeline
from scoring.daily.active_version import cached_timeline
from scoring.daily.bulk_read import read_matrix
from scoring.daily.load import Block, load_history
from scoring.daily.plan import MAX_CELLS, load_start_states
from scoring.daily.states import empty_states
from teams.models import Organization, Rep

RANGE_CACHE = caches["remembered"]
MAX_REPS = 300  # reps replayed, evenly chosen by id: more would hardly change the result
JUDGED_DAYS = 365  # days whose readings count
QUANTILE = 0.8  # four of five numbers lie within the range


@dataclass(frozen=True)
class Ranges:
    """Half widths in points by days ahead; `judged` past forecasts, 0 where all are built in."""

    by_days: dict[int, float]
    judged: int = 0


def forecast_ranges(organization: Organization, today: date) -> Ranges:
    """The ranges of the organisation's forecasts; remembered for the day."""
    key = f"forecast-ranges-{organization.pk}-{today}"
    ranges: Ranges | None = RANGE_CACHE.get(key)
    if ranges is None:
        ranges = ranges_from(load_errors(organization, today))
        RANGE_CACHE.set(key, ranges)
    return ranges


def ranges_from(errors: dict[int, Floats]) -> Ranges:
    """Ranges from absolute errors in points by days ahead.

    None is narrower than a nearer one: with few errors it may come out so, but no more is known of
    a later day.

    >>> ranges_from({30: np.arange(101) / 20, 60: np.zeros(3), 90: np.zeros(0)})
    Ranges(by_days={30: 4.0, 60: 4.0, 90: 6.0}, judged=101)
    """
    enough = {days: each for days, each in errors.items() if len(each) >= MIN_ERRORS}
    own = {days: float(np.quantile(each, QUANTILE)) for days, each in enough.items()}
    ranges = dict(sorted((FORECAST_RANGES | own).items()))
    widest = np.maximum.accumulate(list(ranges.values())).tolist()
    judged = sum(len(each) for each in enough.values())
    return Ranges(dict(zip(ranges, widest, strict=True)), judged)


def load_errors(organization: Organization, today: date) -> dict[int, Floats]:
    """(k,) absolute errors of past forecasts in points, by days ahead."""
    errors: dict[int, list[Floats]] = {days: [] for days in HORIZONS}
    for history, trajectories in _replays(organization, today):
        for trajectory in trajectories:
            for days in HORIZONS:
                errors[days] += _errors_of(history, trajectory, days)
    return {days: np.concatenate([np.zeros(0), *each]) for days, each in errors.items()}


def _errors_of(history: FactHistory, made: Trajectory, days: int) -> Iterator[Floats]:
    """Errors of the forecasts made on the days of a trajectory, judged so many days later."""
    official = history.readings.sum(axis=2)
    first = max(made.first, history.first + LOOK_BACK_DAYS - 1)
    for close in range(first, min(made.last, history.first + len(history) - 1 - days) + 1):
        judging = official[close + days - history.first]
        rows = np.flatnonzero(~np.isnan(judging) & made.begun[close - made.first])
        if not len(rows):
            continue
        recent = history.between(
            close - LOOK_BACK_DAYS + 1, close, input_columns_of(made.layout)
        ).only(rows)
        course = course_of(made.layout, made.state(close - made.first).take(rows), recent)
        totals = course.totals(np.array([days]))[:, 0]
        yield np.abs(totals - judging[rows])[course.is_logged]


def _replays(
    organization: Organization, today: date
) -> Iterator[tuple[FactHistory, Iterator[Trajectory]]]:
    """The facts of some reps from JUDGED_DAYS and a forecast ago on, and their replay."""
    reps = _chosen_reps(organization)
    through = today.toordinal() - 1
    start = through - JUDGED_DAYS - HORIZONS[-1]
    if not len(reps):
        return
    timeline = cached_timeline(organization)
    base, states = load_start_states(
        COMMON_LAYOUT, reps, np.full(len(reps), start), empty_states(COMMON_LAYOUT)
    )
    batch = max(1, MAX_CELLS // ((through - start) * len(COMMON_LAYOUT.inputs)))
    for at in range(0, len(reps), batch):
        part = slice(at, at + batch)
        history = load_history(COMMON_LAYOUT, Block(organization, reps[part], base[part], through))
        yield history, replay_timeline(timeline, unpack(COMMON_LAYOUT, states[part]), history)


def _chosen_reps(organization: Organization) -> Ints:
    """Ids of reps with readings and all their facts, ascending."""
    with_readings = Rep.objects.filter(organization=organization).present().with_readings()
    rows = read_matrix(with_readings, "id", "facts_from")
    ids = np.sort(rows[np.isnan(rows[:, 1]), 0].astype(np.int64))
    if len(ids) > MAX_REPS:
        ids = ids[np.linspace(0, len(ids) - 1, MAX_REPS).astype(np.int64)]
    return ids
