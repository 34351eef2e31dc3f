"""Effect of action items: the signal each aims at, before and after it was agreed.

Before is the four weeks up to the day before it was agreed. After runs from that day to the day it
was done, else due, and four weeks at least, as far as these days are closed. A flow is an amount a
week: what is known, divided by the working days it is known of; with fewer than five of them it is
unknown. So nothing here reveals what a rep did on a day. Points are those of the close before it
was agreed and of the last close of the time after. It compares before and after, and claims no
cause.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from scoring.core.explain import explain
from scoring.core.layout import layout_of
from scoring.core.signals import ActiveDays, Latency, Percent, Rate, Signal, Stock
from scoring.core.version_timeline import VersionTimeline
from scoring.daily.active_version import cached_timeline
from scoring.daily.live import can_explain, passage_on
from scoring.scores.signal_names import RATE_WORDS, SIGNAL_NAMES
from teams.base.formatting import count_words, day_words, one_decimal, signed, whole
from teams.models import ActionItem, DailyLog, Organization

COMPARED_PERIOD: Final = timedelta(days=28)
DAY: Final = timedelta(days=1)
MIN_DAYS_AFTER: Final = 7  # days after which an effect is shown
LEVEL, PERCENT = "level", " %"  # units for which one known day is enough
MIN_KNOWN_DAYS: Final = 5  # known working days needed for an amount a week

Amounts = dict[str, float | None]
Days = Mapping[date, Amounts]


@dataclass(frozen=True)
class ItemEffect:
    """A signal before and after; amounts are a week's, a level, percent or hours.

    An amount is None if unknown; `points` is None if the model does not have the signal or facts
    are no longer kept. `last` is None while it is too early.
    """

    signal: str
    since: date
    last: date | None
    unit: str = ""
    before: float | None = None
    after: float | None = None
    points: tuple[float, float] | None = None

    @property
    def change(self) -> float | None:
        """Amount after less amount before; None unless both are known."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def activity(self) -> str:
        """The amounts in a line: `Comments: 4.2 a week before, 7.0 a week since`."""
        if self.last is None:
            return f"{SIGNAL_NAMES[self.signal]}: measured from {day_words(self.since)} on."
        if self.before is None and self.after is None:
            return f"{SIGNAL_NAMES[self.signal]}: {self._said(None)}."
        was, now = (self._said(amount) for amount in (self.before, self.after))
        return f"{SIGNAL_NAMES[self.signal]}: {was} before, {now} since."

    @property
    def points_words(self) -> str:
        """The points in words, such as `Points 3.1 → 4.4 (+1.3)`; empty if unknown."""
        if self.points is None:
            return ""
        was, now = self.points
        return f"Points {one_decimal(was)} → {one_decimal(now)} ({signed(now - was)})"

    def _said(self, amount: float | None) -> str:
        if amount is None:
            return "not known" if self.unit in (LEVEL, PERCENT) else "not known on enough days"
        if self.unit == LEVEL:
            return f"{whole(amount):,}"
        return f"{one_decimal(amount)}{self.unit}"


def item_effects(
    organization: Organization, items: Iterable[ActionItem], close: date
) -> dict[int, ItemEffect]:
    """The effect of each item (by id) that aims at a signal, as of a close; of any reps at once.

    Items must come with their reps (`select_related`). Facts take one query and states a few more,
    however many items there are.
    """
    course = cached_timeline(organization)
    signals = _signals(course, close)
    aimed = [item for item in items if item.signal in signals]
    ripe = [item for item in aimed if _last_day_after(item, close) is not None]
    known = _load_known_amounts(
        ripe, close, {name for i in ripe for name in signals[i.signal].inputs}
    )
    points = _points(organization, course, ripe, close)
    effects = {item.pk: _effect_too_early(item) for item in aimed}
    for item in ripe:
        signal, days = signals[item.signal], known.get(item.rep_id, {})
        last = _last_day_after(item, close) or close
        before = _amount_between(
            organization, signal, days, item.agreed_on - COMPARED_PERIOD, item.agreed_on - DAY
        )
        after = _amount_between(organization, signal, days, item.agreed_on, last)
        effects[item.pk] = ItemEffect(
            signal=item.signal,
            since=item.agreed_on,
            last=last,
            unit=_unit(signal),
            before=before,
            after=after,
            points=points.get(item.pk),
        )
    return effects


def _signals(course: VersionTimeline, close: date) -> dict[str, Signal]:
    return {each.name: each for each in course.on(close.toordinal()).signals}


def _last_day_after(item: ActionItem, close: date) -> date | None:
    """The last day of the time after; None while it has fewer than SOONEST days."""
    until = max(item.done_on or item.due_on, item.agreed_on + COMPARED_PERIOD - DAY)
    last = min(until, close)
    return last if (last - item.agreed_on).days + 1 >= MIN_DAYS_AFTER else None


