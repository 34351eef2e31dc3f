"""Our estimate over a programme: its change in each rep, by what was logged and what LinkedIn said.

It goes from the close of the programme's first day to the last close, as the programme's report
does. Only reps who are ranked at both closes are in it: building and waiting scores are in no
before and after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean

import numpy as np

from scoring.core.treatment_effect import MeanChange, mean_change
from scoring.explain.reasons import Reason, Span, load_reasons
from scoring.scores.periods import PeriodScore
from teams.base.formatting import rounded_parts
from teams.models import Organization


@dataclass(frozen=True)
class MeanParts:
    """A mean change in points as shown: what was logged, and LinkedIn's numbers in between."""

    logged: float
    linkedin: float


@dataclass(frozen=True)
class EstimateChange:
    """Change of our estimate in points, of reps ranked at both closes, and why, by rep id.

    A rep whose facts of that time are no longer kept has no reason.
    """

    scores: dict[int, PeriodScore]
    reasons: dict[int, Reason]

    @property
    def compared(self) -> list[PeriodScore]:
        """Scores of the reps ranked at both closes."""
        return [each for each in self.scores.values() if each.change is not None]

    def change(self, rep: int) -> float | None:
        """A rep's change; None unless both closes have a rank."""
        score = self.scores.get(rep)
        return score.change if score else None

    @cached_property
    def mean(self) -> MeanChange | None:
        """The mean change; None without any."""
        changes = np.array([each.change for each in self.compared])
        return mean_change(changes) if len(changes) else None

    @property
    def parts(self) -> MeanParts | None:
        """Both parts of the mean, which add up to it; None if the reason of any rep is missing."""
        reasons = [self.reasons.get(each.rep.pk) for each in self.compared]
        known = [each for each in reasons if each is not None]
        if self.mean is None or len(known) < len(reasons):
            return None
        parts = fmean(each.done for each in known), fmean(each.said for each in known)
        return MeanParts(*rounded_parts(parts, self.mean.mean))


def load_estimate_change(
    organization: Organization, scores: Sequence[PeriodScore], first: date, last: date
) -> EstimateChange:
    """The change between two closes, with its reasons."""
    reps = {each.rep.pk: each.rep for each in scores if each.change is not None}
    reasons = load_reasons(organization, reps, [Span(rep, first, last) for rep in reps])
    return EstimateChange(
        {each.rep.pk: each for each in scores},
        {span.rep: reason for span, reason in reasons.items()},
    )
