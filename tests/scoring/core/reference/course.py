"""Course of docs/model.md, version 2: where a rep's pillars go if the last weeks go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tests.scoring.core.reference.replay import Close
from tests.scoring.core.reference.steps import Calendar, clamp, flow_count
from tests.scoring.core.reference.tables import PILLARS, Model

WINDOW = 28  # days of the log from which the pace is taken
GROWS_IN_PROPORTION = ("decision_makers", "relevant_connections")


@dataclass(frozen=True)
class Course:
    """A close, and the pace ā of each counting flow."""

    close: Close
    pace: Mapping[str, float]
    has_enough: bool  # whether any counting flow was known in the window

    def rate(self, name: str, days: float) -> float:
        """a(h): the weekly rate of a flow so many days ahead."""
        left = float(self.close.model.fade**days)
        return left * self.close.rates[name] + (1 - left) * self.pace[name]

    def level(self, name: str, days: float) -> float:
        """A stock so many days ahead: only connections grow, and what is a share of them."""
        levels = self.close.levels
        if "connections" not in self.close.points or "new_connections" not in self.pace:
            return levels[name]
        grown = levels["connections"] + self.pace["new_connections"] * days / 7
        if name == "connections":
            return grown
        if name in GROWS_IN_PROPORTION and levels["connections"] > 0:
            return levels[name] * grown / levels["connections"]
        return levels[name]

    def pillars(self, days: float) -> dict[str, float]:
        """Pillars shown so many days ahead."""
        model, close = self.close.model, self.close
        moved = dict(close.points)
        for name in close.points:
            signal = model.signals[name]
            if signal.kind in ("flow", "stock"):
                level = self.rate(name, days) if signal.kind == "flow" else self.level(name, days)
                moved[name] = (
                    model.gain(name) * signal.weight * (1 - 10 ** (-level / signal.target))
                )
        pillars = dict(close.rest)
        for name, own in moved.items():
            pillars[model.signals[name].pillar] += own
        return {pillar: clamp(pillars[pillar], 0, 25) for pillar in PILLARS}

    def total(self, days: float) -> float:
        return sum(self.pillars(days).values())


def course_of(close: Close, calendar: Calendar) -> Course:
    """The course from a close, with the log up to it."""
    known = {name: known_days(close, calendar, name) for name in close.rates}
    return Course(
        close,
        {name: pace_of(close, calendar, name, known[name]) for name in close.rates},
        has_enough=any(known.values()),
    )


def window(close: Close) -> list[date]:
    return [close.day - timedelta(n) for n in range(WINDOW)]


def is_known(model: Model, calendar: Calendar, name: str, day: date) -> bool:
    return any(one in calendar.on(day).inputs for one in model.inputs(name))


def known_days(close: Close, calendar: Calendar, name: str) -> list[date]:
    """Days of the window on which a flow was known."""
    return [day for day in window(close) if is_known(close.model, calendar, name, day)]


def pace_of(close: Close, calendar: Calendar, name: str, known: list[date]) -> float:
    """ā = T/U over the window; a where fewer than five of its days are known."""
    if len(known) < 5:
        return close.rates[name]
    model = close.model
    total = sum(7 * flow_count(model, name, calendar.on(day).inputs) for day in known)
    days = float(len(known))
    for day in window(close):
        if day not in known and calendar.idle(day):
            days += calendar.share(day, lambda one: is_known(model, calendar, name, one))
    return total / days
