"""Causes of score changes between any two days: the largest differences in points."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import numpy as np
from django.core.cache import caches

from scoring.core.explain import Difference, attribute_change
from scoring.core.layout import Layout, layout_of
from scoring.core.version_timeline import VersionTimeline
from scoring.daily.active_version import cached_timeline
from scoring.daily.live import can_explain, passage_on
from scoring.scores.periods import PeriodScore
from scoring.scores.signal_names import LINKEDIN_SCORE_LABEL, OTHER_VERSION_LABEL, cause_words
from teams.base.formatting import signed
from teams.models import Organization, Rep

NEW, FADING, VERSION = "linkedin", "linkedin fading", "version"
CAUSE_CACHE = caches["remembered"]
MAX_CAUSES_NAMED = 3  # causes named in a sentence


@dataclass(frozen=True)
class CauseSpan:
    """A rep (by id) between the closes of two days."""

    rep: int
    since: date
    day: date


@dataclass(frozen=True)
class Cause:
    """What moved a total, and by how many points.

    `signal` is a signal's name, NEW for a LinkedIn score read in between, FADING for one read
    before, or VERSION for another version of the model.
    """

    signal: str
    words: str
    points: float


Causes = Mapping[CauseSpan, tuple[Cause, ...]]


def causes_sentence(causes: Sequence[Cause]) -> str:
    """The three largest, as `more comments +3.1, more posts +1.8`; empty if unknown."""
    return ", ".join(f"{each.words} {signed(each.points)}" for each in causes[:MAX_CAUSES_NAMED])


def causes_of_spans(
    organization: Organization, reps: Mapping[int, Rep], spans: Collection[CauseSpan]
) -> Causes:
    """Causes of each span in the direction in which the total moved, largest first.

    All spans are loaded at once. Those whose facts are no longer kept are left out.
    """
    explainable = [each for each in spans if can_explain(reps[each.rep], each.since, each.day)]
    if not explainable:
        return {}
    ids = np.array(sorted({each.rep for each in explainable}))
    passage = passage_on(
        organization, ids, *sorted({day for s in explainable for day in (s.since, s.day)})
    )
    rows = {rep: row for row, rep in enumerate(ids.tolist())}
    timeline = cached_timeline(organization)
    causes: dict[CauseSpan, tuple[Cause, ...]] = {}
    for (since, day), group in _by_days(explainable).items():
        ends = since.toordinal(), day.toordinal()
        was, layout = (layout_of(timeline.on(each)) for each in ends)
        difference = attribute_change(layout, passage, *ends, was=was)
        causes |= {each: causes_in_direction(layout, difference, rows[each.rep]) for each in group}
    return causes


def _by_days(spans: Collection[CauseSpan]) -> dict[tuple[date, date], list[CauseSpan]]:
    groups = defaultdict(list)
    for each in spans:
        groups[each.since, each.day].append(each)
    return groups


def causes_in_direction(layout: Layout, difference: Difference, row: int) -> tuple[Cause, ...]:
    """What moved a row's total in its direction, largest first.

    A LinkedIn score read before comes last: what the rep did is what a manager can talk about.
    """
    up = bool(difference.totals[row] > 0)
    causes = [each for each in causes_of(layout, difference, row) if (each.points > 0) == up]
    shown = [each for each in causes if round(each.points, 1)]
    return tuple(sorted(shown, key=lambda each: (each.signal == FADING, -abs(each.points))))


def causes_of(layout: Layout, difference: Difference, row: int) -> list[Cause]:
    """All causes of a row's change: signals, LinkedIn score and version, which add up to it."""
    is_new = bool(difference.is_new[row])
    *signals, linkedin, version = difference.causes[row].tolist()
    named = [
        Cause(name, cause_words(name, points), points)
        for name, points in zip(layout.names, signals, strict=True)
    ]
    new_number = f"a {'higher' if linkedin > 0 else 'lower'} LinkedIn number"
    # Without a new reading, what the last one added fades; that is no lower score.
    words = new_number if is_new else f"{LINKEDIN_SCORE_LABEL} of before fading"
    return [
        *named,
        Cause(NEW if is_new else FADING, words, linkedin),
        Cause(VERSION, OTHER_VERSION_LABEL, version),
    ]


def main_causes(organization: Organization, scores: Sequence[PeriodScore]) -> dict[int, str]:
    """Main cause of each total's change, in words, by rep id; only of reps that can be compared.

    All are compared between the same two days. What the rep did comes before the LinkedIn score,
    because a manager can talk about it. Reps whose facts of these days are no longer kept are left
    out. Causes are cached until facts change, as boards are opened more often than that.
    """
    timeline = cached_timeline(organization)
    score_by_key = {
        _cache_key(score, timeline): score
        for score in scores
        if score.compared and can_explain(score.rep, score.compared.day)
    }
    cached: dict[str, str] = CAUSE_CACHE.get_many(score_by_key)
    missing = {score.rep.pk: key for key, score in score_by_key.items() if key not in cached}
    computed = (
        _causes(organization, [score_by_key[key] for key in missing.values()]) if missing else {}
    )
    CAUSE_CACHE.set_many({missing[rep]: words for rep, words in computed.items()})
    return {score_by_key[key].rep.pk: words for key, words in cached.items()} | computed


def _cache_key(score: PeriodScore, timeline: VersionTimeline) -> str:
    """Cache key of a cause; changes when the rep's facts, either score or the model changes."""
    rep, days = score.rep, [score.now, score.compared]
    scores = [(day.day, day.version, day.pillars) for day in days if day]
    turns = [(since, version.identifier) for since, version in timeline.switches]
    parts = (rep.organization_id, rep.pk, rep.changes, rep.facts_from, scores, turns)
    return f"cause-{sha256(repr(parts).encode()).hexdigest()}"


def _causes(organization: Organization, scores: Sequence[PeriodScore]) -> dict[int, str]:
    spans = {
        each.rep.pk: CauseSpan(each.rep.pk, each.compared.day, each.now.day)
        for each in scores
        if each.compared
    }
    reps = {each.rep.pk: each.rep for each in scores}
    causes = causes_of_spans(organization, reps, list(spans.values()))
    main = {}
    for pk, span in spans.items():
        own_causes = [
            each for each in causes.get(span, ()) if each.signal not in (NEW, FADING, VERSION)
        ]
        candidates = [*own_causes, *causes.get(span, ())]
        main[pk] = candidates[0].words if candidates else ""
    return main
