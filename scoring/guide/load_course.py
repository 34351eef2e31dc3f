"""Loading the course of reps at a close, from which every page that looks ahead starts.

Forecast, next best actions, plans and what-if use it. It takes three queries: the facts of the last
weeks, readings, and the states that the month's replay starts from.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scoring.core.course import LOOK_BACK_DAYS, Course, course_of
from scoring.core.history import FactHistory, has_known_value
from scoring.core.layout import COMMON_LAYOUT, Bools, Ints, layout_of
from scoring.core.state import WEEK, State, carry_over, unpack
from scoring.core.trajectory import Scores, score
from scoring.core.version_timeline import input_columns_of, replay_timeline
from scoring.daily.active_version import cached_timeline
from scoring.daily.load import Block, load_history
from scoring.daily.plan import load_start_states
from scoring.daily.states import empty_states
from teams.models import Organization, Rep


@dataclass(frozen=True)
class Outlook:
    """n reps (rising ids) at a close: their course, and their scores, in the same order.

    Reps without a fact are included: `begun` is False for them.
    """

    course: Course
    scores: Scores
    working_days: int  # of the last week, at least 1

    @property
    def close(self) -> date:
        """The day from whose close it looks ahead."""
        return date.fromordinal(self.scores.ordinal)

    @property
    def begun(self) -> Bools:
        """(n,) whether anything was ever known of the rep."""
        return self.course.state.begun

    @property
    def total(self) -> float:
        """The total of the only rep."""
        return float(self.scores.totals[0])

    @property
    def half_range(self) -> float:
        """Half width of the only rep's likely range in points; 0 on the day of a reading."""
        return float(np.nan_to_num(self.scores.half_range[0]))

    def only(self, rows: Ints | Bools) -> "Outlook":
        """Some of the reps, by row or mask."""
        at: Ints = np.arange(len(self.begun))[rows]
        return replace(self, course=self.course.only(at), scores=self.scores.only(at))


def load_outlook(rep: Rep, *, today: date) -> Outlook | None:
    """One rep at the last close, or today as soon as today has a reading; None before any fact."""
    reps, close = np.array([rep.pk]), today.toordinal() - 1
    history, states = _load_facts(rep.organization, reps, close, close + 1)
    if has_known_value(history.readings[-1]).any():
        close += 1
    outlook = _outlook_at(rep.organization, history, states, close)
    return outlook if outlook.begun[0] else None


def load_outlooks(organization: Organization, reps: Ints, *, through: date) -> Outlook:
    """Reps (rising ids, at least one) at the close of a day."""
    close = through.toordinal()
    history, states = _load_facts(organization, reps, close, close)
    return _outlook_at(organization, history, states, close)


def _load_facts(
    organization: Organization, reps: Ints, close: int, last: int
) -> tuple[FactHistory, State]:
    """The history from LOOK_BACK_DAYS before the close to `last`, and the states before it."""
    base, states = load_start_states(
        COMMON_LAYOUT, reps, np.full(len(reps), close + 1), empty_states(COMMON_LAYOUT)
    )
    first = min(int(base.min()), close - LOOK_BACK_DAYS + 1)
    block = Block(organization, reps, np.full(len(reps), first), last)
    history = load_history(COMMON_LAYOUT, block)
    return replace(history, start=base - first), unpack(COMMON_LAYOUT, states)


def _outlook_at(
    organization: Organization, history: FactHistory, states: State, close: int
) -> Outlook:
    layout = layout_of(cached_timeline(organization).on(close))
    state = _state_at(organization, history, states, close)
    recent = history.between(close - LOOK_BACK_DAYS + 1, close, input_columns_of(layout))
    # A rep without an earlier state starts with their first fact.
    recent = replace(recent, start=np.where(states.begun, 0, recent.start))
    return Outlook(
        course=course_of(layout, state, recent),
        scores=score(layout, state, np.arange(len(state)), close),
        working_days=max(int(recent.workdays[-WEEK:].sum()), 1),
    )


def _state_at(organization: Organization, history: FactHistory, states: State, close: int) -> State:
    """The states at the close, under the version in force then."""
    timeline = cached_timeline(organization)
    first = history.first + int(history.start.min())
    if first > close:
        return carry_over(states, COMMON_LAYOUT, layout_of(timeline.on(close)))
    state = states
    for trajectory in replay_timeline(timeline, states, history.between(first, close)):
        state = trajectory.state(-1)
    return state
