"""Effect of action items: the signal each aims at, before and after it was agreed.

The time before is the four weeks up to the day before the item was agreed. The time after starts
on the day it was agreed and ends on the day it was done, or else due; it lasts at least four weeks
and includes closed days only. A flow is an amount per week: the sum of the known amounts, divided
by the known working days; with fewer than five of them it is unknown. So nothing here reveals what
a rep did on a day. Points are those of the close before the item was agreed, and of the last close
of the time after. The two are compared; no cause is claimed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from scoring.core.explain import Journey, explain
from scoring.core.layout import Floats, layout_of
from scoring.core.signals import ActiveDays, Latency, Percent, Rate, Signal, Stock
from scoring.core.version_timeline import VersionTimeline
from scoring.daily.active_version import cached_timeline
from scoring.daily.live import can_explain, journey_on
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
    """A signal before and after; amounts are per week, a level, percent or hours.

    An amount is None if unknown; `points` is None if the model does not have the signal or facts
    are no longer kept. `last` is the last day of the time after, None while it is too early.
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
            return f"{SIGNAL_NAMES[self.signal]}: {self._format_amount(None)}."
        was, now = (self._format_amount(amount) for amount in (self.before, self.after))
        return f"{SIGNAL_NAMES[self.signal]}: {was} before, {now} since."

    @property
    def points_words(self) -> str:
        """The points in words, such as `Points 3.1 → 4.4 (+1.3)`; empty if unknown."""
        if self.points is None:
            return ""
        was, now = self.points
        return f"Points {one_decimal(was)} → {one_decimal(now)} ({signed(now - was)})"

    def _format_amount(self, amount: float | None) -> str:
        if amount is None:
            return "not known" if self.unit in (LEVEL, PERCENT) else "not known on enough days"
        if self.unit == LEVEL:
            return f"{whole(amount):,}"
        return f"{one_decimal(amount)}{self.unit}"


def item_effects(
    organization: Organization, items: Iterable[ActionItem], close: date
) -> dict[int, ItemEffect]:
    """Effects by item id, of the items that aim at a signal, as of a close; for any reps at once.

    Items must come with their reps (`select_related`). Facts take one query and states a few more,
    however many items there are.
    """
    timeline = cached_timeline(organization)
    signals = _signals(timeline, close)
    with_signal = [item for item in items if item.signal in signals]
    measured = [item for item in with_signal if _last_day_after(item, close) is not None]
    amounts_by_rep = _load_known_amounts(
        measured, close, {name for i in measured for name in signals[i.signal].inputs}
    )
    points = _points(organization, timeline, measured, close)
    effects = {item.pk: _effect_too_early(item) for item in with_signal}
    for item in measured:
        signal, days = signals[item.signal], amounts_by_rep.get(item.rep_id, {})
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


def _signals(timeline: VersionTimeline, close: date) -> dict[str, Signal]:
    return {each.name: each for each in timeline.on(close.toordinal()).signals}


def _last_day_after(item: ActionItem, close: date) -> date | None:
    """The last day of the time after; None while it has fewer than MIN_DAYS_AFTER days."""
    until = max(item.done_on or item.due_on, item.agreed_on + COMPARED_PERIOD - DAY)
    last = min(until, close)
    return last if (last - item.agreed_on).days + 1 >= MIN_DAYS_AFTER else None


def _effect_too_early(item: ActionItem) -> ItemEffect:
    return ItemEffect(item.signal, item.agreed_on + timedelta(days=MIN_DAYS_AFTER), None)


def _load_known_amounts(
    items: Sequence[ActionItem], close: date, input_names: set[str]
) -> dict[int, dict[date, Amounts]]:
    """Known values of these inputs, by rep and day, from four weeks before the first item on."""
    if not items:
        return {}
    first = min(item.agreed_on for item in items) - COMPARED_PERIOD
    inputs = sorted(input_names)
    logs = DailyLog.objects.between(first, close).filter(rep__in={i.rep_id for i in items})
    amounts_by_rep: dict[int, dict[date, Amounts]] = {}
    for rep, day, *amounts in logs.order_by("rep", "day").values_list("rep_id", "day", *inputs):
        amounts_by_rep.setdefault(rep, {})[day] = dict(zip(inputs, amounts, strict=True))
    return amounts_by_rep


