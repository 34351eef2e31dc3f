"""Built-in model versions. A version that has scored a day is never edited: add a new entry.

Sources: signals per pillar follow what LinkedIn says its Social Selling Index measures; targets are
what an active seller does in a week. docs/model.md gives the reasons line by line.
"""

from dataclasses import dataclass
from functools import cached_property

from scoring.core.signals import (
    ActiveDays,
    Flow,
    Latency,
    Percent,
    Rate,
    Signal,
    Stock,
)


@dataclass(frozen=True)
class Version:
    """An immutable set of signals and parameters."""

    identifier: str
    why: str
    signals: tuple[Signal, ...]
    half_life: float = 30.0  # days after which activity counts half: LinkedIn moves slowly
    gains: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)  # by pillar; learned from pairs
    variance: float = 1.0  # V; scales the likely range, learned from pairs

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Every input that moves a signal, without duplicates, in the order of the signals."""
        return tuple(dict.fromkeys(name for signal in self.signals for name in signal.inputs))


OWN_ACTIONS = (
    "posts",
    "searches",
    "profile_views",
    "leads_saved",
    "comments",
    "reactions",
    "shares",
    "conversations",
    "group_posts",
    "introductions",
    "account_contacts",
    "mentions",
    "inmails_sent",
    "invitations_sent",
)

VERSION_2 = Version(
    identifier="2",
    why="The last LinkedIn score, carried on by what the rep has done since.",
    signals=(
        Percent("profile_completeness", "brand", 9),
        Flow("posts", "brand", 6, target=3),
        Flow("new_followers", "brand", 4, target=15),
        Stock("endorsements", "brand", 3, target=50),
        Stock("recommendations", "brand", 3, target=10),
        Flow("searches", "people", 6, target=40),
        Flow("profile_views", "people", 6, target=80),
        Flow("leads_saved", "people", 5, target=20),
        Flow("inbound_views", "people", 4, target=60),
        ActiveDays("active", "people", 4, target=5, own=OWN_ACTIONS),
        Flow("comments", "insights", 5, target=20),
        Flow("engagements_received", "insights", 5, target=60),
        Flow("reactions", "insights", 3, target=40),
        Flow("shares", "insights", 3, target=3),
        Flow("conversations", "insights", 3, target=25),
        Rate(
            "inmail_response",
            "insights",
            3,
            trials="inmails_sent",
            successes="inmail_replies",
            prior=0.2,
            low=0.1,
            high=0.4,
        ),
        Latency("response_time", "insights", 2, hours="response_hours", prior=24, half=12),
        Flow("group_posts", "insights", 1, target=2),
        Stock("connections", "relationships", 5, target=500),
        Stock("decision_makers", "relationships", 4, target=100),
        Stock("relevant_connections", "relationships", 2, target=150),
        Rate(
            "invitation_acceptance",
            "relationships",
            6,
            trials="invitations_sent",
            successes="invitations_accepted",
            prior=0.3,
            low=0.1,
            high=0.6,
        ),
        Flow("new_connections", "relationships", 3, target=10),
        Flow("introductions", "relationships", 2, target=2),
        Flow("account_contacts", "relationships", 2, target=5),
        Flow("mentions", "relationships", 1, target=3),
    ),
)

VERSIONS: dict[str, Version] = {version.identifier: version for version in (VERSION_2,)}
CURRENT_VERSION = VERSION_2
