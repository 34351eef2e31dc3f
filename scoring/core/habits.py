"""Habits: what a rep usually does on a working day and on other days, for forecasts.

For each input, the mean over its known days of the last 28, after the daily cap, separately for
working days and idle days; and the share of those days it was known on since its first known day,
because a rep who logs three days of five moves at that pace. Idle days that are logged less than
half the time count as unlogged: their values go to the working days instead, so that weekly sums
stay right. Response hours are averaged as ln(1 + h), as the model sums them.

Levels (connections, endorsements) grow as they did between their first and last known day. A
percentage (profile completeness) does not grow.
"""

from dataclasses import dataclass

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.engine import doses, has_known_value
from scoring.core.layout import Bools, Floats, Layout
from scoring.core.replay import FactHistory
from scoring.core.state import WEEK

HABIT_DAYS = 28  # whole weeks, so that all weekdays weigh equally
# Share of the target per week: limits jumps that come from correcting a mistyped number, not from
# growth. For connections it is 25 a week.
MAX_WEEKLY_GROWTH = 0.05


@dataclass(frozen=True)
class UsualDay(ArrayTable):
    """Means of n reps on one kind of day, and the shares of such days known; 0 if never known."""

    doses: Floats  # (n, F) per day, after the cap; for `active` the share of active days
    trials: Floats  # (n, R) per day
    successes: Floats  # (n, R) per day
    log_hours: Floats  # (n, 1) mean of ln(1 + hours)
    flows_known: Floats  # (n, F) 0 to 1
    rates_known: Floats  # (n, R) 0 to 1
    hours_known: Floats  # (n, 1) 0 to 1
    known: Floats  # (n, 1) any input, 0 to 1


@dataclass(frozen=True)
class Habits:
    """Habits of n reps on working days and on idle days, and the growth of their levels."""

    working: UsualDay
    other: UsualDay
    growth: Floats  # (n, L) growth of each level per day; 0 where unknown

    def weekly(self, working_days: int) -> Floats:
        """(n, F) doses in a week with so many working days; 0 where unknown."""
        rest = WEEK - working_days
        usual: Floats = working_days * self.working.doses + rest * self.other.doses
        return usual


def habits_of(layout: Layout, lately: FactHistory) -> Habits:
    """Habits from the last 28 days of `lately`; growth from all of it."""
    days = slice(max(0, len(lately) - HABIT_DAYS), None)
    off, workdays = lately.off[days], lately.workdays[WEEK:][days, None]
    values = daily_measures(layout, lately.known[days])
    working, other = _means(values, workdays & ~off, ~workdays & ~off)
    growth = _growth(layout, lately.known[..., layout.level_inputs])
    return Habits(_usual_day(layout, *working), _usual_day(layout, *other), growth)


def _growth(layout: Layout, levels: Floats) -> Floats:
    """(n, L) growth per day from (D, n, L) levels, between known days at least a week apart.

    At least 0, at most MAX_WEEKLY_GROWTH of the target a week; 0 for percentages.
    """
    known = ~np.isnan(levels)
    first, last = known.argmax(axis=0), len(levels) - 1 - known[::-1].argmax(axis=0)
    ends = [np.take_along_axis(levels, at[None], axis=0)[0] for at in (first, last)]
    # A percentage has no target.
    most = np.nan_to_num(MAX_WEEKLY_GROWTH * layout.level_targets / WEEK)
    apart = last - first
    grown: Floats = _divide_or_zero(
        np.where(apart >= WEEK, ends[1] - ends[0], 0.0), np.maximum(apart, 1)
    )
    return np.clip(np.nan_to_num(grown), 0, most)


def daily_measures(layout: Layout, known: Floats) -> Floats:
    """(D, n, F + 2R + 2) doses, trials, successes, ln(1 + hours), 1 if known; else NaN."""
    is_known, shape = ~np.isnan(known), (-1, known.shape[-1])
    flows_known, dosed = doses(layout, known.reshape(shape), is_known.reshape(shape))
    flows = np.where(flows_known, dosed, np.nan).reshape(*known.shape[:2], -1)
    rate_known = is_known[..., layout.trials] | is_known[..., layout.successes]
    counts = [np.nan_to_num(known[..., at]) for at in (layout.trials, layout.successes)]
    rates = [np.where(rate_known, each, np.nan) for each in counts]
    hours = np.log1p(known[..., [layout.latency_input]])
    any_known = has_known_value(known.reshape(shape)).reshape(*known.shape[:2], 1)
    return np.concatenate([flows, *rates, hours, np.where(any_known, 1.0, np.nan)], axis=2)


def _means(
    values: Floats, working: Bools, other: Bools
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """For working and idle days each: (n, M) means, and (n, M) shares of days known."""
    known = ~np.isnan(values)
    since = np.maximum.accumulate(known, axis=0)  # True from the first known day on
    of_all = np.where(known, values, 0.0)

    def counted(days: Bools) -> tuple[Floats, Floats, Floats]:
        on = known & days[..., None]
        return (of_all * on).sum(axis=0), on.sum(axis=0), (since & days[..., None]).sum(axis=0)

    sums, known_days, days = counted(working)
    rest_sums, rest_known_days, rest_days = counted(other)
    joins = (2 * rest_known_days < rest_days) & (known_days > 0)
    here = sums + np.where(joins, rest_sums, 0)
    rest_known_days = np.where(joins, 0, rest_known_days)
    return (
        (_divide_or_zero(here, known_days), _divide_or_zero(known_days, days)),
        (
            _divide_or_zero(np.where(joins, 0, rest_sums), rest_known_days),
            _divide_or_zero(rest_known_days, rest_days),
        ),
    )


def _divide_or_zero(sums: Floats, counts: Floats) -> Floats:
    return np.asarray(np.divide(sums, counts, out=np.zeros(sums.shape), where=counts > 0))


def _usual_day(layout: Layout, means: Floats, shares: Floats) -> UsualDay:
    flows, rates = len(layout.flow_at), len(layout.rate_at)
    cuts = np.cumsum([flows, rates, rates, 1])
    dosed, trials, successes, hours, _ = np.split(means, cuts, axis=1)
    flows_known, rates_known, _, hours_known, known = np.split(shares, cuts, axis=1)
    most = np.append(layout.caps, 1.0)  # values moved from idle days must not exceed a day's cap
    dosed = np.minimum(dosed, most)
    return UsualDay(dosed, trials, successes, hours, flows_known, rates_known, hours_known, known)
