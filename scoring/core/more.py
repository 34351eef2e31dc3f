"""Doing more, or less, of something: what an outlook becomes, consequences included.

Whoever does more of an own action gets its dose on each working day, up to the cap, on top of what
the outlook says; so a prediction never falls for doing more. Further:

- active days: of the days without an own action, as many become active as there are more actions,
  p ← p + (1 - p)·min(1, more); less of what one does takes them away in proportion;
- an invitation brings acceptances at the rep's own smoothed rate q = (K + 10·prior) / (N + 10):
  q new connections, and q connections where they are tracked. At that rate the share accepted stays
  what it is. An InMail brings replies likewise.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scoring.core.habits import Habits, Usual
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.outlook import Outlook
from scoring.core.state import WEEK, State

INVITATIONS, ACCEPTANCE = "invitations_sent", "invitation_acceptance"
NEW_CONNECTIONS, CONNECTIONS, PROFILE = "new_connections", "connections", "profile_completeness"


@dataclass(frozen=True)
class Standpoint:
    """Where n reps stand, what they usually do, and where that leads."""

    layout: Layout
    state: State  # of n reps
    habits: Habits
    outlook: Outlook

    def only(self, rows: Bools | Ints, days: Ints) -> "Standpoint":
        """Some of the reps, by number or by mark, and of the days ahead some, by index."""
        usual, other = self.habits.working.take(rows), self.habits.other.take(rows)
        habits = Habits(usual, other, self.habits.growth[rows])
        outlook = self.outlook.of(rows).at(days)
        return Standpoint(self.layout, self.state.take(rows), habits, outlook)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The O own actions, in the order of `more`."""
        return tuple(self.layout.inputs[at] for at in self.layout.own_inputs)

    @property
    def usual(self) -> Floats:
        """(n, F) doses of a working day."""
        return self.habits.working.doses

    @cached_property
    def usual_own(self) -> Floats:
        """(n, O) of each own action on a working day."""
        return self._own_of(self.habits.working)

    def weekly_own(self, week: int) -> Floats:
        """(n, O) of each own action in a week with so many working days, as far as it counts."""
        rest: Floats = (WEEK - week) * self._own_of(self.habits.other)
        return week * self.usual_own + rest

    def _own_of(self, usual: Usual) -> Floats:
        """(n, O) of each own action on a day of that kind."""
        own = np.zeros((len(self.state), len(self.own)))
        for at, place in enumerate(self.layout.own_inputs):
            flow, rate = self.layout.flow_inputs == place, self.layout.trials == place
            if flow.any():
                own[:, at] = usual.doses[:, :-1][:, flow][:, 0]
            elif rate.any():
                own[:, at] = usual.trials[:, rate][:, 0]
        return own

    def doing(self, more: Floats, profile: Floats | None = None) -> Outlook:
        """The outlook when on each working day (m, O) more is done; less where below 0.

        m is n, or anything where n is 1. `profile` (m,): how complete, in per cent, from now on.
        """
        extra = np.zeros((len(more), len(self.layout.flow_at)))
        extra[:, self._flow_of_own] = more[:, self._own_is_flow]
        extra[:, -1] = self._active(more)
        accepted = self._accepted(more)
        extra[:, self._named_flow(NEW_CONNECTIONS)] += accepted[:, None]
        extra = np.minimum(np.maximum(extra, -self.usual), self._room)
        rates = self.outlook.rates + self.outlook.gains * extra[:, None]
        levels = self._levels(accepted, profile)
        return replace(self.outlook, rates=np.maximum(rates, 0.0), levels=levels)

    @cached_property
    def _own_is_flow(self) -> Bools:
        return np.isin(self.layout.own_inputs, self.layout.flow_inputs)

    @cached_property
    def _room(self) -> Floats:
        """(n, F) how much more a working day still counts."""
        room: Floats = np.append(self.layout.caps, 1.0) - self.usual
        return room

    @cached_property
    def _flow_of_own(self) -> Ints:
        """The place among the flows of each own action that is one."""
        order = {place: at for at, place in enumerate(self.layout.flow_inputs.tolist())}
        own = self.layout.own_inputs[self._own_is_flow].tolist()
        return np.array([order[place] for place in own], np.int64)

    def _named_flow(self, name: str) -> list[int]:
        signals = [self.layout.names[at] for at in self.layout.flow_at]
        return [at for at, each in enumerate(signals) if each == name]

    def _active(self, more: Floats) -> Floats:
        """(m,) what is added to the share of active days."""
        share, own = self.usual[:, -1], self.usual_own
        plus = np.maximum(more, 0).sum(axis=1)
        minus = np.minimum(np.maximum(-more, 0), own).sum(axis=1)
        total = own.sum(axis=1)
        left = share * (1 - np.divide(minus, total, out=np.zeros_like(minus), where=total > 0))
        active: Floats = left + (1 - left) * np.minimum(1, plus) - share
        return active

    def _accepted(self, more: Floats) -> Floats:
        """(m,) invitations accepted more on each working day."""
        if INVITATIONS not in self.own or ACCEPTANCE not in self.layout.names:
            return np.zeros(len(more))
        sent = more[:, self.own.index(INVITATIONS)]
        usual = self.usual_own[:, self.own.index(INVITATIONS)]
        accepted: Floats = np.maximum(sent, -usual) * self.acceptance
        return accepted

    @cached_property
    def acceptance(self) -> Floats:
        """(n,) the share of invitations accepted, leaning on the prior while there are few."""
        layout, prior = self.layout, self.layout.version.prior_trials
        at = layout.rate_at.tolist().index(layout.names.index(ACCEPTANCE))
        won = self.state.successes[:, at] + prior * layout.rate_prior[at]
        share: Floats = won / (self.state.trials[:, at] + prior)
        return share

    def _levels(self, accepted: Floats, profile: Floats | None) -> Floats:
        """(m, T, L) levels, with the connections that come of invitations."""
        names = [self.layout.names[at] for at in self.layout.level_at]
        shape = (len(accepted), self.outlook.days.shape[1], len(names))
        levels = np.broadcast_to(self.outlook.levels, shape).copy()
        if CONNECTIONS in names:
            tracked = self.state.tracked[:, self.layout.names.index(CONNECTIONS)]
            gained = (accepted * tracked)[:, None] * self.outlook.days
            at = names.index(CONNECTIONS)
            levels[..., at] = np.maximum(levels[..., at] + gained, 0)
        if profile is not None and PROFILE in names:
            levels[..., names.index(PROFILE)] = profile[:, None]
        return levels
