"""Causes of the change in each rep's total between a report's two closes."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.explain.reasons import Reason, Span, load_reasons
from scoring.reports.content import ReportedCause
from scoring.reports.spec import ReportSpec
from scoring.scores.periods import PeriodScore
from teams.models import Organization


@dataclass(frozen=True)
class RepCauses:
    """Causes, which add up to the change as shown, and the largest as a sentence."""

    causes: tuple[ReportedCause, ...]
    mostly: str


def load_rep_causes(
    organization: Organization, period_scores: Sequence[PeriodScore], spec: ReportSpec
) -> dict[int, RepCauses]:
    """Causes by rep id, for reps with a comparable score whose facts of that time are kept."""
    reps = {each.rep.pk: each.rep for each in period_scores if each.change is not None}
    spans = [Span(rep, spec.first, spec.last) for rep in reps]
    reasons = load_reasons(organization, reps, spans)
    return {span.rep: _rep_causes(reason) for span, reason in reasons.items()}


def _rep_causes(reason: Reason) -> RepCauses:
    did = [ReportedCause(each.words, each.points) for each in reason.lines]
    said = [ReportedCause(each.words, each.points) for each in reason.linkedin]
    return RepCauses(
        causes=(*did, *said),
        mostly=reason.sentence,
    )
