"""Evidence for a signal's points: how often it was known lately, its last value and the sources.

Which days a rep logged is private; those who look after the rep are shown none of this.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.core.signals import Signal
from teams.base.formatting import day_words, one_decimal
from teams.base.sources import Source
from teams.models import DailyLog, Rep

EVIDENCE_DAYS = 60  # days: with a half-life of 30, older activity counts less than a quarter


@dataclass(frozen=True)
class SignalEvidence:
    """Evidence for a signal: known days lately, the last of them, and the sources."""

    days: int
    last: date | None
    value: float | None  # of the last day, if the signal has one input only
    sources: tuple[Source, ...]  # most frequent first

    @property
    def sentence(self) -> str:
        """`known on 14 of the last 60 days, last 3 on 2 March (typed, LinkedIn archive)`."""
        if self.last is None:
            return f"not in the last {EVIDENCE_DAYS} days"
        value = "" if self.value is None else f" {_format_value(self.value)}"
        sources = ", ".join(str(each.label) for each in self.sources)
        known = f"known on {self.days} of the last {EVIDENCE_DAYS} days"
        return f"{known}, last{value} on {day_words(self.last)} ({sources})"


def load_evidence(rep: Rep, signals: Sequence[Signal], through: date) -> dict[str, SignalEvidence]:
    """Evidence by signal, over the EVIDENCE_DAYS up to `through`."""
    since = through - timedelta(days=EVIDENCE_DAYS - 1)
    logs = list(DailyLog.objects.of(rep).between(since, through))
    logs_with_sources = [(each, each.sources()) for each in logs]
    return {signal.name: _signal_evidence(signal, logs_with_sources) for signal in signals}


def _signal_evidence(
    signal: Signal, logs: Sequence[tuple[DailyLog, dict[str, Source]]]
) -> SignalEvidence:
    known = [
        (log, [name for name in signal.inputs if getattr(log, name) is not None]) for log, _ in logs
    ]
    sources = Counter(
        log_sources[name]
        for (_, log_sources), (_, names) in zip(logs, known, strict=True)
        for name in names
    )
    days = [(log, names) for log, names in known if names]
    last = days[-1][0] if days else None
    alone = len(signal.inputs) == 1 and last is not None
    return SignalEvidence(
        days=len(days),
        last=last.day if last else None,
        value=float(getattr(last, signal.inputs[0])) if alone else None,
        sources=tuple(each for each, _ in sources.most_common()),
    )


def _format_value(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else one_decimal(value)
