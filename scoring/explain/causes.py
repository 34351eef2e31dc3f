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
    """The three largest: `more comments +3.1, more posts +1.8`; empty if unknown."""
    return ", ".join(f"{each.words} {signed(each.points)}" for each in causes[:MAX_CAUSES_NAMED])


def causes_of_spans(
    organization: Organization, reps: Mapping[int, Rep], spans: Collection[CauseSpan]
) -> Causes:
    """Causes of each span in the direction in which the total moved, largest first.

    All spans are loaded at once. Those whose facts are no longer kept are left out.
    """
    known = [each for each in spans if can_explain(reps[each.rep], each.since, each.day)]
    if not known:
        return {}
    ids = np.array(sorted({each.rep for each in known}))
    way = passage_on(organization, ids, *sorted({day for s in known for day in (s.since, s.day)}))
    rows = {rep: row for row, rep in enumerate(ids.tolist())}
    course = cached_timeline(organization)
    found: dict[CauseSpan, tuple[Cause, ...]] = {}
    for (since, day), some in _by_days(known).items():
        ends = since.toordinal(), day.toordinal()
        was, layout = (layout_of(course.on(each)) for each in ends)
        moved = attribute_change(layout, way, *ends, was=was)
        found |= {each: causes_in_direction(layout, moved, rows[each.rep]) for each in some}
    return found


def _by_days(spans: Collection[CauseSpan]) -> dict[tuple[date, date], list[CauseSpan]]:
    groups = defaultdict(list)
    for each in spans:
        groups[each.since, each.day].append(each)
    return groups


def causes_in_direction(layout: Layout, moved: Difference, row: int) -> tuple[Cause, ...]:
    """What moved a row's total in its direction, largest first.

    A LinkedIn score read before comes last: what the rep did is what a manager can talk about.
    """
    up = bool(moved.totals[row] > 0)
    found = [each for each in causes_of(layout, moved, row) if (each.points > 0) == up]
    shown = [each for each in found if round(each.points, 1)]
    return tuple(sorted(shown, key=lambda each: (each.signal == FADING, -abs(each.points))))


def causes_of(layout: Layout, moved: Difference, row: int) -> list[Cause]:
    """All causes of a row's change: signals, LinkedIn score and version, which add up to it."""
    is_new = bool(moved.is_new[row])
    *signals, linkedin, version = moved.causes[row].tolist()
    named = [
        Cause(name, cause_words(name, points), points)
        for name, points in zip(layout.names, signals, strict=True)
    ]
    said = f"a {'higher' if linkedin > 0 else 'lower'} LinkedIn number"
    # Without a new reading, what the last one added fades; that is no lower score.
    words = said if is_new else f"{LINKEDIN_SCORE_LABEL} of before fading"
    return [
        *named,
        Cause(NEW if is_new else FADING, words, linkedin),
        Cause(VERSION, OTHER_VERSION_LABEL, version),
    ]


def main_causes(organization: Organization, found: Sequence[PeriodScore]) -> dict[int, str]:
    """Main cause of each total's change, in words, by rep id; only of reps that can be compared.

    All are compared between the same two days. What the rep did comes before the LinkedIn score,
    because a manager can talk about it. Reps whose facts of these days are no longer kept are left
    out. Causes are cached until facts change, as boards are opened more often than that.
    """
    course = cached_timeline(organization)
    asked = {
        _cache_key(each, course): each
        for each in found
        if each.compared and can_explain(each.rep, each.compared.day)
    }
    known: dict[str, str] = CAUSE_CACHE.get_many(asked)
    left = {each.rep.pk: key for key, each in asked.items() if key not in known}
    fresh = _causes(organization, [asked[key] for key in left.values()]) if left else {}
    CAUSE_CACHE.set_many({left[rep]: words for rep, words in fresh.items()})
    return {asked[key].rep.pk: words for key, words in known.items()} | fresh


def _cache_key(each: PeriodScore, course: VersionTimeline) -> str:
    """Cache key of a cause; changes when the rep's facts, either score or the model changes."""
    rep, days = each.rep, [each.now, each.compared]
    scores = [(day.day, day.version, day.pillars) for day in days if day]
    turns = [(since, version.identifier) for since, version in course.switches]
    of = (rep.organization_id, rep.pk, rep.changes, rep.facts_from, scores, turns)
    return f"cause-{sha256(repr(of).encode()).hexdigest()}"


def _causes(organization: Organization, found: Sequence[PeriodScore]) -> dict[int, str]:
    spans = {
        each.rep.pk: CauseSpan(each.rep.pk, each.compared.day, each.now.day)
        for each in found
        if each.compared
    }
    people = {each.rep.pk: each.rep for each in found}
    why = causes_of_spans(organization, people, list(spans.values()))
    named = {}
    for pk, span in spans.items():
        did = [each for each in why.get(span, ()) if each.signal not in (NEW, FADING, VERSION)]
        said = [*did, *why.get(span, ())]
        named[pk] = said[0].words if said else ""
    return named
