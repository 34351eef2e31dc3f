"""Next best actions: points gained by doing one more of each action a week, per minute it takes.

Reactions, searches, profile views and mentions count in the score, but are never advised:
clicking for points is not selling.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.core.course import Course
from scoring.core.do_more import do_more, most_actions, own_actions, usual_actions
from scoring.core.layout import Floats, Ints, Layout
from scoring.core.signals import PILLARS, Pillar

GAIN_HORIZON_DAYS = 30  # days ahead at which the gain of a kept-up action is measured


@dataclass(frozen=True)
class Action:
    """An action worth doing more of; `name` is an input of the day."""

    name: str
    pillar: Pillar  # the pillar it mostly moves
    minutes: int  # for doing it once, unless coaches set another value
    daily: bool  # usually done each working day, rather than once a week


ACTIONS: tuple[Action, ...] = (
    Action("posts", "brand", 45, daily=False),
    Action("comments", "insights", 5, daily=True),
    Action("shares", "insights", 10, daily=False),
    Action("conversations", "insights", 5, daily=True),
    Action("leads_saved", "people", 3, daily=True),
    Action("invitations_sent", "relationships", 3, daily=True),
    Action("introductions", "relationships", 15, daily=False),
    Action("account_contacts", "relationships", 10, daily=False),
    Action("group_posts", "insights", 15, daily=False),
    Action("inmails_sent", "insights", 10, daily=False),
)
ACTIONS_BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}


@dataclass(frozen=True)
class OneOff:
    """An action that raises a level for good; `share` is how likely it is to come about."""

    name: str  # the level: profile_completeness, recommendations
    minutes: int
    share: float = 1.0


PROFILE, RECOMMENDATIONS = "profile_completeness", "recommendations"
PROFILE_ITEM = OneOff(PROFILE, minutes=10)
RECOMMENDATION = OneOff(RECOMMENDATIONS, minutes=15, share=0.5)  # not every customer writes one


@dataclass(frozen=True)
class Proposal:
    """A proposed increase of one action, and its gain in 30 days if kept up."""

    action: Action
    more: int  # times a week
    minutes: int  # per week
    gain: float  # points of the total
    once: int  # minutes for doing it once
    worth: float  # points per minute of doing one more a week


def proposals(
    course: Course,
    *,
    minutes: Mapping[str, int],
    left_out: Iterable[str] = (),
    working_days: int = 5,
) -> list[Proposal]:
    """Proposals for one rep, best gain per minute first, without actions that gain nothing.

    Ranked by what one more a week gains; an action of every day is proposed once more a working
    day. `minutes` overrides the usual minutes of an action. Never beyond what counts in a week, or
    what LinkedIn lets people send.
    """
    names = own_actions(course.layout)
    room = dict(zip(names, room_for_more(course).tolist(), strict=True))
    skipped = set(left_out)
    chosen = [a for a in ACTIONS if room.get(a.name, 0) >= 1 and a.name not in skipped]
    if not chosen:
        return []
    steps = [min(working_days, room[a.name]) if a.daily else 1 for a in chosen]
    ones = np.ones(len(chosen), np.int64)
    gains = gains_of(course, chosen, np.vstack([np.diag(ones), np.diag(steps)]))
    found = []
    for action, step, one, gain in zip(
        chosen, steps, gains[: len(chosen)].tolist(), gains[len(chosen) :].tolist(), strict=True
    ):
        once = minutes.get(action.name, action.minutes)
        if one > 0:
            found.append(Proposal(action, step, step * once, gain, once, one / once))
    return sorted(found, key=lambda proposal: -proposal.worth)


def room_for_more(course: Course) -> Ints:
    """(O,) how many more a week of each own action of one rep still count; unbounded as 10**6."""
    room = np.floor(most_actions(course.layout) - usual_actions(course)[0] + 1e-9)
    units: Ints = np.clip(room, 0, 10**6).astype(np.int64)
    return units


def gains_of(
    course: Course, actions: Sequence[Action], units: Ints, days: int = GAIN_HORIZON_DAYS
) -> Floats:
    """(m,) points that (m, A) more a week of some actions of one rep gain by a day ahead."""
    more = more_of(course.layout, [action.name for action in actions], units)
    before = course.totals(np.array([days]))[0, 0]
    gains: Floats = do_more(course, more).totals(np.array([days]))[:, 0] - before
    return gains


def more_of(layout: Layout, names: Sequence[str], units: Ints | Floats) -> Floats:
    """(m, O) more of each own action, from (m, A) units of the named ones."""
    own = own_actions(layout)
    more = np.zeros((len(units), len(own)))
    more[:, [own.index(name) for name in names]] = units
    return more


def gain_of_level(course: Course, name: str, level: float, days: int = GAIN_HORIZON_DAYS) -> float:
    """Points that raising a level of one rep to another brings; 0 where it doesn't count."""
    ahead = np.array([days])
    raised = course.with_level(name, level).totals(ahead)[0, 0]
    return float(raised - course.totals(ahead)[0, 0])


def pillars_by_need(pillars: Floats, left: Floats, averages: Floats | None) -> list[Pillar]:
    """Pillars (4,) in the order in which they should be worked on.

    The one that is furthest below the organisation's average of it first; without `averages` the
    one with most points left in it.

    >>> pillars_by_need(np.array([9.0, 5.0, 3.0, 12.0]), np.zeros(4), np.array([10.0, 9, 3, 11]))
    ['people', 'brand', 'insights', 'relationships']
    """
    need = left if averages is None else averages - pillars
    return [PILLARS[at] for at in np.argsort(-need, kind="stable").tolist()]


def in_turn(found: Sequence[Proposal], order: Sequence[Pillar]) -> list[Proposal]:
    """Proposals taken from one pillar after another, the best of each first.

    >>> a, b, c = (Proposal(ACTIONS_BY_NAME[n], 5, 20, g, 4, g)
    ...            for n, g in [("comments", 3.0), ("conversations", 2.0), ("leads_saved", 1.0)])
    >>> [each.action.name for each in in_turn([a, b, c], ["people", "insights"])]
    ['leads_saved', 'comments', 'conversations']
    """
    rank = {pillar: at for at, pillar in enumerate(order)}
    seen: dict[Pillar, int] = dict.fromkeys(order, 0)
    turns = []
    for each in found:
        turns.append((seen[each.action.pillar], rank[each.action.pillar], each))
        seen[each.action.pillar] += 1
    return [each for _, _, each in sorted(turns, key=lambda turn: turn[:2])]