def _effect_too_early(item: ActionItem) -> ItemEffect:
    return ItemEffect(item.signal, item.agreed_on + timedelta(days=MIN_DAYS_AFTER), None)


def _load_known_amounts(
    items: Sequence[ActionItem], close: date, names: set[str]
) -> dict[int, dict[date, Amounts]]:
    """Known values of these inputs, by rep and day, from four weeks before the first item on."""
    if not items:
        return {}
    first = min(item.agreed_on for item in items) - COMPARED_PERIOD
    inputs = sorted(names)
    logs = DailyLog.objects.between(first, close).filter(rep__in={i.rep_id for i in items})
    found: dict[int, dict[date, Amounts]] = {}
    for rep, day, *amounts in logs.order_by("rep", "day").values_list("rep_id", "day", *inputs):
        found.setdefault(rep, {})[day] = dict(zip(inputs, amounts, strict=True))
    return found


def _amount_between(
    organization: Organization, signal: Signal, days: Days, first: date, last: date
) -> float | None:
    """The signal's amount from one day to another, both included; None if unknown."""
    within = {day: said for day, said in days.items() if first <= day <= last}
    if isinstance(signal, Rate):
        trials, successes = (_sum(within, name) for name in (signal.trials, signal.successes))
        return 100 * successes / trials if trials else None
    if isinstance(signal, Stock | Percent):
        levels = [said[signal.name] for said in within.values() if said[signal.name] is not None]
        return levels[-1] if levels else None
    amounts = {day: _amount_of_day(signal, said) for day, said in within.items()}
    told = {day: amount for day, amount in amounts.items() if amount is not None}
    if isinstance(signal, Latency):
        return sum(told.values()) / len(told) if len(told) >= MIN_KNOWN_DAYS else None
    working = [day for day in told if organization.works_on(day)]
    week = sum(organization.works_on(last - timedelta(days=at)) for at in range(7))
    return sum(told.values()) * week / len(working) if len(working) >= MIN_KNOWN_DAYS else None


def _amount_of_day(signal: Signal, said: Amounts) -> float | None:
    """A day's amount of the signal, 1.0 or 0.0 for active days; None if unknown."""
    amounts = [said[name] for name in signal.inputs if said[name] is not None]
    if not amounts:
        return None
    total = float(sum(amount for amount in amounts if amount is not None))
    return float(total > 0) if isinstance(signal, ActiveDays) else total


def _sum(days: Days, name: str) -> float:
    return sum(said[name] or 0 for said in days.values())


def _unit(signal: Signal) -> str:
    if isinstance(signal, Rate):
        return f" % {RATE_WORDS[signal.name][0]}"
    if isinstance(signal, Stock):
        return LEVEL
    if isinstance(signal, Percent):
        return PERCENT
    return " hours" if isinstance(signal, Latency) else " a week"


def _points(
    organization: Organization, course: VersionTimeline, items: Sequence[ActionItem], close: date
) -> dict[int, tuple[float, float]]:
    """Points of each item's signal at both its closes, where it is tracked and facts are kept."""
    ends = {
        item.pk: (item.agreed_on - DAY, last)
        for item in items
        if (last := _last_day_after(item, close)) and can_explain(item.rep, item.agreed_on - DAY)
    }
    told = [item for item in items if item.pk in ends]
    if not told:
        return {}
    pks = sorted({item.rep_id for item in told})
    days = sorted({day for both in ends.values() for day in both})
    way = passage_on(organization, np.array(pks), *days)
    won, tracked = {}, set()
    for day in days:
        layout = layout_of(course.on(day.toordinal()))
        told_of = explain(layout, way.waypoints[day.toordinal()].state)
        won[day] = dict(zip(layout.names, told_of.points.T, strict=True))
        tracked |= {
            (pks[row], layout.names[at]) for row, at in np.argwhere(told_of.tracked).tolist()
        }
    found = {}
    for item in told:
        at, (was, now) = pks.index(item.rep_id), ends[item.pk]
        known = (item.rep_id, item.signal) in tracked
        if known and item.signal in won[was] and item.signal in won[now]:
            found[item.pk] = float(won[was][item.signal][at]), float(won[now][item.signal][at])
    return found


def due_words(item: ActionItem, today: date) -> str:
    """When an item is due, in words: `due in 3 days`, `2 days late`, `done on 4 March`."""
    if item.done_on:
        return f"done on {day_words(item.done_on, today.year)}"
    ahead = (item.due_on - today).days
    if ahead < 0:
        return f"{count_words(-ahead, 'day')} late"
    return f"due in {count_words(ahead, 'day')}" if ahead else "due today"
