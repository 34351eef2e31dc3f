"""Reference implementation of docs/model.md, version 1: slow, obvious, independent of the engine.

Its tables and formulas were copied by hand from the specification; never import the product here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from math import exp, log, log10


@dataclass(frozen=True)
class Day:
    """Inputs, leave and reading of one local day."""

    inputs: dict[str, float]  # known inputs only; 0 is a known zero
    off: bool = False
    reading: tuple[float, float, float, float] | None = None  # in the order of PILLARS


@dataclass(frozen=True)
class Result:
    """Snapshot after one day."""

    day: date
    pillars: dict[str, float]  # as shown, unrounded
    total: float
    points: dict[str, float]  # per signal
    correction: dict[str, float]  # per pillar: shown pillar - model pillar
    state: str  # "building" | "waiting" | "current"
    known_days: int  # known working days of the last 20 working days
    last_reading: date | None
    tracked: set[str]  # signals ever known
    tracked_points: float  # sum of the weights of the tracked signals


@dataclass(frozen=True)
class Signal:
    """A row of the signal table; parameters that its kind does not have stay 0."""

    pillar: str
    kind: str
    weight: float
    target: float = 0
    inputs: tuple[str, ...] = ()  # (trials, successes) of a rate; empty: one with the signal's name
    prior: float = 0
    low: float = 0
    high: float = 0
    half: float = 0


PILLARS = ("brand", "people", "insights", "relationships")
UNSCORED = {"meetings", "opportunities"}
OWN_ACTIONS = (
    "posts", "searches", "profile_views", "leads_saved", "comments", "reactions", "shares",
    "conversations", "group_posts", "introductions", "account_contacts", "mentions",
    "inmails_sent", "invitations_sent",
)  # fmt: skip
INMAILS = ("inmails_sent", "inmail_replies")
INVITATIONS = ("invitations_sent", "invitations_accepted")
SIGNALS = {
    "profile_completeness": Signal("brand", "percent", 9),
    "posts": Signal("brand", "flow", 6, 3),
    "new_followers": Signal("brand", "flow", 4, 15),
    "endorsements": Signal("brand", "stock", 3, 50),
    "recommendations": Signal("brand", "stock", 3, 10),
    "searches": Signal("people", "flow", 6, 40),
    "profile_views": Signal("people", "flow", 6, 80),
    "leads_saved": Signal("people", "flow", 5, 20),
    "inbound_views": Signal("people", "flow", 4, 60),
    "active": Signal("people", "flow", 4, 5, OWN_ACTIONS),
    "comments": Signal("insights", "flow", 5, 20),
    "engagements_received": Signal("insights", "flow", 5, 60),
    "reactions": Signal("insights", "flow", 3, 40),
    "shares": Signal("insights", "flow", 3, 3),
    "conversations": Signal("insights", "flow", 3, 25),
    "inmail_response": Signal("insights", "rate", 3, 0, INMAILS, 0.2, 0.1, 0.4),
    "response_time": Signal("insights", "latency", 2, 0, ("response_hours",), 24, half=12),
    "group_posts": Signal("insights", "flow", 1, 2),
    "connections": Signal("relationships", "stock", 5, 500),
    "decision_makers": Signal("relationships", "stock", 4, 100),
    "relevant_connections": Signal("relationships", "stock", 2, 150),
    "invitation_acceptance": Signal("relationships", "rate", 6, 0, INVITATIONS, 0.3, 0.1, 0.6),
    "new_connections": Signal("relationships", "flow", 3, 10),
    "introductions": Signal("relationships", "flow", 2, 2),
    "account_contacts": Signal("relationships", "flow", 2, 5),
    "mentions": Signal("relationships", "flow", 1, 3),
}
INPUTS = {name: signal.inputs or (name,) for name, signal in SIGNALS.items()}
SCORED = {name for names in INPUTS.values() for name in names}

FADE = 2 ** (-1 / 30)  # lambda: half-lives are 30 days
UNTRACKED_FADE = 2 ** (-1 / 180)  # of a flow that only a reading set
PRIOR_TRIALS = 10  # weight of a rate's prior
FEW_DAYS = 20  # known days: with fewer, a first reading seeds and a rep is "building"
MAX_DAYS_WITHOUT_DATA = 10  # more working days than this without any data: "waiting"
MAX_SEEDED_STRENGTH = 0.95  # strength; at 1 the rate would be infinite


def clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


@dataclass(frozen=True)
class Calendar:
    """Known facts by day, and the working days."""

    days: dict[date, Day]
    first: date
    working_weekdays: frozenset[int]

    def on(self, day: date) -> Day:
        """Facts of a day; before the rep's first day nothing is known and no day is off."""
        return self.days.get(day, Day({})) if day >= self.first else Day({})

    def working(self, day: date) -> bool:
        return day.weekday() in self.working_weekdays and not self.on(day).off

    def resting(self, day: date) -> bool:
        """An idle day, neither working nor off: the only kind on which unlogged flows decay."""
        return day.weekday() not in self.working_weekdays and not self.on(day).off

    def known(self, day: date) -> bool:
        return any(name in SCORED for name in self.on(day).inputs)

    def signal_known(self, signal: str, day: date) -> bool:
        return any(name in self.on(day).inputs for name in INPUTS[signal])

    def until(self, day: date) -> list[date]:
        """Every day of the rep up to and including this one."""
        return [self.first + timedelta(n) for n in range((day - self.first).days + 1)]

    def share(self, day: date, known: Callable[[date], bool]) -> float:
        """f in docs/model.md: share of the week's working days before this day that were known."""
        before = [day - timedelta(n) for n in range(1, 8)]
        working = [one for one in before if self.working(one)]
        return sum(known(one) for one in working) / len(working) if working else 0.0


