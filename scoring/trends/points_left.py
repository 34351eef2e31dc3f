"""What to train next: the points a team leaves, by signal.

At a close, over the ranked reps who were in the team then. A signal that does not count
yet leaves no points and is not listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.core.explain import explain
from scoring.core.layout import Floats, Layout, layout_of
from scoring.core.signals import PILLARS
from scoring.daily.live import can_explain, states_on
from scoring.models import Snapshot, version_of
from scoring.scores.signal_names import SIGNAL_NAMES
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import one_decimal
from teams.models import Team

# They count, but clicking for points is not selling, so they are never suggested.
NEVER_ADVISED = frozenset({"reactions", "searches", "profile_views", "mentions"})
MAX_ADVISED = 3


@dataclass(frozen=True)
class SignalPointsLeft:
    """A signal: mean points left by reps for whom it counts, its weight, and how many reps do."""

    signal: str
    pillar: str  # also its CSS class
    left: float
    weight: float
    people: int

    @property
    def name(self) -> str:
        """Display name."""
        return SIGNAL_NAMES[self.signal]

    @property
    def pillar_name(self) -> str:
        return PILLAR_NAMES[PILLARS.index(self.pillar)]

    @property
    def advised(self) -> bool:
        """Whether it is worth training: points are left, and it is selling that wins them."""
        return self.signal not in NEVER_ADVISED and round(self.left, 1) > 0


@dataclass(frozen=True)
class TeamPointsLeft:
    """A team's signals, by the sum of points left, largest first."""

    team: Team
    day: date
    counted: int
    signals: tuple[SignalPointsLeft, ...]

    @property
    def sentence(self) -> str:
        """What to train next, in one sentence."""
        advised = [
            f"{signal.name.lower().replace('inmail', 'InMail')} ({one_decimal(signal.left)} left)"
            for signal in self.signals
            if signal.advised
        ][:MAX_ADVISED]
        if not advised:
            return "Nothing is left to win in what this team logs."
        return f"Train next: {', '.join(advised)}."


def team_points_left(team: Team, day: date) -> TeamPointsLeft | None:
    """The team's points left at a close; None without ranked reps whose facts are kept."""
    ranked = Snapshot.objects.in_team(team).at(day).select_related("rep")
    pks = np.array(sorted(each.rep_id for each in ranked if can_explain(each.rep, day)))
    if not len(pks):
        return None
    layout = layout_of(version_of(team.organization_id, ranked[0].version))
    state = states_on(team.organization, pks, day)
    return TeamPointsLeft(
        team, day, len(pks), tuple(_largest_first(layout, explain(layout, state).left))
    )


def _largest_first(layout: Layout, left: Floats) -> Sequence[SignalPointsLeft]:
    """Points left (n, S), NaN where it does not count, as signals with the largest sum first."""
    people = np.isfinite(left).sum(axis=0)
    sums = np.nansum(left, axis=0)
    return [
        SignalPointsLeft(
            signal=layout.names[at],
            pillar=PILLARS[layout.pillar_at[at]],
            left=float(sums[at] / people[at]),
            weight=float(layout.weights[at]),
            people=int(people[at]),
        )
        for at in np.argsort(-sums, kind="stable").tolist()
        if people[at]
    ]
