"""Events of a score (milestone, drop, waiting, reading), decided from a rep's consecutive closes.

Held days raise no event: only the close of a day with data from the rep, a file or LinkedIn does. A
milestone crossed meanwhile, as on a weekend, is reported with the next such day. Building and
waiting reps raise no events either, except for the start of waiting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from scoring.core.signals import MILESTONES
from scoring.core.uncertainty import Trust
from teams.base.formatting import whole

WEEK = timedelta(days=7)
# A milestone is reported once in this time: a score wavering around 70 is no daily news.
REPEAT_AFTER = WEEK
DROP_POINTS = 5.0  # points down within a week
READING_GAP_POINTS = 5.0  # points between a LinkedIn score and the estimate before it


class EventKind(StrEnum):
    """Kinds of event."""

    MILESTONE = "milestone"
    DROP = "drop"
    WAITING = "waiting"
    READING = "reading"


@dataclass(frozen=True)
class RepClose:
    """A rep's daily close; `has_data` if an input is known or there is a reading that day."""

    day: date
    total: float
    trust: Trust
    has_data: bool

    @property
    def ranked(self) -> bool:
        """Whether the score is current, so can be relied on."""
        return self.trust == Trust.CURRENT


@dataclass(frozen=True)
class Event:
    """An event at a rep's daily close.

    `points` is the change within the week before; for a reading, how far it was above the estimate
    of the day before. It is None if unknown. `milestone` is the milestone crossed, `up` the
    direction.
    """

    rep: int
    day: date
    kind: EventKind
    points: float | None = None
    milestone: int = 0
    up: bool = False
    steep: bool = False  # slipped below a milestone and fell five points within a week on that day

    @property
    def key(self) -> str:
        """Key under which it is sent once: rep, day and milestone."""
        return f"{self.rep}:{self.day}:{self.milestone}"


def find_events(
    rep: int, days: Sequence[RepClose], readings: Sequence[tuple[date, float]]
) -> list[Event]:
    """All events of a rep, from consecutive closes and LinkedIn totals, newest first."""
    crossings, drops = list(_crossings(rep, days)), list(_drops(rep, days))
    # A slip below a milestone and a drop on that day are reported as one event.
    steep, slipped = ({each.day for each in events} for events in (drops, _slips(crossings)))
    events_found = [
        *(replace(each, steep=not each.up and each.day in steep) for each in crossings),
        *(each for each in drops if each.day not in slipped),
        *_waiting_events(rep, days),
        *_readings(rep, days, readings),
    ]
    return sorted(events_found, key=lambda each: each.day, reverse=True)


def _slips(crossings: Sequence[Event]) -> list[Event]:
    return [each for each in crossings if not each.up]


def _crossings(rep: int, days: Sequence[RepClose]) -> Iterator[Event]:
    """Milestones reached and slipped below, by displayed total."""
    above: dict[int, bool] = {}
    reported: dict[int, date] = {}
    for at, each in enumerate(days):
        if not each.ranked or (above and not each.has_data):
            continue
        now = {milestone: whole(each.total) >= milestone for milestone in MILESTONES}
        crossed = [
            milestone
            for milestone in MILESTONES
            if above
            and now[milestone] != above[milestone]
            and _may_report_again(reported.get(milestone), each.day)
        ]
        above |= {milestone: now[milestone] for milestone in (crossed if above else MILESTONES)}
        reported |= dict.fromkeys(crossed, each.day)
        ups = [milestone for milestone in crossed if now[milestone]]
        downs = [milestone for milestone in crossed if not now[milestone]]
        points = week_change(days, at)
        if ups:
            yield Event(rep, each.day, EventKind.MILESTONE, points, max(ups), up=True)
        if downs:
            yield Event(rep, each.day, EventKind.MILESTONE, points, min(downs))


def _drops(rep: int, days: Sequence[RepClose]) -> Iterator[Event]:
    reported = None
    for at, each in enumerate(days):
        points = week_change(days, at) if each.has_data else None
        if (
            points is not None
            and round(points, 1) <= -DROP_POINTS
            and _may_report_again(reported, each.day)
        ):
            reported = each.day
            yield Event(rep, each.day, EventKind.DROP, points)


def _may_report_again(reported: date | None, day: date) -> bool:
    return reported is None or day - reported >= REPEAT_AFTER


def week_change(days: Sequence[RepClose], at: int) -> float | None:
    """Points since the close a week before; None unless both closes are ranked."""
    now, before = days[at], days[max(at - WEEK.days, 0)]
    if now.day - before.day != WEEK or not (now.ranked and before.ranked):
        return None
    return now.total - before.total


def _waiting_events(rep: int, days: Sequence[RepClose]) -> Iterator[Event]:
    """The start of waiting, if the rep is still waiting."""
    at = len(days)
    while at and days[at - 1].trust == Trust.WAITING:
        at -= 1
    if 0 < at < len(days):
        yield Event(rep, days[at].day, EventKind.WAITING)


def _readings(
    rep: int, days: Sequence[RepClose], readings: Sequence[tuple[date, float]]
) -> Iterator[Event]:
    """LinkedIn scores far from the estimate of the day before, where there was one.

    The sentence about it has the estimate of the reading's own day, which takes a replay.
    """
    closes = {each.day: each for each in days}
    for day, total in readings:
        before = closes.get(day - timedelta(days=1))
        if day not in closes or before is None or before.trust == Trust.BUILDING:
            continue
        gap = total - before.total
        if abs(round(gap, 1)) >= READING_GAP_POINTS:
            yield Event(rep, day, EventKind.READING, gap, up=gap > 0)
