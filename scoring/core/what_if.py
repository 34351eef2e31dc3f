"""Effects of doing more or less of an action on the outlook, with its consequences.

More of an own action adds its dose on each working day, up to the cap, to what the outlook has; so
a prediction never falls for doing more. In addition:

- active days: days without an own action become active in proportion to the additional actions,
  p ← p + (1 - p)·min(1, more); doing less removes active days in proportion;
- an invitation brings acceptances at the rep's smoothed rate q = (K + 10·prior) / (N + 10): q new
  connections, and q connections where they are tracked. At that rate the share of accepted
  invitations does not change. InMails bring replies likewise.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scoring.core.habits import Habits, UsualDay
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.projection import ProjectedState
from scoring.core.state import WEEK, State

INVITATIONS, ACCEPTANCE = "invitations_sent", "invitation_acceptance"
NEW_CONNECTIONS, CONNECTIONS, PROFILE = "new_connections", "connections", "profile_completeness"


@dataclass(frozen=True)
class Standpoint:
    """State, habits and outlook of n reps under one layout."""

    layout: Layout
    state: State  # of n reps
    habits: Habits
    outlook: ProjectedState

    def only(self, rows: Bools | Ints, days: Ints) -> "Standpoint":
        """Some of the reps, by index or mask, and some of the days ahead, by index."""
        usual, other = self.habits.working.take(rows), self.habits.other.take(rows)
        habits = Habits(usual, other, self.habits.growth[rows])
        outlook = self.outlook.of(rows).at(days)
        return Standpoint(self.layout, self.state.take(rows), habits, outlook)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """Names of the O own actions, in the order of `more`."""
        return tuple(self.layout.inputs[at] for at in self.layout.own_inputs)

    @property
    def usual(self) -> Floats:
        """(n, F) usual doses on a working day."""
        return self.habits.working.doses

    @cached_property
    def usual_own(self) -> Floats:
        """(n, O) usual amount of each own action on a working day, after the cap."""
        return self._own_of(self.habits.working)

    def weekly_own(self, working_days: int) -> Floats:
        """(n, O) usual amount of each own action in a week with so many working days, capped."""
        rest: Floats = (WEEK - working_days) * self._own_of(self.habits.other)
        return working_days * self.usual_own + rest

    def _own_of(self, usual: UsualDay) -> Floats:
        """(n, O) amount of each own action on that kind of day."""
        own = np.zeros((len(self.state), len(self.own)))
        for at, input_at in enumerate(self.layout.own_inputs):
            flow, rate = self.layout.flow_inputs == input_at, self.layout.trials == input_at
            if flow.any():
                own[:, at] = usual.doses[:, :-1][:, flow][:, 0]
            elif rate.any():
                own[:, at] = usual.trials[:, rate][:, 0]
        return own

    def with_more(self, more: Floats, profile: Floats | None = None) -> ProjectedState:
        """Outlook with (m, O) more of each own action on every working day; negative for less.

        m is n, or any number where n is 1. `profile` (m,): profile completeness in per cent from
        now on.
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
        """(n, F) how much more a working day still counts, up to the cap."""
        room: Floats = np.append(self.layout.caps, 1.0) - self.usual
        return room

    @cached_property
    def _flow_of_own(self) -> Ints:
        """Index among the flows of each own action that is a flow."""
        index_by_input = {place: at for at, place in enumerate(self.layout.flow_inputs.tolist())}
        own = self.layout.own_inputs[self._own_is_flow].tolist()
        return np.array([index_by_input[place] for place in own], np.int64)

    def _named_flow(self, name: str) -> list[int]:
        signals = [self.layout.names[at] for at in self.layout.flow_at]
        return [at for at, each in enumerate(signals) if each == name]

    def _active(self, more: Floats) -> Floats:
        """(m,) change in the share of active working days."""
        share, own = self.usual[:, -1], self.usual_own
        plus = np.maximum(more, 0).sum(axis=1)
        minus = np.minimum(np.maximum(-more, 0), own).sum(axis=1)
        total = own.sum(axis=1)
        kept_share = share * (
            1 - np.divide(minus, total, out=np.zeros_like(minus), where=total > 0)
        )
        active: Floats = kept_share + (1 - kept_share) * np.minimum(1, plus) - share
        return active

    def _accepted(self, more: Floats) -> Floats:
        """(m,) additional accepted invitations on each working day."""
        if INVITATIONS not in self.own or ACCEPTANCE not in self.layout.names:
            return np.zeros(len(more))
        sent = more[:, self.own.index(INVITATIONS)]
        usual = self.usual_own[:, self.own.index(INVITATIONS)]
        accepted: Floats = np.maximum(sent, -usual) * self.acceptance
        return accepted

    @cached_property
    def acceptance(self) -> Floats:
        """(n,) smoothed share of invitations accepted, shrunk towards the prior."""
        layout, prior = self.layout, self.layout.version.prior_trials
        at = layout.rate_at.tolist().index(layout.names.index(ACCEPTANCE))
        won = self.state.successes[:, at] + prior * layout.rate_prior[at]
        share: Floats = won / (self.state.trials[:, at] + prior)
        return share

    def _levels(self, accepted: Floats, profile: Floats | None) -> Floats:
        """(m, T, L) levels, including connections from accepted invitations."""
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
