"""Conclusions about a programme in sentences: what its numbers support, and what they do not."""

from collections.abc import Iterator

from scoring.coaching.effect_numbers import EffectComparison, EffectNumbers
from scoring.coaching.effect_outcomes import FEWEST as FEWEST_LOGGED
from scoring.core.treatment_effect import MIN_SAMPLE, Interval, MeanChange, leave_one_out_range
from scoring.scores.signal_names import LINKEDIN_SCORE_LABEL
from teams.base.formatting import count_words, day_words, one_decimal, signed

FEW_REPS = 20  # reps; with fewer, one of them moves the mean
LOWER_START_POINTS = (
    -2.0
)  # points below the others; participants who begin lower tend to rise anyway


def headline(numbers: EffectNumbers) -> str:
    """Mean change by LinkedIn score: “6 of 8 have …: on average +7.2 (95 % interval …).”."""
    measured, total = len(numbers.with_both_ends), len(numbers.ends)
    if numbers.official is None:
        return (
            f"None of {total} has a {LINKEDIN_SCORE_LABEL} at both ends: "
            "it says nothing of this programme."
        )
    has = "has" if measured == 1 else "have"
    mean = _mean(numbers.official)
    return f"{measured} of {total} {has} a {LINKEDIN_SCORE_LABEL} at both ends: {mean}."


def averages_sentence(numbers: EffectNumbers) -> str:
    """Changes of the averages that LinkedIn showed with those scores."""
    if numbers.official is None:
        return ""
    moved = [
        f"{signed(each.change)} in their {each.name} (of {each.reps})"
        for each in numbers.average_changes
    ]
    if not moved:
        return (
            "How the averages of industry and network moved is not known: it takes both numbers "
            "with what LinkedIn’s page says beside them."
        )
    return f"Meanwhile the average LinkedIn shows moved {' and '.join(moved)}."


def estimate_sentences(numbers: EffectNumbers) -> tuple[str, ...]:
    """What our estimate shows over the same period: its change, then each part in its own."""
    if numbers.estimated is None:
        return ("Our estimate shows nothing: no one was ranked at both ends.",)
    moved = f"Our estimate moved {_mean(numbers.estimated)}, of {numbers.estimated.count}."
    parts = numbers.estimate.parts
    if parts is None:
        return (moved,)
    return (
        moved,
        f"Of this, {signed(parts.logged)} comes from what they logged.",
        f"LinkedIn scores in between brought {signed(parts.linkedin)}.",
    )


def comparison_sentences(numbers: EffectNumbers) -> tuple[str, ...]:
    """Comparison with reps outside: by LinkedIn score and, if conclusive, by our estimate."""
    by_number = _comparison_sentence(numbers.comparison, LINKEDIN_SCORE_LABEL)
    if not numbers.estimate_comparison.difference:
        return (by_number,)
    return (by_number, _comparison_sentence(numbers.estimate_comparison, "our estimate"))


def _comparison_sentence(comparison: EffectComparison, measure: str) -> str:
    difference, matched = comparison.difference, comparison.matched
    if not comparison.others:
        return f"By {measure} no one outside can be compared: none has it at both ends."
    if not (difference and matched and difference.interval):
        few = matched.change.count if matched else "none"
        return (
            f"By {measure} {few} of them can be compared with reps outside who began within five "
            f"points; it takes {MIN_SAMPLE}."
        )
    change = f"{one_decimal(abs(difference.mean))} {'less' if difference.mean < 0 else 'more'}"
    others = count_words(matched.others, "comparable rep")
    text = (
        f"By {measure} {difference.count} of them moved on average {change} than {others} outside"
    )
    return f"{text} ({_interval(difference.interval)}).{_unmatched_sentence(matched.left_out)}"


def _unmatched_sentence(count: int) -> str:
    return f" No one outside began near {count} more of them." if count else ""


def missing_outcomes_sentence(numbers: EffectNumbers) -> str:
    """Why meetings or opportunities are missing; empty if both are shown."""
    if len(numbers.outcomes) == 2:
        return ""
    which = "Opportunities are" if numbers.outcomes else "Meetings and opportunities are"
    return (
        f"{which} told once {FEWEST_LOGGED} of them have logged ten working days before and since."
    )