def zeros(*kinds: str) -> dict[str, float]:
    return {name: 0.0 for name, signal in SIGNALS.items() if signal.kind in kinds}


@dataclass
class Rep:
    """State carried from day to day, with the letters of docs/model.md."""

    a: dict[str, float] = field(default_factory=lambda: zeros("flow"))
    v: dict[str, float] = field(default_factory=lambda: zeros("stock", "percent"))
    n: dict[str, float] = field(default_factory=lambda: zeros("rate"))
    k: dict[str, float] = field(default_factory=lambda: zeros("rate"))
    w: float = 0.0
    s: float = 0.0
    r: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PILLARS, 0.0))
    tracked: set[str] = field(default_factory=set)
    last_reading: date | None = None


def flow_count(signal: str, inputs: dict[str, float]) -> float:
    """x: the day's count up to its cap; for `active`, 1 if there was any own action."""
    if signal == "active":
        return 1.0 if any(inputs.get(name, 0) > 0 for name in OWN_ACTIONS) else 0.0
    return min(inputs[signal], max(2, 0.4 * SIGNALS[signal].target))


def move_flows(rep: Rep, calendar: Calendar, day: date) -> None:
    """Applies the first rule that fits; a flow that no rule moves is held."""
    for name in rep.a:
        known = partial(calendar.signal_known, name)
        if known(day):
            x = flow_count(name, calendar.on(day).inputs)
            rep.a[name] = FADE * rep.a[name] + (1 - FADE) * 7 * x
        elif name not in rep.tracked:
            rep.a[name] *= UNTRACKED_FADE
        elif calendar.resting(day):
            rep.a[name] *= FADE ** calendar.share(day, known)


def move_other_signals(rep: Rep, inputs: dict[str, float]) -> None:
    """Stocks, the percentage, rates and the latency move only when known."""
    for name in rep.v:
        rep.v[name] = inputs.get(name, rep.v[name])
    for name in rep.n:
        trials, successes = INPUTS[name]
        if trials in inputs or successes in inputs:
            rep.n[name] = FADE * rep.n[name] + inputs.get(trials, 0)
            rep.k[name] = min(rep.n[name], FADE * rep.k[name] + inputs.get(successes, 0))
    if "response_hours" in inputs:
        rep.w = FADE * rep.w + 1
        rep.s = FADE * rep.s + log(1 + inputs["response_hours"])


def fade_correction(rep: Rep, calendar: Calendar, day: date) -> None:
    weekend = calendar.share(day, calendar.known) if calendar.resting(day) else 0
    exponent = 1 if calendar.known(day) else weekend
    for pillar in PILLARS:
        rep.r[pillar] *= FADE**exponent


