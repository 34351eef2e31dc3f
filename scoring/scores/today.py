"""Today's score in words, as pages say it after a save."""

from collections.abc import Sequence
from datetime import date, timedelta

from scoring.core.trajectory import Scores
from scoring.daily.live import compute_live_scores
from scoring.models import Snapshot
from teams.base.formatting import signed, whole
from teams.models import Rep


def score_words(rep: Rep, today: date) -> str:
    """Today's provisional score and its change since yesterday; empty before the first fact."""
    scores = compute_live_scores(rep, today)
    if not scores:
        return ""
    total, before = float(scores[-1].totals[0]), _yesterday(rep, scores, today)
    change = f" ({signed(total - before)} today)" if before is not None else ""
    return f"Estimated SSI {whole(total)}{change}."


def _yesterday(rep: Rep, scores: Sequence[Scores], today: date) -> float | None:
    if len(scores) > 1:
        return float(scores[-2].totals[0])
    stored = Snapshot.objects.of(rep).at(today - timedelta(days=1)).first()
    return stored.total if stored else None
