"""Steps 1 to 5 of docs/model.md, version 2, for one rep: what a day does to each signal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp, log

from tests.scoring.core.reference.tables import (
    NEEDED,
    NO_BY_AND_BY,
    OWN_ACTIONS,
    PILLARS,
    PRIOR_TRIALS,
    TYPICAL,
    Model,
)

Reading = tuple[float, float, float, float]  # in the order of PILLARS
WorkingWeek = Callable[[date], bool]


@dataclass(frozen=True)
class Day:
    """Inputs, leave and reading of one local day."""

    inputs: dict[str, float]  # known inputs only; 0 is a known zero
    off: bool = False
    reading: Reading | None = None


def clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def monday_to_friday(day: date) -> bool:
    return day.weekday() < 5


@dataclass(frozen=True)
class Calendar:
    """Facts by day from the rep's first on, and the working weekdays that held on each day."""

    days: Mapping[date, Day]
    first: date
    is_working_weekday: WorkingWeek = monday_to_friday

    def on(self, day: date) -> Day:
        """Facts of a day; before the rep's first day nothing is known and no day is off."""
        return self.days.get(day, Day({})) if day >= self.first else Day({})

    def working(self, day: date) -> bool:
        return self.is_working_weekday(day) and not self.on(day).off

    def idle(self, day: date) -> bool:
        """Neither working nor off: the only kind of day on which unlogged flows fade."""
        return not self.is_working_weekday(day) and not self.on(day).off

    def share(self, day: date, known: Callable[[date], bool]) -> float:
        """f: of the working days among the seven before this one, the share that was known."""
        before = [day - timedelta(n) for n in range(1, 8)]
        working = [one for one in before if self.working(one)]
        return sum(known(one) for one in working) / len(working) if working else 0.0


@dataclass
class Rep:
    """State carried from day to day, with the letters of docs/model.md."""

    rest: dict[str, float] = field(
        default_factory=lambda: {pillar: 25 * TYPICAL[pillar] for pillar in PILLARS}
    )
    a: dict[str, float] = field(default_factory=dict)  # weekly rates of counting flows
    sums: dict[str, float] = field(default_factory=dict)  # T of a flow that does not count yet
    days: dict[str, float] = field(default_factory=dict)  # U of it
    level: dict[str, float] = field(default_factory=dict)
    n: dict[str, float] = field(default_factory=dict)  # N, K and P of rates
    k: dict[str, float] = field(default_factory=dict)
    p: dict[str, float] = field(default_factory=dict)
    w: float = 0.0
    s: float = 0.0
    known_on: dict[str, set[date]] = field(default_factory=dict)
    trials_known: set[str] = field(default_factory=set)
    counting: set[str] = field(default_factory=set)
    heard: date | None = None  # the last day with any known scored input
    last_reading: date | None = None


def note_what_is_known(rep: Rep, model: Model, day: date, inputs: dict[str, float]) -> set[str]:
    """Which signals are known, from which of them on; returns those that start to count."""
    for name, signal in model.signals.items():
        if any(one in inputs for one in model.inputs(name)):
            rep.known_on.setdefault(name, set()).add(day)
        if signal.kind == "rate" and signal.inputs[0] in inputs:
            rep.trials_known.add(name)
    if model.scored & set(inputs):
        rep.heard = day
    return {
        name
        for name, signal in model.signals.items()
        if name not in rep.counting
        and len(rep.known_on.get(name, ())) >= NEEDED[signal.kind]
        and (signal.kind != "rate" or name in rep.trials_known)
    }


def flow_count(model: Model, name: str, inputs: dict[str, float]) -> float:
    """x: the day's count up to its cap; for `active`, 1 if there was any own action."""
    if name == "active":
        return 1.0 if any(inputs.get(own, 0) > 0 for own in OWN_ACTIONS) else 0.0
    return min(inputs[name], model.signals[name].cap)


