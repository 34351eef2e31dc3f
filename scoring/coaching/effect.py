"""Effect of a coaching programme: figures and sentences, for its page and for reports.

The headline rests on LinkedIn scores alone; estimates support it, meetings and opportunities are
shown beside it. What may not be concluded is stated as plainly as what may.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.coaching.effect_numbers import (
    MIN_SPAN,
    EffectNumbers,
    first_effect_day,
    load_effect_numbers,
)
from scoring.coaching.effect_readings import EndReadings, programme_span
from scoring.coaching.effect_sentences import (
    averages_sentence,
    comparison_sentences,
    estimate_sentence,
    headline,
    missing_outcomes_sentence,
    supported_conclusions,
    unsupported_conclusions,
)
from scoring.scores import periods
from teams.base.formatting import day_words
from teams.models import Programme, Rep


@dataclass(frozen=True)
class EffectRow:
    """A participant: LinkedIn score at both ends, and points by which our estimate moved."""

    ends: EndReadings
    estimated: float | None


@dataclass(frozen=True)
class ProgrammeEffect:
    """Everything a page or report shows of it."""

    found: EffectNumbers
    headline: str
    beside: str
    supporting: str
    comparison: tuple[str, ...]
    logged: str  # why meetings or opportunities are missing; empty if both are shown
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    lines: tuple[EffectRow, ...]


@dataclass(frozen=True)
class TooEarly:
    """There is nothing to show yet; `sentence` says why."""

    sentence: str


def effect_of(
    programme: Programme, reps: Sequence[Rep], today: date, outside: Sequence[Rep] = ()
) -> ProgrammeEffect | TooEarly:
    """The effect on these participants compared with reps outside, as of the last close."""
    if not reps:
        return TooEarly("Nobody you look after takes part in this programme.")
    people = Rep.objects.filter(pk__in=[rep.pk for rep in reps])
    span = programme_span(
        programme, today, periods.last_close_of_reps(programme.organization, people)
    )
    if span.last < (enough := first_effect_day(programme)):
        return TooEarly(
            f"It is too early to say: it takes {MIN_SPAN.days} days, or the end of the programme. "
            f"Look again after {day_words(enough, today.year)}."
        )
    return _effect(load_effect_numbers(programme, reps, outside, span))


def _effect(found: EffectNumbers) -> ProgrammeEffect:
    lines = [EffectRow(each, _estimated(found, each.rep)) for each in found.ends]
    return ProgrammeEffect(
        found=found,
        headline=headline(found),
        beside=averages_sentence(found),
        supporting=estimate_sentence(found),
        comparison=comparison_sentences(found),
        logged=missing_outcomes_sentence(found),
        may=supported_conclusions(found),
        may_not=unsupported_conclusions(found),
        lines=tuple(lines),
    )


def _estimated(found: EffectNumbers, rep: Rep) -> float | None:
    standing = found.standings.get(rep.pk)
    return standing.change if standing else None
