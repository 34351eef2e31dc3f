"""What reps do on a usual day: what a forecast goes on with.

The mean of each input over its known days of the last 28, after the cap of a day, apart for working
days and for others; and on what share of such days it was known since it first was, because whoever
logs three days of five moves as three days of five do. Who says something on fewer than half of the
other days does not log them: what was said there counts with the working days, so that a week adds
up to the same. Hours until an answer are averaged the way the model adds them up, as ln(1 + h).

What is counted as a level (connections, endorsements) grows as it did between its first and last
known day; a profile that was completed is not completed once more, and holds.
"""

from dataclasses import dataclass

import numpy as np

from scoring.core.engine import doses, given
from scoring.core.history import History
from scoring.core.layout import Bools, Floats, Layout
from scoring.core.state import WEEK
from scoring.core.table import Table

LOOKED_BACK = 28  # days: whole weeks, so that no weekday weighs more than another
# Of the target, a week: ten new connections a week are a tenth of what scores most for them, and
# whoever corrects a number that was typed wrong is not growing.
MOST_GROWTH = 0.05


@dataclass(frozen=True)
class Usual(Table):
    """What n reps do on one kind of day, and the share of those days it is known on; 0 if never."""

    doses: Floats  # (n, F) of each flow, after the cap; of `active` the share of days
    trials: Floats  # (n, R)
    successes: Floats  # (n, R)
    log_hours: Floats  # (n, 1) ln(1 + hours)
    flows_known: Floats  # (n, F) 0 to 1
    rates_known: Floats  # (n, R)
    hours_known: Floats  # (n, 1)
    known: Floats  # (n, 1) anything at all


@dataclass(frozen=True)
class Habits:
    """What n reps do on working days, and on others that are not off."""

    working: Usual
    other: Usual
    growth: Floats  # (n, L) what each level grows by on a day; 0 where that is not known

    def weekly(self, working_days: int) -> Floats:
        """(n, F) doses in a week with so many working days; nothing where nobody knows."""
        rest = WEEK - working_days
        usual: Floats = working_days * self.working.doses + rest * self.other.doses
        return usual


def habits_of(layout: Layout, lately: History) -> Habits:
    """The habits of the reps in the last 28 days of what is known lately; growth in all of it."""
    days = slice(max(0, len(lately) - LOOKED_BACK), None)
    off, workdays = lately.off[days], lately.workdays[WEEK:][days, None]
    values = measured(layout, lately.known[days])
    working, other = _means(values, workdays & ~off, ~workdays & ~off)
    growth = _growth(layout, lately.known[..., layout.level_inputs])
    return Habits(_usual(layout, *working), _usual(layout, *other), growth)


def _growth(layout: Layout, levels: Floats) -> Floats:
    """(n, L) a day, of (D, n, L) levels: from the first known to the last, a week apart or more."""
    known = ~np.isnan(levels)
    first, last = known.argmax(axis=0), len(levels) - 1 - known[::-1].argmax(axis=0)
    ends = [np.take_along_axis(levels, at[None], axis=0)[0] for at in (first, last)]
    most = np.nan_to_num(MOST_GROWTH * layout.level_targets / WEEK)  # a percentage has no target
    apart = last - first
    grown: Floats = _over(np.where(apart >= WEEK, ends[1] - ends[0], 0.0), np.maximum(apart, 1))
    return np.clip(np.nan_to_num(grown), 0, most)


def measured(layout: Layout, known: Floats) -> Floats:
    """(D, n, F + 2R + 2) doses, trials, successes, ln(1 + hours), a mark; NaN where unknown."""
    is_known, shape = ~np.isnan(known), (-1, known.shape[-1])
    flows_known, dosed = doses(layout, known.reshape(shape), is_known.reshape(shape))
    flows = np.where(flows_known, dosed, np.nan).reshape(*known.shape[:2], -1)
    tried = is_known[..., layout.trials] | is_known[..., layout.successes]
    counts = [np.nan_to_num(known[..., at]) for at in (layout.trials, layout.successes)]
    rates = [np.where(tried, each, np.nan) for each in counts]
    hours = np.log1p(known[..., [layout.latency_input]])
    said = given(known.reshape(shape)).reshape(*known.shape[:2], 1)
    return np.concatenate([flows, *rates, hours, np.where(said, 1.0, np.nan)], axis=2)


def _means(
    values: Floats, working: Bools, other: Bools
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Of working days and of others: (n, M) the mean, and the share of days it is known on."""
    known = ~np.isnan(values)
    since = np.maximum.accumulate(known, axis=0)  # from its first known day on
    of_all = np.where(known, values, 0.0)

    def counted(days: Bools) -> tuple[Floats, Floats, Floats]:
        on = known & days[..., None]
        return (of_all * on).sum(axis=0), on.sum(axis=0), (since & days[..., None]).sum(axis=0)

    sums, said, days = counted(working)
    rest_sums, rest_said, rest_days = counted(other)
    joins = (2 * rest_said < rest_days) & (said > 0)
    here = sums + np.where(joins, rest_sums, 0)
    rest_said = np.where(joins, 0, rest_said)
    return (
        (_over(here, said), _over(said, days)),
        (_over(np.where(joins, 0, rest_sums), rest_said), _over(rest_said, rest_days)),
    )


def _over(sums: Floats, counts: Floats) -> Floats:
    return np.asarray(np.divide(sums, counts, out=np.zeros(sums.shape), where=counts > 0))


def _usual(layout: Layout, means: Floats, shares: Floats) -> Usual:
    flows, rates = len(layout.flow_at), len(layout.rate_at)
    cuts = np.cumsum([flows, rates, rates, 1])
    dosed, trials, successes, hours, _ = np.split(means, cuts, axis=1)
    flows_known, rates_known, _, hours_known, known = np.split(shares, cuts, axis=1)
    most = np.append(layout.caps, 1.0)  # what joins a working day does not lift it above a day
    dosed = np.minimum(dosed, most)
    return Usual(dosed, trials, successes, hours, flows_known, rates_known, hours_known, known)
