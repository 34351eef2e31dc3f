"""The three opening sentences of a report: LinkedIn scores, estimate, outlook."""

from collections.abc import Sequence
from statistics import fmean

from scoring.reports.content import ReportPerson, Score
from scoring.reports.spec import SubjectKind
from scoring.scores.series import ReadingDot
from teams.base.formatting import count_words, day_words, one_decimal, plus_minus, signed


def official_words(
    dots: Sequence[ReadingDot], start: ReadingDot | None = None, end: ReadingDot | None = None
) -> str:
    """LinkedIn scores of one rep: the two compared, else the last of those known.

    >>> official_words([])
    'LinkedIn’s own score is not known for this period: all that follows is estimated.'
    """
    if not dots:
        return "LinkedIn’s own score is not known for this period: all that follows is estimated."
    if start and end and end.day > start.day:
        return (
            f"LinkedIn’s own score went from {one_decimal(start.total)} on "
            f"{day_words(start.day)} to {one_decimal(end.total)} on {day_words(end.day)} "
            f"({signed(end.total - start.total)})."
        )
    last = dots[-1]
    reading = f"{one_decimal(last.total)} on {day_words(last.day)}"
    if len(dots) == 1:
        return f"LinkedIn’s own score is known once: {reading}."
    return f"LinkedIn’s own score is not known at both ends; the last is {reading}."


def estimate_words(before: Score | None, after: Score | None, unranked: str, mostly: str) -> str:
    """Estimate of one rep with its likely range, and the largest causes of its change.

    `unranked` says why the score has no rank; empty if it has one.
    """
    if after is None:
        return "There is no estimate yet: nothing was logged."
    likely = f" {plus_minus(after.half_range)}" if after.half_range is not None else ""
    now = f"{one_decimal(after.total)}{likely}"
    if unranked:
        return f"The estimate is {now}; not ranked yet: {unranked}"
    if before is None:
        return f"The estimate is {now}; there was none at the start."
    change = signed(after.total - before.total)
    because = f" {mostly}." if mostly else ""
    return f"The estimate went from {one_decimal(before.total)} to {now} ({change}).{because}"


def all_official_words(persons: Sequence[ReportPerson], kind: SubjectKind) -> str:
    """LinkedIn scores of several reps: how many have two to compare, and their average change."""
    changes = [each.official_change for each in persons if each.official_change is not None]
    rep_count = count_words(len(persons), "rep")
    two = "one at both ends" if kind == SubjectKind.PROGRAMME else "two in this period"
    if not changes:
        return f"LinkedIn’s own scores: none of {rep_count} has {two}."
    return (
        f"LinkedIn’s own scores: {len(changes)} of {rep_count} {_have(changes)} {two}; "
        f"on average they moved {signed(fmean(changes))}."
    )


def _have(items: Sequence[object]) -> str:
    return "has" if len(items) == 1 else "have"


def all_estimates_words(before: Score | None, after: Score | None, changes: list[float]) -> str:
    """Average estimate of several reps, among those that can be compared."""
    if before is None or after is None or not changes:
        return "No estimates can be compared between these two days yet."
    up = sum(round(each, 1) > 0 for each in changes)
    return (
        f"The average estimate of {count_words(len(changes), 'rep')} went from "
        f"{one_decimal(before.total)} to {one_decimal(after.total)} "
        f"({signed(after.total - before.total)}); {up} of {len(changes)} went up."
    )


def good_words(good: tuple[int, int], ranked: tuple[int, int]) -> str:
    """How many of several reps are at 70 or above.

    >>> good_words((1, 2), (8, 8))
    '2 of 8 stand at 70 or above; it was 1 of 8 at the start.'
    """
    if not ranked[1]:
        return "Nobody’s score can be counted on the last day yet."
    verb = "stands" if good[1] == 1 else "stand"
    now = f"{good[1]} of {ranked[1]} {verb} at 70 or above"
    return f"{now}; it was {good[0]} of {ranked[0]} at the start." if ranked[0] else f"{now}."
