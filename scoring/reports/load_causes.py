"""Causes of the change in each rep's total between a report's two closes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.core.explain import attribute_change
from scoring.core.layout import layout_of
from scoring.daily.active_version import cached_timeline
from scoring.daily.live import can_explain, passage_on
from scoring.explain.causes import causes_in_direction, causes_of, causes_sentence
from scoring.reports.content import ReportedCause
from scoring.reports.spec import ReportSpec
from scoring.scores.periods import PeriodScore
from teams.base.batches import batched
from teams.models import Organization

MAX_CAUSES = 5  # largest causes listed; the rest is one line
BATCH_SIZE = 100  # reps in memory


@dataclass(frozen=True)
class RepCauses:
    """Causes, which add up to the change, and the three largest as a sentence."""

    causes: tuple[ReportedCause, ...]
    mostly: str


def load_rep_causes(
    organization: Organization, standings: Sequence[PeriodScore], order: ReportSpec
) -> dict[int, RepCauses]:
    """Moves by rep id, for reps with a comparable score whose facts of that time are kept."""
    told = {
        each.rep.pk: each.change
        for each in standings
        if each.change is not None and can_explain(each.rep, order.first)
    }
    found: dict[int, RepCauses] = {}
    for some in batched(sorted(told), BATCH_SIZE):
        found |= _causes_of_batch(organization, some, told, order)
    return found


def _causes_of_batch(
    organization: Organization, reps: Sequence[int], changes: dict[int, float], order: ReportSpec
) -> dict[int, RepCauses]:
    course = cached_timeline(organization)
    ends = order.first.toordinal(), order.last.toordinal()
    was, layout = (layout_of(course.on(day)) for day in ends)
    way = passage_on(organization, np.array(reps), order.first, order.last)
    moved = attribute_change(layout, way, *ends, was=was)
    moves = {}
    for row, rep in enumerate(reps):
        every = [ReportedCause(each.words, each.points) for each in causes_of(layout, moved, row)]
        moves[rep] = RepCauses(
            _largest_causes(every, changes[rep]),
            causes_sentence(causes_in_direction(layout, moved, row)),
        )
    return moves


def _largest_causes(every: Sequence[ReportedCause], change: float) -> tuple[ReportedCause, ...]:
    """The largest causes, and one line for the rest of the change."""
    order = sorted(every, key=lambda each: -abs(each.points))
    named = [each for each in order[:MAX_CAUSES] if round(each.points, 1)]
    rest = change - sum(each.points for each in named)
    left = [ReportedCause("everything else", rest)] if round(rest, 1) else []
    return (*named, *left)
