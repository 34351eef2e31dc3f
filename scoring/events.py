"""What happened to a score that is worth a word, decided from a rep's closes in a row alone.

Held days raise nothing: only a close of a day about which something was said, by the rep, a file or
LinkedIn, can. What crept over a mark meanwhile, as at a weekend, is told with the next such day.
Building and waiting reps raise nothing either, but that they began to be waited for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from scoring.core.history import Trust
from scoring.core.signals import MILESTONES
from scoring.wording import whole

WEEK = timedelta(days=7)
# A mark is told of once in so long: whoever wavers around 70 is not in the news every day.
QUIET = WEEK
DROP = 5.0  # points down within a week
FAR = 5.0  # points between LinkedIn's number and the estimate before it


class Kind(StrEnum):
    """What happened."""

    MILESTONE = "milestone"
    DROP = "drop"
    WAITING = "waiting"
    READING = "reading"


@dataclass(frozen=True)
class Day:
    """A rep's close; `said`: something is known of the day, or there is LinkedIn's number of it."""

    day: date
    total: float
    trust: Trust
    said: bool

    @property
    def ranked(self) -> bool:
        """Whether the score may be relied on."""
        return self.trust == Trust.CURRENT


@dataclass(frozen=True)
class Event:
    """Something that happened at a rep's close.

    `points` is the change within the week before, of a reading how far it was above the estimate;
    None where that can't be said. `mark` is the milestone that was crossed, `up` the way.
    """

    rep: int
    day: date
    kind: Kind
    points: float | None = None
    mark: int = 0
    up: bool = False
    steep: bool = False  # slipped, and five points down within a week on that day

    @property
    def key(self) -> str:
        """What it is told once as: rep, day and mark."""
        return f"{self.rep}:{self.day}:{self.mark}"


def events(rep: int, days: Sequence[Day], readings: Sequence[tuple[date, float]]) -> list[Event]:
    """All of a rep, from closes that follow day by day and LinkedIn's totals; newest first."""
    crossings, drops = list(_crossings(rep, days)), list(_drops(rep, days))
    # Who slipped below a mark and lost much that day is told of once.
    steep, slipped = ({each.day for each in some} for some in (drops, _slips(crossings)))
    found = [
        *(replace(each, steep=not each.up and each.day in steep) for each in crossings),
        *(each for each in drops if each.day not in slipped),
        *_waits(rep, days),
        *_readings(rep, days, readings),
    ]
    return sorted(found, key=lambda each: each.day, reverse=True)


def _slips(crossings: Sequence[Event]) -> list[Event]:
    return [each for each in crossings if not each.up]


def _crossings(rep: int, days: Sequence[Day]) -> Iterator[Event]:
    """Marks reached and slipped below, by the total as shown."""
    above: dict[int, bool] = {}
    told: dict[int, date] = {}
    for at, each in enumerate(days):
        if not each.ranked or (above and not each.said):
            continue
        now = {mark: whole(each.total) >= mark for mark in MILESTONES}
        crossed = [
            mark
            for mark in MILESTONES
            if above and now[mark] != above[mark] and _is_news(told.get(mark), each.day)
        ]
        above |= {mark: now[mark] for mark in (crossed if above else MILESTONES)}
        told |= dict.fromkeys(crossed, each.day)
        ups = [mark for mark in crossed if now[mark]]
        downs = [mark for mark in crossed if not now[mark]]
        points = week_change(days, at)
        if ups:
            yield Event(rep, each.day, Kind.MILESTONE, points, max(ups), up=True)
        if downs:
            yield Event(rep, each.day, Kind.MILESTONE, points, min(downs))


def _drops(rep: int, days: Sequence[Day]) -> Iterator[Event]:
    told = None
    for at, each in enumerate(days):
        points = week_change(days, at) if each.said else None
        if points is not None and round(points, 1) <= -DROP and _is_news(told, each.day):
            told = each.day
            yield Event(rep, each.day, Kind.DROP, points)


def _is_news(told: date | None, day: date) -> bool:
    return told is None or day - told >= QUIET


def week_change(days: Sequence[Day], at: int) -> float | None:
    """Points since the close a week before; None where one of the two may not be relied on."""
    now, before = days[at], days[max(at - WEEK.days, 0)]
    if now.day - before.day != WEEK or not (now.ranked and before.ranked):
        return None
    return now.total - before.total


def _waits(rep: int, days: Sequence[Day]) -> Iterator[Event]:
    """When it began, of whoever is waited for still."""
    at = len(days)
    while at and days[at - 1].trust == Trust.WAITING:
        at -= 1
    if 0 < at < len(days):
        yield Event(rep, days[at].day, Kind.WAITING)


def _readings(
    rep: int, days: Sequence[Day], readings: Sequence[tuple[date, float]]
) -> Iterator[Event]:
    """LinkedIn's numbers far from the estimate of the day before, where there was one."""
    closes = {each.day: each for each in days}
    for day, total in readings:
        before = closes.get(day - timedelta(days=1))
        if day not in closes or before is None or before.trust == Trust.BUILDING:
            continue
        gap = total - before.total
        if abs(round(gap, 1)) >= FAR:
            yield Event(rep, day, Kind.READING, gap, up=gap > 0)
