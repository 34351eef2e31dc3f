"""Why a score is what it is: points won and left by signal, and what is not itemised.

The parts add up to the total. The rep also sees what they rest on; viewers who look after the rep
see the score of the last close, and not which days were logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scoring.core.layout import layout_of
from scoring.daily import live
from scoring.explain.rep_score import DayScore, closes_between, state_at
from scoring.explain.signal_evidence import SignalEvidence, load_evidence
from scoring.explain.signal_points import PillarPoints, SignalPoints, build_pillar_points
from scoring.models import Snapshot, version_of
from teams.base.formatting import one_decimal
from teams.models import OfficialReading, Rep


@dataclass(frozen=True)
class ScoreBreakdown:
    """A rep's score at a close, taken apart; `records` are by signal, for the rep alone."""

    rep: Rep
    close: DayScore
    provisional: bool
    pillars: tuple[PillarPoints, ...]
    records: Mapping[str, SignalEvidence]
    reading: OfficialReading | None

    @property
    def signal_rows(
        self,
    ) -> list[tuple[PillarPoints, list[tuple[SignalPoints, SignalEvidence | None]]]]:
        """The counting signals of each pillar, with their evidence."""
        return [
            (pillar, [(each, self.records.get(each.signal)) for each in pillar.counting])
            for pillar in self.pillars
        ]

    @property
    def not_counting(self) -> list[SignalPoints]:
        """Signals that do not count yet."""
        return [each for pillar in self.pillars for each in pillar.not_counting]

    @property
    def won(self) -> float:
        """Points of the signals that count."""
        return sum(each.points for pillar in self.pillars for each in pillar.counting)

    @property
    def left(self) -> float:
        """Points left in signals that count."""
        return sum(pillar.left for pillar in self.pillars)

    @property
    def not_itemised(self) -> float:
        """Points that LinkedIn counts and are not logged here."""
        return sum(pillar.not_itemised for pillar in self.pillars)

    @property
    def sentence(self) -> str:
        """The summary in one line."""
        return (
            f"{one_decimal(self.won)} points come from what is logged here, "
            f"{one_decimal(self.not_itemised)} are counted by LinkedIn and not logged here; "
            f"{one_decimal(self.left)} are left in what is logged"
        )


def score_breakdown(rep: Rep, *, through: date, own: bool) -> ScoreBreakdown | None:
    """The score at the last close up to `through`, today's for the rep (`own`); None before one."""
    last = through if own else Snapshot.objects.of(rep).last_day(through)
    closes, live_states = closes_between(rep, last, last, provisional=own) if last else ([], {})
    if not closes or not (live_states or live.can_explain(rep, closes[-1].day)):
        return None
    close = closes[-1]
    layout = layout_of(version_of(rep.organization_id, close.version))
    state = state_at(rep, close, live_states)
    return ScoreBreakdown(
        rep=rep,
        close=close,
        provisional=own,
        pillars=build_pillar_points(layout, state, close.pillars),
        records=load_evidence(rep, layout.version.signals, close.day) if own else {},
        reading=OfficialReading.objects.of(rep).until(close.day).last(),
    )