def supported_conclusions(numbers: EffectNumbers) -> tuple[str, ...]:
    """Conclusions that the numbers support."""
    return tuple(_iter_supported(numbers))


def _iter_supported(numbers: EffectNumbers) -> Iterator[str]:
    official, difference = numbers.official, numbers.comparison.difference
    interval = official.interval if official else None
    if interval and interval.sign:
        moved, side = ("rose", "above") if interval.sign > 0 else ("fell", "below")
        yield f"They {moved} by LinkedIn’s own score: the whole interval lies {side} 0."
    for each in numbers.average_changes:
        if interval and interval.low > max(each.change, 0) and each.reps >= MIN_SAMPLE:
            yield f"They gained more than the average of their {each.name}."
    if difference and difference.interval and difference.interval.sign:
        how = "more" if difference.interval.sign > 0 else "less"
        yield f"They gained {how} than comparable reps who took part in no programme."


def unsupported_conclusions(numbers: EffectNumbers) -> tuple[str, ...]:
    """Conclusions that the numbers do not support, and why."""
    return tuple(_iter_unsupported(numbers))


def _iter_unsupported(numbers: EffectNumbers) -> Iterator[str]:
    if numbers.official is None:
        yield "Anything by LinkedIn’s own score; an estimate alone does not bear it."
        return
    interval = numbers.official.interval
    if interval is None:
        yield f"How much it moves others: fewer than {MIN_SAMPLE} people tell no interval."
    elif not interval.sign:
        yield "That they moved at all: the interval holds 0."
    yield from _cause_caveats(numbers)
    yield from _start_caveats(numbers)
    yield from _sample_caveats(numbers)
    if not numbers.is_over:
        yield f"How it ends: it runs until {day_words(numbers.programme.ends_on)}."


def _cause_caveats(numbers: EffectNumbers) -> Iterator[str]:
    difference = numbers.comparison.difference
    if difference is None:
        yield "That it was the programme: by the LinkedIn score there are too few to compare with."
    elif difference.interval and not difference.interval.sign:
        yield "That it was the programme: beside comparable reps the interval holds 0."
    else:
        yield (
            "That it was the programme alone: participants were chosen or came forward, not drawn "
            "by lot, and may differ from the others."
        )


def _start_caveats(numbers: EffectNumbers) -> Iterator[str]:
    start_gap = numbers.comparison.start_gap
    if start_gap is not None and start_gap <= LOWER_START_POINTS:
        yield (
            f"That all of the rise is a gain: they began {one_decimal(-start_gap)} points below "
            "the others, and who begins low tends to rise without help."
        )
    elif start_gap is None:
        yield (
            "That all of a rise is a gain: who is chosen at a low tends to rise without help, and "
            "too few others have both numbers to tell."
        )


def _sample_caveats(numbers: EffectNumbers) -> Iterator[str]:
    missing = len(numbers.ends) - len(numbers.with_both_ends)
    if missing:
        yield (
            f"What {count_words(missing, 'other')} did: without a LinkedIn score at both ends "
            "they "
            "may differ from those who have it."
        )
    early = sum(each.is_early for each in numbers.with_both_ends)
    if early:
        yield f"The last weeks of {early} of them: their last score there is older than that."
    measured = len(numbers.with_both_ends)
    if 1 < measured < FEW_REPS:
        least, most = leave_one_out_range(numbers.changes)
        yield (
            f"That it goes for others: they are {measured}; leave out any one, and the "
            f"average lies between {signed(least)} and {signed(most)}."
        )


def _mean(change: MeanChange) -> str:
    """The mean in words: `on average +7.2 (95 % interval +3.1 to +11.0)`."""
    if change.count == 1:
        return signed(change.mean)
    interval = change.interval
    text = _interval(interval) if interval else f"fewer than {MIN_SAMPLE} tell no interval"
    return f"on average {signed(change.mean)} ({text})"


def _interval(interval: Interval) -> str:
    return f"95 % interval {signed(interval.low)} to {signed(interval.high)}"