def strength(rep: Rep, name: str) -> float:
    signal = SIGNALS[name]
    if signal.kind in ("flow", "stock"):
        level = rep.a[name] if signal.kind == "flow" else rep.v[name]
        return float(1 - 10 ** (-level / signal.target))
    if signal.kind == "percent":
        return rep.v[name] / 100
    if signal.kind == "rate":
        q = (rep.k[name] + PRIOR_TRIALS * signal.prior) / (rep.n[name] + PRIOR_TRIALS)
        return clamp((q - signal.low) / (signal.high - signal.low), 0, 1)
    hours = exp((rep.s + log(1 + signal.prior)) / (rep.w + 1)) - 1
    return float(2 ** (-hours / signal.half))


def points_of(rep: Rep) -> dict[str, float]:
    return {name: signal.weight * strength(rep, name) for name, signal in SIGNALS.items()}


def model_pillar(rep: Rep, pillar: str) -> float:
    return sum(points for name, points in points_of(rep).items() if SIGNALS[name].pillar == pillar)


def seed(rep: Rep, pillar: str, official: float, *, everything: bool) -> None:
    """Sets all (or the untracked) flows of a pillar to the one strength that explains a reading."""
    members = [name for name, signal in SIGNALS.items() if signal.pillar == pillar]
    seeded = [name for name in members if name in rep.a and (everything or name not in rep.tracked)]
    if not seeded:
        return
    points = points_of(rep)
    others = sum(points[name] for name in members if name not in seeded)
    weight = sum(SIGNALS[name].weight for name in seeded)
    u = clamp((official - others) / weight, 0, MAX_SEEDED_STRENGTH)
    for name in seeded:
        rep.a[name] = -SIGNALS[name].target * log10(1 - u)


def apply_reading(rep: Rep, calendar: Calendar, day: date) -> None:
    if (reading := calendar.on(day).reading) is None:
        return
    known_days = sum(calendar.known(one) for one in calendar.until(day))
    everything = rep.last_reading is None and known_days < FEW_DAYS
    for pillar, official in zip(PILLARS, reading, strict=True):
        seed(rep, pillar, official, everything=everything)
        rep.r[pillar] = official - model_pillar(rep, pillar)
    rep.last_reading = day


def trust_of(rep: Rep, calendar: Calendar, day: date) -> str:
    """`building` takes precedence over `waiting`; its 20 days count over the whole history."""
    days = calendar.until(day)
    known_working = sum(calendar.working(one) and calendar.known(one) for one in days)
    if rep.last_reading is None and known_working < FEW_DAYS:
        return "building"
    heard = max(one for one in days if calendar.known(one) or calendar.on(one).reading is not None)
    silent = sum(one > heard and calendar.working(one) for one in days)
    return "waiting" if silent > MAX_DAYS_WITHOUT_DATA else "current"


def result(rep: Rep, calendar: Calendar, day: date) -> Result:
    model = {pillar: model_pillar(rep, pillar) for pillar in PILLARS}
    shown = {pillar: clamp(model[pillar] + rep.r[pillar], 0, 25) for pillar in PILLARS}
    working = [one for one in calendar.until(day) if calendar.working(one)]
    return Result(
        day=day,
        pillars=shown,
        total=sum(shown.values()),
        points=points_of(rep),
        correction={pillar: shown[pillar] - model[pillar] for pillar in PILLARS},
        state=trust_of(rep, calendar, day),
        known_days=sum(calendar.known(one) for one in working[-20:]),
        last_reading=rep.last_reading,
        tracked=set(rep.tracked),
        tracked_points=sum(SIGNALS[name].weight for name in rep.tracked),
    )


def replay(
    days: dict[date, Day],
    through: date,
    working_weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4}),
) -> list[Result]:
    """One Result per calendar day from the first known scored input or reading to `through`."""
    names = {name for day in days.values() for name in day.inputs}
    assert names <= SCORED | UNSCORED, f"misspelt inputs: {names - SCORED - UNSCORED}"
    begun = [day for day, of in days.items() if of.reading is not None or SCORED & set(of.inputs)]
    if not begun:
        return []
    calendar = Calendar(days, min(begun), working_weekdays)
    rep = Rep()
    results = []
    for day in calendar.until(through):
        move_flows(rep, calendar, day)
        move_other_signals(rep, calendar.on(day).inputs)
        rep.tracked |= {name for name in SIGNALS if calendar.signal_known(name, day)}
        fade_correction(rep, calendar, day)
        apply_reading(rep, calendar, day)
        results.append(result(rep, calendar, day))
    return results
