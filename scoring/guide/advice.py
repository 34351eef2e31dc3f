"""Advice for one rep: what to do once, and what to do more of each week, best first.

Pages and reports call it, so that they advise the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.core.actions import (
    Proposal,
    gains_of,
    in_turn,
    pillars_by_need,
    proposals,
)
from scoring.core.layout import Floats
from scoring.core.signals import PILLAR_POINTS
from scoring.guide.load_course import Outlook
from scoring.guide.one_offs import OneOffAction, one_offs
from scoring.guide.playbook import Playbook
from teams.planning.action_choices import Choices

MIN_GAIN_POINTS = 0.05  # points: a smaller gain is shown as +0.0
MAX_SUGGESTIONS = 5


@dataclass(frozen=True)
class Advice:
    """One-off actions, then weekly ones in the order in which they should be taken up."""

    once: tuple[OneOffAction, ...]
    weekly: tuple[Proposal, ...]


def advise(
    outlook: Outlook,
    *,
    missing_items: frozenset[str] | None,
    averages: Floats | None,
    tips: Playbook,
    choices: Choices,
) -> Advice:
    """The advice for one rep; `averages` (4,) are those of the organisation's pillars.

    Without enough logged to look ahead there are one-off actions alone.
    """
    once = one_offs(outlook.course, missing_items, choices.left_out)
    found = proposals(
        outlook.course,
        minutes=tips.minutes,
        left_out=choices.left_out,
        working_days=outlook.working_days,
    )
    if not outlook.course.is_logged[0]:
        found = []
    shown = outlook.scores.pillars[0]
    order = pillars_by_need(shown, PILLAR_POINTS - shown, averages)
    return Advice(
        once=tuple(each for each in once if each.gain is None or each.gain >= MIN_GAIN_POINTS),
        weekly=tuple(in_turn([each for each in found if each.gain >= MIN_GAIN_POINTS], order)),
    )


def fit_minutes(outlook: Outlook, weekly: Sequence[Proposal], minutes: int) -> list[Proposal]:
    """The first proposals that fit into so many minutes a week, if need be with fewer units.

    Their gains add up: each is what it brings on top of those before it.
    """
    chosen: list[Proposal] = []
    for each in weekly:
        more = min(each.more, (minutes - sum(one.minutes for one in chosen)) // each.once)
        if more >= 1 and len(chosen) < MAX_SUGGESTIONS:
            chosen.append(replace(each, more=more, minutes=more * each.once))
    added = _added_gains(outlook, chosen)
    kept = [each for each, gain in zip(chosen, added, strict=True) if gain >= MIN_GAIN_POINTS]
    added = _added_gains(outlook, kept)
    return [replace(each, gain=gain) for each, gain in zip(kept, added, strict=True)]


def _added_gains(outlook: Outlook, chosen: Sequence[Proposal]) -> list[float]:
    """Points that each of the proposals brings on top of those before it."""
    if not chosen:
        return []
    units = np.tril(np.array([[each.more for each in chosen]] * len(chosen)))
    gains = gains_of(outlook.course, [each.action for each in chosen], units)
    added: list[float] = np.diff(gains, prepend=0.0).tolist()
    return added
