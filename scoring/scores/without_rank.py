"""Why a score has no rank, and what gives it one, in words."""

from datetime import date

from scoring.core.constants import ENOUGH_COVERAGE
from scoring.core.uncertainty import Trust
from teams.base.formatting import day_words, plain_number

NO_SCORE_WORDS = "no score yet. A logged day or a LinkedIn score starts it."


def not_ranked_words(trust: Trust | int, coverage: float, silent_since: date | None = None) -> str:
    """The reason and the remedy, to follow a colon or a name; empty for a score with a rank.

    `silent_since` is the first working day without data, if it is known.

    >>> not_ranked_words(Trust.BUILDING, 41.0)
    'tracks 41 of 60 points needed. A LinkedIn score is enough.'
    >>> not_ranked_words(Trust.WAITING, 70.0, date(2026, 11, 6))
    'no data since 6 November. One logged day or a LinkedIn score brings it back.'
    """
    if trust == Trust.BUILDING:
        needed = f"{plain_number(coverage)} of {plain_number(ENOUGH_COVERAGE)}"
        return f"tracks {needed} points needed. A LinkedIn score is enough."
    if trust == Trust.WAITING:
        since = f"since {day_words(silent_since)}" if silent_since else "for ten working days"
        return f"no data {since}. One logged day or a LinkedIn score brings it back."
    return ""
