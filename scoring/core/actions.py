"""Next best actions: points gained by doing more of each action, per minute it takes.

Reactions, searches, profile views and mentions count in the score, but are never proposed:
clicking for points is not selling.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from scoring.core.layout import Floats, Ints
from scoring.core.signals import Pillar
from scoring.core.what_if import Standpoint

GAIN_HORIZON_DAYS = 30  # days ahead at which the gain of a kept-up action is measured


@dataclass(frozen=True)
class Action:
    """An action worth doing more of; `name` is an input of the day."""

    name: str
    pillar: Pillar  # the pillar it mostly moves
    minutes: int  # for doing it once, unless coaches set another value
    daily: bool  # proposed as one more a working day; else one more a week


ACTIONS: tuple[Action, ...] = (
    Action("posts", "brand", 30, daily=False),
    Action("comments", "insights", 4, daily=True),
    Action("shares", "insights", 5, daily=False),
    Action("conversations", "insights", 4, daily=True),
    Action("leads_saved", "people", 2, daily=True),
    Action("invitations_sent", "relationships", 3, daily=True),
    Action("introductions", "relationships", 10, daily=False),
    Action("account_contacts", "relationships", 6, daily=False),
    Action("group_posts", "insights", 10, daily=False),
    Action("inmails_sent", "insights", 8, daily=False),
)
ACTIONS_BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}


@dataclass(frozen=True)
class Proposal:
    """A proposed increase of one action, and its gain in 30 days if kept up."""

    action: Action
    more: int  # times a week
    minutes: int  # per week
    gain: float  # points of the total
    once: int  # minutes for doing it once

    @property
    def worth(self) -> float:
        """Points gained per minute a week."""
        return self.gain / self.minutes


def extra_actions_per_day(
    standpoint: Standpoint, units: Floats | Ints, names: Sequence[str], working_days: int
) -> Floats:
    """(m, O) extra own actions per working day, from (m, A) extra units per week of the named ones.

    `working_days` is their number in a week.
    """
    more = np.zeros((len(units), len(standpoint.own)))
    more[:, [standpoint.own.index(name) for name in names]] = units / max(working_days, 1)
    return more


def proposals(
    standpoint: Standpoint,
    *,
    working_days: int,
    minutes: Mapping[str, int],
    left_out: Iterable[str] = (),
    available_minutes: int | None = None,
) -> list[Proposal]:
    """Proposals for one rep, best gain per minute first, without actions that gain nothing.

    `standpoint` is of one rep, with the outlook for the day 30 days ahead. `minutes` overrides the
    usual minutes of an action. Where one more a day does not fit into `available_minutes` a week,
    as many a week as fit are proposed.
    """
    skipped = set(left_out)
    actions = [a for a in ACTIONS if a.name in standpoint.own and a.name not in skipped]
    if not actions:
        return []
    costs = [minutes.get(action.name, action.minutes) for action in actions]
    units = [
        _units_to_propose(action, cost, working_days, available_minutes)
        for action, cost in zip(actions, costs, strict=True)
    ]
    tried = np.vstack([np.zeros(len(actions)), np.diag(units)])
    more = extra_actions_per_day(
        standpoint, tried, [action.name for action in actions], working_days
    )
    totals = standpoint.with_more(more).totals(standpoint.layout)[:, -1]
    gains = totals[1:] - totals[0]
    gainful = [
        Proposal(action, more, more * cost, float(gain), cost)
        for action, more, cost, gain in zip(actions, units, costs, gains, strict=True)
        if gain > 0
    ]
    return sorted(gainful, key=lambda proposal: -proposal.worth)


def _units_to_propose(
    action: Action, once: int, working_days: int, available_minutes: int | None
) -> int:
    """How many more a week to propose."""
    if not action.daily:
        return 1
    fits = working_days if available_minutes is None else available_minutes // once
    return min(working_days, fits) or working_days


def interleave_pillars(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Reorders proposals: the best of each pillar first, then the second of each, and so on.

    >>> a, b, c = (Proposal(ACTIONS_BY_NAME[n], 5, 20, g, 4) for n, g in
    ...            [("comments", 3.0), ("conversations", 2.0), ("leads_saved", 1.0)])
    >>> [proposal.action.name for proposal in interleave_pillars([a, b, c])]
    ['comments', 'leads_saved', 'conversations']
    """
    pillars: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        pillars.setdefault(proposal.action.pillar, []).append(proposal)
    rounds = zip_longest(*pillars.values())
    return [proposal for row in rounds for proposal in row if proposal is not None]


def proposals_within_minutes(proposals: Sequence[Proposal], minutes: int) -> list[Proposal]:
    """The proposals, in order, that together fit into so many minutes a week."""
    chosen, left = [], minutes
    for proposal in proposals:
        if proposal.minutes <= left:
            chosen.append(proposal)
            left -= proposal.minutes
    return chosen