def _amount_between(
    organization: Organization, signal: Signal, days: Days, first: date, last: date
) -> float | None:
    """The signal's amount from one day to another, both included; None if unknown."""
    within = {day: day_amounts for day, day_amounts in days.items() if first <= day <= last}
    if isinstance(signal, Rate):
        trials, successes = (_sum(within, name) for name in (signal.trials, signal.successes))
        return 100 * successes / trials if trials else None
    if isinstance(signal, Stock | Percent):
        levels = [
            day_amounts[signal.name]
            for day_amounts in within.values()
            if day_amounts[signal.name] is not None
        ]
        return levels[-1] if levels else None
    amounts = {day: _amount_of_day(signal, day_amounts) for day, day_amounts in within.items()}
    known = {day: amount for day, amount in amounts.items() if amount is not None}
    if isinstance(signal, Latency):
        return sum(known.values()) / len(known) if len(known) >= MIN_KNOWN_DAYS else None
    working = [day for day in known if organization.works_on(day)]
    week = sum(organization.works_on(last - timedelta(days=at)) for at in range(7))
    return sum(known.values()) * week / len(working) if len(working) >= MIN_KNOWN_DAYS else None


def _amount_of_day(signal: Signal, day_amounts: Amounts) -> float | None:
    """The signal's amount on a day, 1.0 or 0.0 for active days; None if unknown."""
    amounts = [day_amounts[name] for name in signal.inputs if day_amounts[name] is not None]
    if not amounts:
        return None
    total = float(sum(amount for amount in amounts if amount is not None))
    return float(total > 0) if isinstance(signal, ActiveDays) else total


def _sum(days: Days, name: str) -> float:
    return sum(day_amounts[name] or 0 for day_amounts in days.values())


def _unit(signal: Signal) -> str:
    if isinstance(signal, Rate):
        return f" % {RATE_WORDS[signal.name][0]}"
    if isinstance(signal, Stock):
        return LEVEL
    if isinstance(signal, Percent):
        return PERCENT
    return " hours" if isinstance(signal, Latency) else " a week"


def _points(
    organization: Organization, timeline: VersionTimeline, items: Sequence[ActionItem], close: date
) -> dict[int, tuple[float, float]]:
    """Points before and after by item id, where the signal counts at both closes.

    Facts must be kept. A signal that begins to count in between has won nothing by it.
    """
    closes = {
        item.pk: (item.agreed_on - DAY, last)
        for item in items
        if (last := _last_day_after(item, close)) and can_explain(item.rep, item.agreed_on - DAY)
    }
    explained = [item for item in items if item.pk in closes]
    if not explained:
        return {}
    pks = sorted({item.rep_id for item in explained})
    days = sorted({day for pair in closes.values() for day in pair})
    journey = journey_on(organization, np.array(pks), days[0], days[-1])
    points_by_day = {day: _points_at(timeline, journey, day) for day in days}
    found = {}
    for item in explained:
        at = pks.index(item.rep_id)
        was, now = (points_by_day[day].get(item.signal) for day in closes[item.pk])
        if was is not None and now is not None and not np.isnan(was[at] + now[at]):
            found[item.pk] = (float(was[at]), float(now[at]))
    return found


def _points_at(timeline: VersionTimeline, journey: Journey, day: date) -> dict[str, Floats]:
    """Points (n,) of each signal at a close; NaN where it does not count."""
    layout = layout_of(timeline.on(day.toordinal()))
    explanation = explain(layout, journey.state(day.toordinal()))
    points = np.where(explanation.counting, explanation.points, np.nan)
    return dict(zip(layout.names, points.T, strict=True))


def due_words(item: ActionItem, today: date) -> str:
    """When an item is due, in words: `due in 3 days`, `2 days late`, `done on 4 March`."""
    if item.done_on:
        return f"done on {day_words(item.done_on, today.year)}"
    ahead = (item.due_on - today).days
    if ahead < 0:
        return f"{count_words(-ahead, 'day')} late"
    return f"due in {count_words(ahead, 'day')}" if ahead else "due today"
