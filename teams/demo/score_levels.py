"""Weekly activity and levels typical of each score, used to generate the demo.

Invented but plausible: a rep who does every week what a column says ends near that many points of
the pillar, and pillars grow like LinkedIn's averages (about 12, 5, 2 and 15 of a total of 34).
"""

from collections.abc import Mapping

import numpy as np

from teams.demo.seeded_random import Floats

TOTALS = (0, 15, 25, 34, 50, 65, 80, 100)
PILLARS_AT = {
    "brand": (0, 6.0, 9.5, 12.0, 15.5, 18.0, 21.0, 25),
    "people": (0, 2.0, 3.5, 5.2, 9.5, 14.0, 18.5, 25),
    "insights": (0, 1.5, 1.7, 2.6, 7.5, 13.5, 17.5, 25),
    "relationships": (0, 5.5, 10.3, 14.2, 17.5, 19.5, 23.0, 25),
}
PILLARS = tuple(PILLARS_AT)

POINTS = (2.5, 7.5, 12.5, 17.5, 22.5)
# Counts are per usual week; levels are current totals.
WEEKS: dict[str, dict[str, tuple[float, ...]]] = {
    "brand": {
        "profile_completeness": (25, 55, 75, 90, 98),
        "posts": (0.02, 0.23, 0.58, 1.2, 2.6),
        "new_followers": (0.1, 1.1, 2.9, 5.8, 12.6),
        "endorsements": (1, 4, 10, 19, 42),
        "recommendations": (0, 1, 2, 4, 8),
    },
    "people": {
        "searches": (0.4, 3.9, 9.8, 18.7, 40),
        "profile_views": (0.7, 7.8, 19.5, 37, 80),
        "leads_saved": (0.2, 2, 4.9, 9.4, 20),
        "inbound_views": (0.5, 5.8, 14.6, 28, 60),
    },
    "insights": {
        "comments": (0.45, 3, 6, 10.8, 21),
        "engagements_received": (1.3, 9, 18, 32, 63),
        "reactions": (0.9, 6, 12, 21.5, 42),
        "shares": (0.07, 0.45, 0.9, 1.6, 3.1),
        "conversations": (0.55, 3.8, 7.5, 13.4, 26),
        "inmails_sent": (1, 2, 4, 6, 9),
        "inmail_replies": (0.2, 0.4, 1, 1.9, 3.5),
        "response_hours": (26, 20, 12, 7, 3),
        "group_posts": (0.04, 0.3, 0.6, 1.1, 2.1),
    },
    "relationships": {
        "connections": (45, 130, 330, 580, 850),
        "decision_makers": (3, 17, 40, 77, 130),
        "relevant_connections": (5, 26, 60, 115, 195),
        "invitations_sent": (1, 2.5, 5, 9, 16),
        "invitations_accepted": (0.2, 0.8, 2, 4.5, 9.5),
        "new_connections": (0.3, 1, 2.5, 5.5, 11.5),
        "introductions": (0.02, 0.06, 0.2, 0.6, 1.6),
        "account_contacts": (0.05, 0.2, 0.6, 1.6, 4),
        "mentions": (0.03, 0.1, 0.3, 0.9, 2.4),
    },
}
LEVELS = (
    "profile_completeness",
    "endorsements",
    "recommendations",
    "connections",
    "decision_makers",
    "relevant_connections",
)
# Not scored: weekly meetings by total score (TOTALS).
MEETINGS = (0.5, 0.8, 1.1, 1.6, 2.6, 3.6, 4.8, 6.0)
OPPORTUNITIES_A_MEETING = 0.22


def pillars_of(totals: Floats) -> Floats:
    """(…, 4) the usual pillars (0 to 25 points) of total scores (…), 0 to 100."""
    return np.stack([np.interp(totals, TOTALS, column) for column in PILLARS_AT.values()], axis=-1)


def weeks_of(pillars: Floats) -> Mapping[str, Floats]:
    """Per input, (…) the weekly count or level typical of pillars (…, 4)."""
    return {
        name: np.interp(pillars[..., at], POINTS, column)
        for at, pillar in enumerate(PILLARS)
        for name, column in WEEKS[pillar].items()
    }


def meetings_of(totals: Floats) -> Floats:
    """Meetings booked per week, by total score."""
    return np.interp(totals, TOTALS, MEETINGS)
