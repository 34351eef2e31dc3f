"""Main reason of each total's change, for boards; remembered, as boards are opened often."""

from collections.abc import Sequence
from hashlib import sha256

from django.core.cache import caches

from scoring.core.version_timeline import VersionTimeline
from scoring.daily.active_version import cached_timeline
from scoring.daily.live import can_explain
from scoring.explain.reasons import Span, load_reasons
from scoring.scores.periods import PeriodScore
from teams.models import Organization

REASON_CACHE = caches["remembered"]


def main_reasons(organization: Organization, scores: Sequence[PeriodScore]) -> dict[int, str]:
    """Main cause of each total's change, in words, by rep id; only of reps that can be compared.

    Reps whose facts of these days are no longer kept are left out. Remembered until facts change.
    """
    timeline = cached_timeline(organization)
    score_by_key = {
        _cache_key(score, timeline): score
        for score in scores
        if score.compared and can_explain(score.rep, score.compared.day)
    }
    cached: dict[str, str] = REASON_CACHE.get_many(score_by_key)
    missing = {key: score for key, score in score_by_key.items() if key not in cached}
    found = _main_words(organization, list(missing.values()))
    computed = {key: found[score.rep.pk] for key, score in missing.items()}
    REASON_CACHE.set_many(computed)
    words = cached | computed
    return {score.rep.pk: words[key] for key, score in score_by_key.items()}


def _cache_key(score: PeriodScore, timeline: VersionTimeline) -> str:
    """Cache key of a reason; changes when the rep's facts, either score or the model changes."""
    rep, days = score.rep, [score.now, score.compared]
    scores = [(day.day, day.version, day.pillars) for day in days if day]
    turns = [(since, version.identifier) for since, version in timeline.switches]
    parts = (rep.organization_id, rep.pk, rep.changes, rep.facts_from, scores, turns)
    return f"reason-{sha256(repr(parts).encode()).hexdigest()}"


def _main_words(organization: Organization, scores: Sequence[PeriodScore]) -> dict[int, str]:
    spans = [
        Span(score.rep.pk, score.compared.day, score.now.day) for score in scores if score.compared
    ]
    reasons = load_reasons(organization, {score.rep.pk: score.rep for score in scores}, spans)
    return {span.rep: reasons[span].main_words if span in reasons else "" for span in spans}
