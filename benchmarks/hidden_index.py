"""Hidden LinkedIn indices of made-up organisations, each with a formula of its own.

None of them is the model: they see true deeds instead of logs, among them what has no input, and
combine them by other weights, half-lives, windows and curves. All return pillars (D, n, 4), points.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from benchmarks.world_habits import Deeds, Floats

HiddenIndex = Callable[[np.random.Generator, Deeds], Floats]
BASE = np.array([5.0, 2.0, 1.0, 6.0])  # points that no deed changes: age, photo, old network
BASE_SPREAD = np.array([2.0, 1.0, 0.8, 2.5])
UNSEEN = ("unseen_brand", "unseen_people", "unseen_insights", "unseen_relationships")


class Part(NamedTuple):
    """A part of a pillar: at most `points`, half of them at `half_at` a week."""

    driver: str
    points: float
    half_life: float  # days
    half_at: float


class Window(NamedTuple):
    """A part of a pillar by a count over 90 days: `each` points a piece up to a cap."""

    driver: str
    each: float
    cap: float


def other_weights(chance: np.random.Generator, deeds: Deeds) -> Floats:
    """A: smoothed rates on hyperbolas, half-lives of 12 to 75 days, a third of it never logged."""
    return _by_parts(chance, deeds, OTHER_WEIGHTS) + _jitter(chance, deeds, 0.12)


def capped_windows(chance: np.random.Generator, deeds: Deeds) -> Floats:
    """B: capped counts of the last 90 days, tiers of levels; then LinkedIn's scale moves once."""
    drivers = _drivers(deeds)
    pillars = _base(chance, deeds) + _tiers(deeds)
    for at, windows in enumerate(CAPPED_WINDOWS):
        for driver, each, cap in windows:
            pillars[..., at] += np.minimum(each * _trailing(drivers[driver], 90), cap)
    moved = len(pillars) * 3 // 5
    pillars[moved:] += np.array([-0.5, 0.3, 0.4, -0.6])
    return pillars + _jitter(chance, deeds, 0.06)


def fast_and_unseen(chance: np.random.Generator, deeds: Deeds) -> Floats:
    """C: half-lives of about ten days, and two thirds of it never logged."""
    return _by_parts(chance, deeds, FAST_AND_UNSEEN) + _jitter(chance, deeds, 0.1)


def inert(chance: np.random.Generator, deeds: Deeds) -> Floats:
    """E: a slow walk of its own; habits move it by some tenths of a point."""
    days, n = deeds.off.shape
    walk = np.cumsum(chance.normal(0, 0.05, (days, n, 4)), axis=0)
    level = chance.normal([13, 7, 5, 15], 3, (n, 4))
    return level + walk + 0.05 * _by_parts(chance, deeds, OTHER_WEIGHTS)


OTHER_WEIGHTS: tuple[tuple[Part, ...], ...] = (
    (Part("posts", 4, 40, 1.5), Part("new_followers", 2, 20, 10), Part("shares", 2, 25, 1.5),
     Part("unseen_brand", 5, 35, 12)),
    (Part("profile_views", 3, 15, 40), Part("leads_saved", 5, 45, 10), Part("searches", 2, 12, 25),
     Part("account_contacts", 2, 60, 2), Part("unseen_people", 5, 30, 12)),
    (Part("comments", 6, 25, 12), Part("engagements_received", 3, 15, 25),
     Part("conversations", 4, 50, 12), Part("inmail_replies", 2, 75, 1),
     Part("unseen_insights", 5, 20, 12)),
    (Part("invitations_accepted", 4, 60, 4), Part("new_connections", 2, 30, 6),
     Part("introductions", 1.5, 75, 0.6), Part("unseen_relationships", 4, 45, 12)),
)  # fmt: skip

FAST_AND_UNSEEN: tuple[tuple[Part, ...], ...] = (
    (Part("posts", 2, 10, 2), Part("unseen_brand", 5, 12, 14)),
    (Part("leads_saved", 2, 8, 10), Part("profile_views", 1.5, 6, 40),
     Part("unseen_people", 6, 9, 14)),
    (Part("comments", 3, 7, 12), Part("conversations", 1.5, 10, 12),
     Part("unseen_insights", 7, 8, 14)),
    (Part("new_connections", 2, 14, 6), Part("unseen_relationships", 4, 14, 14)),
)  # fmt: skip

CAPPED_WINDOWS: tuple[tuple[Window, ...], ...] = (
    (Window("posts", 0.25, 6), Window("shares", 0.1, 2), Window("unseen_brand", 0.015, 3)),
    (Window("leads_saved", 0.04, 6), Window("searches", 0.012, 3),
     Window("inbound_views", 0.008, 3), Window("unseen_people", 0.02, 4)),
    (Window("comments", 0.05, 6), Window("reactions", 0.01, 2), Window("conversations", 0.03, 4),
     Window("group_posts", 0.2, 2), Window("unseen_insights", 0.02, 4)),
    (Window("new_connections", 0.06, 4), Window("introductions", 0.3, 2),
     Window("unseen_relationships", 0.02, 4)),
)  # fmt: skip


def _by_parts(
    chance: np.random.Generator, deeds: Deeds, parts: tuple[tuple[Part, ...], ...]
) -> Floats:
    drivers, pillars = _drivers(deeds), _base(chance, deeds) + _tiers(deeds)
    for at, pillar in enumerate(parts):
        for driver, points, half_life, half_at in pillar:
            weekly = _smoothed(drivers[driver], half_life)
            pillars[..., at] += points * weekly / (weekly + half_at)
    return pillars


def _drivers(deeds: Deeds) -> dict[str, Floats]:
    unseen = {name: deeds.unseen[..., at] for at, name in enumerate(UNSEEN)}
    return deeds.counts | unseen


def _base(chance: np.random.Generator, deeds: Deeds) -> Floats:
    days, n = deeds.off.shape
    base = np.maximum(chance.normal(BASE, BASE_SPREAD, (n, 4)), 0)
    return np.broadcast_to(base, (days, n, 4)).copy()


def _tiers(deeds: Deeds) -> Floats:
    """(D, n, 4) points by levels: half a point a tier, tiers ever wider; the profile in thirds."""
    levels, pillars = deeds.levels, np.zeros((*deeds.off.shape, 4))
    pillars[..., 0] = 1.5 * np.floor(levels["profile_completeness"] / 34)
    pillars[..., 0] += 0.5 * np.floor(np.log2(1 + levels["recommendations"]))
    pillars[..., 3] = 0.5 * np.floor(np.log2(1 + levels["connections"]))
    pillars[..., 3] += 0.5 * np.floor(np.log2(1 + levels["decision_makers"]))
    return pillars


def _smoothed(daily: Floats, half_life: float) -> Floats:
    """(D, n) a week, recent days weighing more."""
    keep, rate = 2 ** (-1 / half_life), np.empty_like(daily)
    going = 7 * daily[:28].mean(axis=0)
    for at, today in enumerate(daily):
        going = keep * going + (1 - keep) * 7 * today
        rate[at] = going
    return rate


def _trailing(daily: Floats, days: int) -> Floats:
    """(D, n) the sum over so many days."""
    total = np.cumsum(daily, axis=0)
    total[days:] -= total[:-days].copy()
    return total


def _jitter(chance: np.random.Generator, deeds: Deeds, size: float) -> Floats:
    """(D, n, 4) what moves LinkedIn's number by itself: it compares with others, who move too."""
    days, n = deeds.off.shape
    daily = chance.normal(0, size, (days, n, 4))
    others = np.cumsum(chance.normal(0, 0.02, (days, 1, 4)), axis=0)
    return daily + others
