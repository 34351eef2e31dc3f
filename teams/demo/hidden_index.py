"""LinkedIn's hidden index in the demo: a formula of its own, which is not our model.

An activity earns p·√(w / full), at most p points: w is how much of it a rep does a week, as a plain
mean over some weeks, `full` how much earns all the points. Activity is what reps truly did, logged
or not; `unseen` is what has no input: time spent, messages read, videos watched. Levels earn points
on a logarithm. What LinkedIn makes of an account besides is a constant of each rep, chosen so that
the last day shows what the rep's character says.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from teams.demo.calendar import Season
from teams.demo.effort_paths import MAX_PILLAR_POINTS, Efforts
from teams.demo.seeded_random import Floats, seeded_generator

MIN_PILLAR_POINTS = 0.8
FIRST_WEEKS = 28  # days whose mean stands for the time before the demo
UNSEEN_KEEPS = 0.9  # of what is unseen, from week to week


class Part(NamedTuple):
    """Points earned by an activity: the most there are, for how much a week, over how many days."""

    activity: str
    points: float
    full: float
    days: int


PARTS: tuple[tuple[Part, ...], ...] = (
    (Part("posts", 5, 3, 56), Part("engagements_received", 3, 80, 28), Part("shares", 1.5, 3, 42)),
    (Part("leads_saved", 6, 25, 42), Part("profile_views", 2.5, 100, 21),
     Part("account_contacts", 2, 4, 84), Part("inbound_views", 2, 70, 28)),
    (Part("comments", 7, 25, 42), Part("conversations", 4, 30, 56), Part("reactions", 1, 60, 21),
     Part("inmail_replies", 2, 4, 84)),
    (Part("invitations_accepted", 4, 10, 56), Part("introductions", 2, 2, 84),
     Part("conversations", 1.5, 30, 42)),
)  # fmt: skip
LEVEL_POINTS: tuple[Mapping[str, float], ...] = (
    {"profile_completeness": 2.0, "recommendations": 1.2},
    {},
    {},
    {"connections": 1.4, "relevant_connections": 0.8},
)
UNSEEN_POINTS = (0.7, 0.8, 0.8, 0.6)  # standard deviation of what is unseen, by pillar


def hidden_index(
    seed: int, block: int, efforts: Efforts, season: Season, facts: Mapping[str, Floats]
) -> Floats:
    """(D, n, 4) LinkedIn's pillars of each day, points 0 to 25."""
    moved = np.stack(
        [_moved(parts, levels, facts) for parts, levels in zip(PARTS, LEVEL_POINTS, strict=True)],
        axis=-1,
    )
    moved += _unseen(seed, block, season, moved.shape[1])
    index: Floats = efforts.linkedin_now() + moved - moved[-1]
    return index.clip(MIN_PILLAR_POINTS, MAX_PILLAR_POINTS)


def _moved(
    parts: tuple[Part, ...], levels: Mapping[str, float], facts: Mapping[str, Floats]
) -> Floats:
    """(D, n) points of a pillar by activity and levels."""
    earned = [
        part.points * np.sqrt(np.minimum(7 * _mean(facts[part.activity], part.days) / part.full, 1))
        for part in parts
    ]
    earned += [points * np.log1p(facts[name]) for name, points in levels.items()]
    return np.asarray(sum(earned))


def _mean(daily: Floats, days: int) -> Floats:
    """(D, n) mean over so many days; before the first it was as in the first weeks."""
    before = np.broadcast_to(daily[:FIRST_WEEKS].mean(axis=0), (days, daily.shape[1]))
    total = np.cumsum(np.concatenate([before, daily]), axis=0)
    return np.asarray((total[days:] - total[:-days]) / days)


def _unseen(seed: int, block: int, season: Season, n: int) -> Floats:
    """(D, n, 4) points by what has no input: a slow walk that returns to its mean."""
    rng = seeded_generator(seed, block, "unseen")
    steps = rng.normal(0, UNSEEN_POINTS, (int(season.week[-1]) + 2, n, 4))
    walk = np.empty_like(steps)
    walk[0] = steps[0]
    for at in range(1, len(steps)):
        walk[at] = UNSEEN_KEEPS * walk[at - 1] + np.sqrt(1 - UNSEEN_KEEPS**2) * steps[at]
    part = (season.weekday / 7)[:, None, None]
    return np.asarray((1 - part) * walk[season.week] + part * walk[season.week + 1])
