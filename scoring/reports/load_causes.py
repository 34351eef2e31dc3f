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
    organization: Organization, period_scores: Sequence[PeriodScore], spec: ReportSpec
) -> dict[int, RepCauses]:
    """Causes by rep id, for reps with a comparable score whose facts of that time are kept."""
    changes = {
        each.rep.pk: each.change
        for each in period_scores
        if each.change is not None and can_explain(each.rep, spec.first)
    }
    causes: dict[int, RepCauses] = {}
    for batch in batched(sorted(changes), BATCH_SIZE):
        causes |= _causes_of_batch(organization, batch, changes, spec)
    return causes


def _causes_of_batch(
    organization: Organization, reps: Sequence[int], changes: dict[int, float], spec: ReportSpec
) -> dict[int, RepCauses]:
    timeline = cached_timeline(organization)
    ends = spec.first.toordinal(), spec.last.toordinal()
    layout_before, layout = (layout_of(timeline.on(day)) for day in ends)
    passage = passage_on(organization, np.array(reps), spec.first, spec.last)
    attribution = attribute_change(layout, passage, *ends, was=layout_before)
    causes_by_rep = {}
    for row, rep in enumerate(reps):
        causes = [
            ReportedCause(each.words, each.points) for each in causes_of(layout, attribution, row)
        ]
        causes_by_rep[rep] = RepCauses(
            _largest_causes(causes, changes[rep]),
            causes_sentence(causes_in_direction(layout, attribution, row)),
        )
    return causes_by_rep


def _largest_causes(causes: Sequence[ReportedCause], change: float) -> tuple[ReportedCause, ...]:
    """The largest causes, and one line for the rest of the change."""
    largest = sorted(causes, key=lambda each: -abs(each.points))
    named = [each for each in largest[:MAX_CAUSES] if round(each.points, 1)]
    rest = change - sum(each.points for each in named)
    remainder = [ReportedCause("everything else", rest)] if round(rest, 1) else []
    return (*named, *remainder)
