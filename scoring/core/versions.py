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
    """An immutable set of signals and constants; days are whole local days."""

    identifier: str
    why: str
    signals: tuple[Signal, ...]
    half_life: float = 30.0  # days after which activity counts half: LinkedIn moves slowly
    untracked_half_life: float = 180.0  # days; of a seeded flow that is never logged
    prior_trials: float = 10.0  # weight of a rate's prior, in trials, for small samples
    seed_known_days: int = 20  # with fewer known days, a first reading seeds every flow
    seed_most: float = 0.95  # highest strength of a seeded flow: 1 would need an infinite rate
    building_days: int = 20  # known working days from which a score is current without a reading
    waiting_days: int = 10  # working days without any fact, above which a score is waiting

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

VERSION_1 = Version(
    identifier="1",
    why="The first: four pillars of 25 from what reps can know of their own activity.",
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

VERSIONS: dict[str, Version] = {version.identifier: version for version in (VERSION_1,)}
CURRENT_VERSION = VERSION_1
