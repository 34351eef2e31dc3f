"""Standpoints of reps: state, habits and outlook, from which everything that looks ahead starts.

The forecast, next best actions, plans and what-if use it. It takes three queries: facts of twelve
weeks with planned leave, readings, and the states that the month's replay starts from. The version
in force at the last close counts for all days ahead, even if another is adopted for a later day; so
do today's working days.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scoring.core.habits import habits_of
from scoring.core.layout import COMMON_LAYOUT, Ints, layout_of
from scoring.core.projection import DaysAhead, project_state
from scoring.core.history import FactHistory
from scoring.core.replay import replay_states
from scoring.core.trajectory import Scores, score
from scoring.core.state import WEEK, State, unpack
from scoring.core.version_timeline import input_columns_of, split_by_version
from scoring.core.what_if import Standpoint
from scoring.daily.active_version import cached_timeline
from scoring.daily.load import Block, load_history
from scoring.daily.plan import load_start_states
from scoring.daily.states import empty_states
from teams.models import Organization, Rep

LOOK_BACK_DAYS = 12 * WEEK  # days: habits need 28 of them, the forecast band uses all whole weeks


@dataclass(frozen=True)
class Projection:
    """n reps (rising ids) at a close; `standpoint.outlook` has every day of `ahead`."""

    standpoint: Standpoint
    scores: Scores  # of all n, reps without data included
    recent: FactHistory  # the LOOK_BACK_DAYS days up to the close
    ahead: DaysAhead

    @property
    def week(self) -> int:
        """Number of working days in a week."""
        return int(self.recent.workdays[-WEEK:].sum())

    def one(self, row: int) -> "Projection":
        """Returns one of the reps alone, by row."""
        rows = np.array([row])
        days = np.arange(len(self.ahead.workdays))
        return Projection(
            self.standpoint.only(rows, days),
            self.scores.only(rows),
            self.recent.only(rows),
            DaysAhead(self.ahead.workdays, self.ahead.off[rows]),
        )


def load_standpoint(rep: Rep, *, through: date, horizon: int) -> Standpoint | None:
    """One rep after a close, with `horizon` days ahead; None before the first fact."""
    projection = load_projection(
        rep.organization, np.array([rep.pk]), through=through, horizon=horizon
    )
    return projection.standpoint if projection.standpoint.state.begun[0] else None


def load_standpoints(
    organization: Organization, reps: Ints, *, through: date, days: Ints
) -> Standpoint:
    """Many reps (rising ids) after the close of a day, with some of the days ahead (1: the next).

    Reps without a fact are included: `state.begun` is False for them.
    """
    projection = load_projection(organization, reps, through=through, horizon=int(days.max()))
    standpoint = projection.standpoint
    return replace(standpoint, outlook=standpoint.outlook.at(days - 1))


def load_projection(
    organization: Organization, reps: Ints, *, through: date, horizon: int
) -> Projection:
    """Reps (rising ids, at least one) after the close of a day, with `horizon` days ahead."""
    close = through.toordinal()
    layout = layout_of(cached_timeline(organization).on(close))
    history, states = _load_history_and_states(organization, reps, close, horizon)
    state = _replay_states(organization, states, history.between(history.first, close))
    recent = history.between(close - LOOK_BACK_DAYS + 1, close, input_columns_of(layout))
    future = history.between(close + 1, close + horizon)
    ahead = DaysAhead(future.workdays[WEEK:], future.off.T)
    habits = habits_of(layout, recent)
    outlook = project_state(layout, state, habits, ahead)
    scores = score(layout, state, np.arange(len(reps)), close)
    return Projection(Standpoint(layout, state, habits, outlook), scores, recent, ahead)


def _load_history_and_states(
    organization: Organization, reps: Ints, close: int, horizon: int
) -> tuple[FactHistory, State]:
    """The history from LOOK_BACK_DAYS before the close to the last day ahead; the states before.

    What was logged for days after the close is included and must not be used, except for leave.
    """
    base, states = load_start_states(
        COMMON_LAYOUT, reps, np.full(len(reps), close + 1), empty_states(COMMON_LAYOUT)
    )
    first = min(int(base.min()), close - LOOK_BACK_DAYS + 1)
    block = Block(organization, reps, np.full(len(reps), first), close + horizon)
    history = load_history(COMMON_LAYOUT, block)
    return replace(history, start=base - first), unpack(COMMON_LAYOUT, states)


def _replay_states(organization: Organization, state: State, history: FactHistory) -> State:
    """The states after the last day of the history, under the version in force then."""
    for layout, started, piece in split_by_version(cached_timeline(organization), state, history):
        state = started
        for _ in replay_states(layout, started, piece):
            pass
    return state
