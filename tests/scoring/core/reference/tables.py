"""Tables and constants of docs/model.md, version 2, typed by hand without the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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

    @property
    def cap(self) -> float:
        """Most that one day of a flow counts for."""
        return max(2, 0.4 * self.target)


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

# Typical strength τ of a pillar: what a rep of whom nothing is known probably has.
TYPICAL = {"brand": 0.48, "people": 0.20, "insights": 0.09, "relationships": 0.60}
# Days on which a signal must have been known before it counts.
NEEDED = {"flow": 10, "rate": 30, "latency": 5, "stock": 1, "percent": 1}
PRIOR_TRIALS = 10
NO_BY_AND_BY = 1 - 2 ** (-1 / 14)  # ρ: share of the pending that turns into a no, per known day


@dataclass(frozen=True)
class Model:
    """A version: the signal table, and what a version made by calibration or people changes."""

    signals: Mapping[str, Signal] = field(default_factory=lambda: SIGNALS)
    half_life: float = 30  # days
    gains: tuple[float, float, float, float] = (1, 1, 1, 1)  # γ, in the order of PILLARS
    variance: float = 1  # V

    @property
    def fade(self) -> float:
        """λ: what a day leaves."""
        return float(2 ** (-1 / self.half_life))

    def gain(self, name: str) -> float:
        """γ of a signal's pillar."""
        return self.gains[PILLARS.index(self.signals[name].pillar)]

    def inputs(self, name: str) -> tuple[str, ...]:
        """The inputs that make a signal known."""
        signal = self.signals[name]
        if signal.kind == "rate":
            return signal.inputs[1:]
        return signal.inputs or (name,)

    @property
    def scored(self) -> set[str]:
        """Every input that moves any signal."""
        return {one for name, signal in self.signals.items() for one in signal.inputs or (name,)}


MODEL = Model()
