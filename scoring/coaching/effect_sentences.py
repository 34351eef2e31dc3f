"""Conclusions about a programme in sentences: what its figures support, and what they do not."""

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


def headline(found: EffectNumbers) -> str:
    """By LinkedIn score: “6 of 8 have …: on average +7.2 (95 % interval +3.1 to +11.0).”."""
    both, people = len(found.both), len(found.ends)
    if found.official is None:
        return (
            f"None of {people} has {LINKEDIN_SCORE_LABEL} at both ends: "
            "it says nothing of this programme."
        )
    has = "has" if both == 1 else "have"
    return f"{both} of {people} {has} {LINKEDIN_SCORE_LABEL} at both ends: {_mean(found.official)}."


def averages_sentence(found: EffectNumbers) -> str:
    """How the averages moved that LinkedIn showed with those scores."""
    if found.official is None:
        return ""
    moved = [
        f"{signed(each.change)} in their {each.name} (of {each.reps})" for each in found.beside
    ]
    if not moved:
        return (
            "How the averages of industry and network moved is not known: it takes both numbers "
            "with what LinkedIn’s page says beside them."
        )
    return f"Meanwhile the average LinkedIn shows moved {' and '.join(moved)}."


def estimate_sentence(found: EffectNumbers) -> str:
    """What our estimate shows over the same period."""
    if found.estimated is None:
        return "Our estimate says nothing: nobody had one that counts at both ends."
    return f"Our estimate moved {_mean(found.estimated)}, of {found.estimated.count}."


def comparison_sentences(found: EffectNumbers) -> tuple[str, ...]:
    """Compared with reps outside: by LinkedIn score and, if it is conclusive, by our estimate."""
    by_number = _comparison_sentence(found.compared, LINKEDIN_SCORE_LABEL)
    if not found.compared_by_estimate.told:
        return (by_number,)
    return (by_number, _comparison_sentence(found.compared_by_estimate, "our estimate"))


def _comparison_sentence(compared: EffectComparison, by: str) -> str:
    told, found = compared.told, compared.found
    if not compared.others:
        return f"By {by} there is nobody outside to compare with: none has it at both ends."
    if not (told and found and told.interval):
        few = found.change.count if found else "none"
        return (
            f"By {by} {few} of them can be compared with reps outside who began within five "
            f"points; it takes {MIN_SAMPLE}."
        )
    how = f"{one_decimal(abs(told.mean))} {'less' if told.mean < 0 else 'more'}"
    others = count_words(found.others, "comparable rep")
    said = f"By {by} {told.count} of them moved on average {how} than {others} outside"
    return f"{said} ({_interval(told.interval)}).{_unmatched_sentence(found.left_out)}"


def _unmatched_sentence(people: int) -> str:
    return f" Nobody outside began near {people} more of them." if people else ""


def missing_outcomes_sentence(found: EffectNumbers) -> str:
    """Why meetings or opportunities are missing; empty if both are shown."""
    if len(found.outcomes) == 2:
        return ""
    which = "Opportunities are" if found.outcomes else "Meetings and opportunities are"
    return (
        f"{which} told once {FEWEST_LOGGED} of them have logged ten working days before and since."
    )


def supported_conclusions(found: EffectNumbers) -> tuple[str, ...]:
    """Conclusions that the figures support."""
    return tuple(_iter_supported(found))


def _iter_supported(found: EffectNumbers) -> Iterator[str]:
    official, told = found.official, found.compared.told
    interval = official.interval if official else None
    if interval and interval.sign:
        moved, side = ("rose", "above") if interval.sign > 0 else ("fell", "below")
        yield f"They {moved} by LinkedIn’s own number: the whole interval lies {side} 0."
    for each in found.beside:
        if interval and interval.low > max(each.change, 0) and each.reps >= MIN_SAMPLE:
            yield f"They gained more than the average of their {each.name}."
    if told and told.interval and told.interval.sign:
        how = "more" if told.interval.sign > 0 else "less"
        yield f"They gained {how} than comparable reps who took part in no programme."


def unsupported_conclusions(found: EffectNumbers) -> tuple[str, ...]:
    """Conclusions that the figures do not support, and why."""
    return tuple(_iter_unsupported(found))


def _iter_unsupported(found: EffectNumbers) -> Iterator[str]:
    if found.official is None:
        yield "Anything by LinkedIn’s own number; an estimate alone does not bear it."
        return
    interval = found.official.interval
    if interval is None:
        yield f"How much it moves others: fewer than {MIN_SAMPLE} people tell no interval."
    elif not interval.sign:
        yield "That they moved at all: the interval holds 0."
    yield from _cause_caveats(found)
    yield from _start_caveats(found)
    yield from _sample_caveats(found)
    if not found.is_over:
        yield f"How it ends: it runs until {day_words(found.programme.ends_on)}."


def _cause_caveats(found: EffectNumbers) -> Iterator[str]:
    told = found.compared.told
    if told is None:
        yield "That it was the programme: by LinkedIn’s number there are too few to compare with."
    elif told.interval and not told.interval.sign:
        yield "That it was the programme: beside comparable reps the interval holds 0."
    else:
        yield (
            "That it was the programme alone: nobody drew lots for who takes part, and whoever is "
            "chosen or comes forward may differ from the others."
        )


def _start_caveats(found: EffectNumbers) -> Iterator[str]:
    began = found.compared.began
    if began is not None and began <= LOWER_START_POINTS:
        yield (
            f"That all of the rise is a gain: they began {one_decimal(-began)} points below the "
            "others, and who begins low tends to rise without help."
        )
    elif began is None:
        yield (
            "That all of a rise is a gain: who is chosen at a low tends to rise without help, and "
            "too few others have both numbers to tell."
        )


def _sample_caveats(found: EffectNumbers) -> Iterator[str]:
    missing = len(found.ends) - len(found.both)
    if missing:
        yield (
            f"What {count_words(missing, 'other')} did: without LinkedIn’s number at both ends "
            "they "
            "may differ from those who have it."
        )
    early = sum(each.is_early for each in found.both)
    if early:
        yield f"The last weeks of {early} of them: their last number is older than that."
    if 1 < len(found.both) < FEW_REPS:
        least, most = leave_one_out_range(found.changes)
        yield (
            f"That it goes for others: they are {len(found.both)}; leave out any one, and the "
            f"average lies between {signed(least)} and {signed(most)}."
        )


def _mean(change: MeanChange) -> str:
    """The mean in words: `on average +7.2 (95 % interval +3.1 to +11.0)`."""
    if change.count == 1:
        return signed(change.mean)
    told = change.interval
    said = _interval(told) if told else f"fewer than {MIN_SAMPLE} tell no interval"
    return f"on average {signed(change.mean)} ({said})"


def _interval(interval: Interval) -> str:
    return f"95 % interval {signed(interval.low)} to {signed(interval.high)}"
