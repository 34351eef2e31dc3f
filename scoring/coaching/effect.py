"""Effect of a coaching programme: numbers and sentences for its page.

The headline rests on LinkedIn scores alone; estimates support it, meetings and opportunities are
shown beside it. What may not be concluded is stated as plainly as what may.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.coaching.effect_estimate import EstimateChange
from scoring.coaching.effect_numbers import (
    MIN_SPAN,
    EffectNumbers,
    first_effect_day,
    load_effect_numbers,
)
from scoring.coaching.effect_sentences import (
    averages_sentence,
    comparison_sentences,
    estimate_sentences,
    headline,
    missing_outcomes_sentence,
    supported_conclusions,
    unsupported_conclusions,
)
from scoring.readings.end_readings import EndReadings, programme_span
from scoring.scores import periods
from teams.base.formatting import day_words
from teams.models import Programme, Rep


@dataclass(frozen=True)
class EffectRow:
    """A participant: LinkedIn score at both ends, and the change of our estimate in points.

    `period` is the query string of the page that explains the estimate's change.
    """

    ends: EndReadings
    estimated: float | None
    period: str


@dataclass(frozen=True)
class ProgrammeEffect:
    """Effect page of a programme: numbers, conclusions in sentences, and a row for each rep."""

    numbers: EffectNumbers
    headline: str
    averages: str
    supporting: tuple[str, ...]
    comparison: tuple[str, ...]
    missing_outcomes: str  # why meetings or opportunities are missing; empty if both are shown
    supported: tuple[str, ...]
    unsupported: tuple[str, ...]
    rows: tuple[EffectRow, ...]


@dataclass(frozen=True)
class TooEarly:
    """There is nothing to show yet; `sentence` says why."""

    sentence: str


def effect_of(
    programme: Programme, reps: Sequence[Rep], today: date, outside: Sequence[Rep] = ()
) -> ProgrammeEffect | TooEarly:
    """The effect on these participants compared with reps outside, as of the last close."""
    if not reps:
        return TooEarly("No one you look after takes part in this programme.")
    queryset = Rep.objects.filter(pk__in=[rep.pk for rep in reps])
    span = programme_span(
        programme, today, periods.last_close_of_reps(programme.organization, queryset)
    )
    if span.last < (first_day := first_effect_day(programme)):
        return TooEarly(
            f"It is too early to say: it takes {MIN_SPAN.days} days, or the end of the programme. "
            f"Look again after {day_words(first_day, today.year)}."
        )
    return _effect(load_effect_numbers(programme, reps, outside, span))


def _effect(numbers: EffectNumbers) -> ProgrammeEffect:
    return ProgrammeEffect(
        numbers=numbers,
        headline=headline(numbers),
        averages=averages_sentence(numbers),
        supporting=estimate_sentences(numbers),
        comparison=comparison_sentences(numbers),
        missing_outcomes=missing_outcomes_sentence(numbers),
        supported=supported_conclusions(numbers),
        unsupported=unsupported_conclusions(numbers),
        rows=tuple(_row(each, numbers.estimate) for each in numbers.ends),
    )


def _row(ends: EndReadings, estimate: EstimateChange) -> EffectRow:
    reason = estimate.reasons.get(ends.rep.pk)
    return EffectRow(ends, estimate.change(ends.rep.pk), reason.query if reason else "")
