"""Course of a score: where present habits lead, as a formula.

A flow goes from its rate a towards its pace ā, what is done a week lately:

    a(h) = λ^h·a + (1 - λ^h)·ā          h days ahead

Connections grow by the pace of new connections, decision makers and relevant connections in their
present proportion; rates, response time, other levels and the rest stay. So a forecast is smooth
and instant, and no two pages that look ahead can contradict each other.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.core.arrays import RowIndex
from scoring.core.constants import MIN_PACE_DAYS, PACE_DAYS
from scoring.core.flows import decay, flow_amounts, known_shares
from scoring.core.history import FactHistory
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.points import (
    clamp_pillars,
    counting_signals,
    flow_strengths,
    level_strengths,
    points,
    sum_by_pillar,
)
from scoring.core.state import WEEK, State

LOOK_BACK_DAYS = PACE_DAYS + WEEK  # days of the log that a pace is reckoned from
NEW_CONNECTIONS, CONNECTIONS = "new_connections", "connections"
GROW_ALONG = ("decision_makers", "relevant_connections")  # in proportion to connections


@dataclass(frozen=True)
class Course:
    """n reps under one layout: where they are, and what they do a week.

    n may be 1 in `state` while `pace` and `growth` have more rows: variants of one rep.
    """

    layout: Layout
    state: State  # of n reps
    pace: Floats  # (n, F) what is done a week; for `active` days a week
    trials: Floats  # (n, R) trials a week: invitations, InMails
    growth: Floats  # (n,) connections a week
    is_logged: Bools  # (n,) whether there is enough to look ahead

    def only(self, rows: RowIndex) -> "Course":
        """Some of the reps, by index or mask."""
        return Course(
            self.layout,
            self.state.take(rows),
            self.pace[rows],
            self.trials[rows],
            self.growth[rows],
            self.is_logged[rows],
        )

    def varied(self, pace: Floats, growth: Floats) -> "Course":
        """The course at another pace (m, F) and growth (m,); m is n, or any number of one rep."""
        return replace(self, pace=pace, growth=growth)

    def level(self, name: str) -> Floats:
        """(n,) a level by its signal's name."""
        return self.state.levels[:, self._level_names.index(name)]

    def with_level(self, name: str, level: float) -> "Course":
        """The course from another level of a signal, such as a profile filled in."""
        levels = self.state.levels.copy()
        levels[:, self._level_names.index(name)] = level
        return replace(self, state=replace(self.state, levels=levels))

    @property
    def _level_names(self) -> list[str]:
        """(L,) signals of the levels."""
        return [self.layout.names[at] for at in self.layout.level_at]

    def pillars(self, days: Ints) -> Floats:
        """(n, T, 4) pillars as shown, T days ahead (0: the close), points 0-25."""
        layout, counting = self.layout, counting_signals(self.layout, self.state)
        left = decay(layout.version.half_life) ** np.asarray(days, float)[None, :, None]
        rates = left * self.state.rates[:, None] + (1 - left) * self.pace[:, None]
        levels = self._levels(np.asarray(days, float), counting)
        won = np.zeros((*rates.shape[:2], len(layout.names)))
        won[:] = (points(layout, self.state) * ~self._moves)[:, None]
        worth = layout.worth * counting
        won[..., layout.flow_at] = flow_strengths(layout, rates) * worth[:, None, layout.flow_at]
        won[..., layout.level_at] = (
            level_strengths(layout, levels) * worth[:, None, layout.level_at]
        )
        return clamp_pillars(sum_by_pillar(layout, won) + self.state.rest[:, None])

    def totals(self, days: Ints) -> Floats:
        """(n, T) unrounded totals, T days ahead."""
        totals: Floats = self.pillars(days).sum(axis=-1)
        return totals

    @property
    def _moves(self) -> Bools:
        """(S,) whether a signal is a flow or a level."""
        moves = np.zeros(len(self.layout.names), bool)
        moves[self.layout.flow_at] = moves[self.layout.level_at] = True
        return moves

    def _levels(self, days: Floats, counting: Bools) -> Floats:
        """(n, T, L) levels ahead."""
        layout, levels = self.layout, self.state.levels
        names = self._level_names
        shape = (len(self.growth), len(days), len(names))
        ahead = np.broadcast_to(levels[:, None], shape).copy()
        if CONNECTIONS not in names:
            return ahead
        at = names.index(CONNECTIONS)
        counts = counting[:, layout.names.index(CONNECTIONS)]
        now = levels[:, at]
        grown = now[:, None] + (self.growth * counts)[:, None] * days / WEEK
        times = np.divide(grown, now[:, None], out=np.ones_like(grown), where=now[:, None] > 0)
        ahead[..., at] = grown
        for name in GROW_ALONG:
            if name in names:
                ahead[..., names.index(name)] *= times
        return ahead


def course_of(layout: Layout, state: State, recent: FactHistory) -> Course:
    """The course of n reps; `recent` are the LOOK_BACK_DAYS up to the close of the state.

    Its inputs are in the order of the layout; its `start` is the index of each rep's first day, 0
    if that was earlier: days before count as unknown and not off.
    """
    before_first = np.arange(len(recent))[:, None] < recent.start
    recent = replace(recent, off=recent.off & ~before_first)
    is_known = ~np.isnan(recent.known)
    known, amounts = flow_amounts(layout, recent.known, is_known)
    shares = _shares(recent, known)
    lately = slice(WEEK, None)
    pace, known_days = _weekly(known[lately], amounts[lately], shares)
    pace = np.where(known_days >= MIN_PACE_DAYS, pace, state.rates)
    tried = is_known[..., layout.trials]
    trials, _ = _weekly(
        tried[lately],
        np.nan_to_num(recent.known[lately][..., layout.trials]),
        _shares(recent, tried),
    )
    counting = counting_signals(layout, state)
    is_logged: Bools = np.logical_or.reduce(counting[:, layout.flow_at] & (known_days > 0), axis=1)
    return Course(
        layout=layout,
        state=state,
        pace=pace,
        trials=trials,
        growth=_growth(layout, pace, counting),
        is_logged=is_logged,
    )


def _shares(recent: FactHistory, known: Bools) -> Floats:
    """(D - 7, n, k) exponent of unlogged days that are neither working nor off, 0 on others."""
    workdays = recent.workdays[WEEK:, None]
    working = workdays & ~recent.off
    idle = (~workdays & ~recent.off)[WEEK:, :, None]
    return np.where(idle & ~known[WEEK:], known_shares(known, working), 0.0)


def _weekly(known: Bools, amounts: Floats, shares: Floats) -> tuple[Floats, Ints]:
    """(n, k) amount a week from (D, n, k) days, and (n, k) on how many of them it was known."""
    days = known.sum(axis=0)
    stand_for = days + shares.sum(axis=0)
    total = 7 * np.where(known, amounts, 0.0).sum(axis=0)
    return np.divide(total, stand_for, out=np.zeros_like(total), where=stand_for > 0), days


def _growth(layout: Layout, pace: Floats, counting: Bools) -> Floats:
    """(n,) connections a week, where new connections count."""
    flows = [layout.names[at] for at in layout.flow_at]
    if NEW_CONNECTIONS not in flows:
        return np.zeros(len(pace))
    counts = counting[:, layout.names.index(NEW_CONNECTIONS)]
    return pace[:, flows.index(NEW_CONNECTIONS)] * counts
