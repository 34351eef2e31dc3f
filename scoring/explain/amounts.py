"""Amounts behind a signal's points, in words: `Comments 19 a week, was 8`."""

import numpy as np

from scoring.core.layout import Floats, Layout
from scoring.core.points import counting_signals, latency_hours, rate_shares
from scoring.core.signals import ActiveDays, Flow, Latency, Percent, Rate, Signal
from scoring.core.state import State
from scoring.scores.signal_names import SIGNAL_NAMES
from teams.base.formatting import one_decimal, whole

WHOLE_FROM = 10  # amounts from which a decimal says nothing


def signal_amounts(layout: Layout, state: State) -> Floats:
    """(n, S) what each signal's points rest on; NaN while it does not count.

    A flow's weekly rate, a level, a rate in per cent, hours until an answer.
    """
    amounts = np.empty((len(state), len(layout.names)))
    amounts[:, layout.flow_at] = state.rates
    amounts[:, layout.level_at] = state.levels
    amounts[:, layout.rate_at] = 100 * rate_shares(layout, state)
    amounts[:, layout.latency_at] = latency_hours(layout, state)
    return np.where(counting_signals(layout, state), amounts, np.nan)


def amount_words(signal: Signal, amount: float) -> str:
    """An amount with its unit: `19 a week`, `480`, `40 %`, `6 h`.

    >>> from scoring.core.signals import Stock
    >>> amount_words(Flow("posts", "brand", 6, target=3), 2.46)
    '2.5 a week'
    >>> amount_words(Stock("connections", "relationships", 5, target=500), 1480.0)
    '1,480'
    """
    match signal:
        case ActiveDays():
            return f"{_short(amount)} a week"
        case Flow():
            return f"{_short(amount)} a week"
        case Percent() | Rate():
            return f"{whole(amount)} %"
        case Latency():
            return f"{_short(amount)} h"
        case _:
            return f"{whole(amount):,}"


def _short(amount: float) -> str:
    if amount >= WHOLE_FROM:
        return f"{whole(amount):,}"
    return one_decimal(amount).removesuffix(".0")


def change_words(signal: Signal, before: float, now: float) -> str:
    """A signal's amount beside the one before: `Comments 19 a week, was 8`.

    >>> change_words(Flow("posts", "brand", 6, target=3), 1.0, 2.46)
    'Posts 2.5 a week, was 1'
    """
    name, words = SIGNAL_NAMES[signal.name], amount_words(signal, now)
    if np.isnan(before):
        return f"{name} {words}, counted for the first time"
    was = amount_words(signal, before)
    if was == words:
        return f"{name} {words}"
    return f"{name} {words}, was {was.removesuffix(' a week')}"