def move_flow(
    rep: Rep, model: Model, calendar: Calendar, day: date, name: str, *, starts: bool
) -> float:
    """Step 1 for one flow; returns the exponent of λ on this day."""
    known_days = rep.known_on.get(name, set())
    known, idle = day in known_days, calendar.idle(day)
    f = calendar.share(day, known_days.__contains__)
    x = flow_count(model, name, calendar.on(day).inputs) if known else 0.0
    if name not in rep.counting:
        if known:
            rep.sums[name] = rep.sums.get(name, 0.0) + 7 * x
            rep.days[name] = rep.days.get(name, 0.0) + 1
        elif idle:
            rep.days[name] = rep.days.get(name, 0.0) + f
        if starts:
            rep.a[name] = rep.sums[name] / rep.days[name]
        return 0.0
    if known:
        rep.a[name] = model.fade * rep.a[name] + (1 - model.fade) * 7 * x
        return 1.0
    if idle:
        rep.a[name] *= model.fade**f
        return f
    return 0.0


def move_rate(rep: Rep, model: Model, name: str, inputs: dict[str, float]) -> None:
    """Step 3: trials wait for an answer, and turn into a no by and by."""
    trials, successes = model.signals[name].inputs
    pending, t = rep.p.get(name, 0.0), inputs.get(trials, 0.0)
    if successes not in inputs:
        rep.p[name] = pending + t
        return
    answered = min(inputs[successes], pending + t)
    left = max(pending - answered, 0)
    new = pending + t - answered - left
    rep.n[name] = model.fade * rep.n.get(name, 0.0) + answered + NO_BY_AND_BY * left
    rep.k[name] = model.fade * rep.k.get(name, 0.0) + answered
    rep.p[name] = (1 - NO_BY_AND_BY) * left + new


def move_latency(rep: Rep, model: Model, name: str, inputs: dict[str, float]) -> None:
    """Step 4."""
    (hours,) = model.signals[name].inputs
    if hours in inputs:
        rep.w = model.fade * rep.w + 1
        rep.s = model.fade * rep.s + log(1 + inputs[hours])


def move_signals(
    rep: Rep, model: Model, calendar: Calendar, day: date, starts: set[str]
) -> dict[str, float]:
    """Steps 1 to 4 for every signal; returns the day's exponent of λ of each flow."""
    inputs, exponents = calendar.on(day).inputs, {}
    for name, signal in model.signals.items():
        if signal.kind == "flow":
            exponents[name] = move_flow(rep, model, calendar, day, name, starts=name in starts)
        elif signal.kind == "rate":
            move_rate(rep, model, name, inputs)
        elif signal.kind == "latency":
            move_latency(rep, model, name, inputs)
        elif name in inputs:
            rep.level[name] = inputs[name]
    return exponents


def strength(rep: Rep, model: Model, name: str) -> float:
    signal = model.signals[name]
    if signal.kind in ("flow", "stock"):
        level = rep.a[name] if signal.kind == "flow" else rep.level[name]
        return float(1 - 10 ** (-level / signal.target))
    if signal.kind == "percent":
        return rep.level[name] / 100
    if signal.kind == "rate":
        q = (rep.k.get(name, 0.0) + PRIOR_TRIALS * signal.prior) / (
            rep.n.get(name, 0.0) + PRIOR_TRIALS
        )
        return clamp((q - signal.low) / (signal.high - signal.low), 0, 1)
    hours = exp((rep.s + log(1 + signal.prior)) / (rep.w + 1)) - 1
    return float(2 ** (-hours / signal.half))


def points_of(rep: Rep, model: Model) -> dict[str, float]:
    """Points of the counting signals, by the table's order (step 5)."""
    return {
        name: model.gain(name) * signal.weight * strength(rep, model, name)
        for name, signal in model.signals.items()
        if name in rep.counting
    }


def take_over(rep: Rep, before: Model, after: Model) -> None:
    """Another version: each pillar before clamping stays, what is gone stays in the rest."""
    for name, own in points_of(rep, before).items():
        rep.rest[before.signals[name].pillar] += own
    for name in before.signals.keys() - after.signals.keys():
        forget(rep, name)
    for name, own in points_of(rep, after).items():
        rep.rest[after.signals[name].pillar] -= own


def forget(rep: Rep, name: str) -> None:
    """Should the signal come back, it starts with nothing known."""
    for kept in (rep.a, rep.sums, rep.days, rep.level, rep.n, rep.k, rep.p, rep.known_on):
        kept.pop(name, None)
    rep.trials_known.discard(name)
    rep.counting.discard(name)
