"""What the reps of a made-up organisation do each day, whether they log it or not.

Own actions are chance around a weekly rate that drifts slowly and changes at once when a rep takes
up other habits. What others do follows from it. Some of what LinkedIn sees has no input at all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

# Usual own actions a week of a rep who sells with LinkedIn now and then.
WEEKLY = {
    "posts": 0.9, "searches": 12.0, "profile_views": 25.0, "leads_saved": 6.0, "comments": 6.0,
    "reactions": 14.0, "shares": 0.8, "conversations": 8.0, "group_posts": 0.3,
    "introductions": 0.3, "account_contacts": 1.0, "mentions": 0.5, "inmails_sent": 3.0,
    "invitations_sent": 8.0,
}  # fmt: skip
OWN = tuple(WEEKLY)
PACE = np.array([1.15, 1.2, 1.05, 1.0, 0.6, 0.12, 0.15])  # by weekday, Monday first
UNSEEN_WEEKLY = 10.0  # what LinkedIn sees and has no input: time spent, messages read, videos
SPREAD_OF_REPS, SPREAD_OF_TASTES = 0.6, 0.7  # log standard deviations
DRIFT, DRIFT_KEEPS = 0.3, 0.93  # log standard deviation of weeks; kept from week to week
IDLE_DAYS = 0.04  # share of days without any own action
LEAVE_EVERY = 120  # days between leaves of one or two weeks, on average
REPLY_DELAYS = ((0, 0.35), (1, 0.3), (3, 0.4), (7, 0.5), (14, 0.5))  # days, share of those left


@dataclass(frozen=True)
class Habits:
    """How often habits change, and by how much."""

    change_every: float = 150.0  # days, on average
    change_size: float = 0.5  # log standard deviation


@dataclass(frozen=True)
class Deeds:
    """What n reps did on D days and what they have; `unseen` has no input, a kind a pillar."""

    counts: dict[str, Floats]  # (D, n) a day
    levels: dict[str, Floats]  # (D, n) at the end of a day
    response_hours: Floats  # (D, n)
    unseen: Floats  # (D, n, 4) a day
    off: Bools  # (D, n) leave


def make_deeds(chance: np.random.Generator, weekday: Ints, n: int, habits: Habits) -> Deeds:
    """The deeds of n reps on days with these weekdays (D,), Monday 0."""
    days = len(weekday)
    off = _leave(chance, days, n)
    pace = _pace(chance, days, n, habits)
    free = off | (chance.random((days, n)) < IDLE_DAYS)
    today = PACE[weekday][:, None] / 7 * np.where(free, 0.0, 1.0)
    rates = _taste(chance, days, n, habits) + pace[..., None]
    counts = {
        name: chance.poisson(week * np.exp(rates[..., at]) * today).astype(float)
        for at, (name, week) in enumerate(WEEKLY.items())
    }
    counts |= _received(chance, counts)
    hours = np.exp(chance.normal(np.log(9), 0.6, n) + chance.normal(0, 0.5, (days, n)))
    unseen = _unseen(chance, pace) * today[..., None]
    return Deeds(counts, _levels(chance, counts), np.round(hours * 2) / 2, unseen, off)


def _seasons(chance: np.random.Generator, days: int, n: int, habits: Habits) -> Ints:
    """(D, n) how often each rep has changed habits so far."""
    changes = chance.random((days, n)) < 1 / habits.change_every
    return np.cumsum(changes, axis=0)


def _pace(chance: np.random.Generator, days: int, n: int, habits: Habits) -> Floats:
    """(D, n) log pace: the rep's, the season's and a drift from week to week."""
    seasons = _seasons(chance, days, n, habits)
    by_season = chance.normal(0, habits.change_size, (int(seasons.max()) + 1, n))
    own = chance.normal(0, SPREAD_OF_REPS, n)
    return own + by_season[seasons, np.arange(n)] + _drift(chance, days, n)


def _taste(chance: np.random.Generator, days: int, n: int, habits: Habits) -> Floats:
    """(D, n, K) log taste for each own action, of which some change with the season."""
    seasons = _seasons(chance, days, n, habits)
    size = (int(seasons.max()) + 1, n, len(OWN))
    usual = chance.normal(0, SPREAD_OF_TASTES, size[1:])
    changes = chance.normal(0, habits.change_size, size)
    return usual + changes[seasons, np.arange(n)]


def _drift(chance: np.random.Generator, days: int, n: int) -> Floats:
    """(D, n) slow drift with a step a week."""
    weeks = np.empty((days // 7 + 1, n))
    weeks[0] = chance.normal(0, DRIFT, n)
    for at in range(1, len(weeks)):
        step = chance.normal(0, DRIFT * np.sqrt(1 - DRIFT_KEEPS**2), n)
        weeks[at] = DRIFT_KEEPS * weeks[at - 1] + step
    return np.asarray(weeks[np.arange(days) // 7])


def _unseen(chance: np.random.Generator, pace: Floats) -> Floats:
    """(D, n, 4) a week: half of it goes with the rep's pace, half is a life of its own."""
    days, n = pace.shape
    own = np.stack([_drift(chance, days, n) for _ in range(4)], axis=-1)
    rate = UNSEEN_WEEKLY * np.exp(0.5 * pace[..., None] + 1.5 * own)
    return chance.poisson(rate).astype(float)


def _leave(chance: np.random.Generator, days: int, n: int) -> Bools:
    """(D, n) leave of one or two weeks now and then."""
    begins = chance.random((days, n)) < 1 / LEAVE_EVERY
    long = begins & (chance.random((days, n)) < 0.5)
    off = np.zeros((days, n), bool)
    for at in range(14):
        begun = begins if at < 7 else long
        off[at:] |= begun[: days - at]
    return off


def _received(chance: np.random.Generator, counts: dict[str, Floats]) -> dict[str, Floats]:
    """What others did: answers come late, and attention follows posts and comments."""
    posts, n = counts["posts"], counts["posts"].shape[1]
    reach = chance.lognormal(0, 0.4, n)
    after_posts = posts + 0.5 * _later(posts, 1) + 0.25 * _later(posts, 2)
    accepted = _replies(chance, counts["invitations_sent"], np.asarray(chance.beta(4, 8, n)))
    invited = chance.poisson(0.1 * reach, posts.shape)
    return {
        "new_followers": chance.poisson(reach * (0.25 + 1.6 * after_posts)).astype(float),
        "inbound_views": chance.poisson(
            reach * (0.7 + 0.12 * counts["profile_views"] + 2 * after_posts)
        ).astype(float),
        "engagements_received": chance.poisson(
            reach * (9 * after_posts + 0.4 * counts["comments"])
        ).astype(float),
        "invitations_accepted": accepted,
        "new_connections": accepted + invited,
        "inmail_replies": _replies(
            chance, counts["inmails_sent"], np.asarray(chance.beta(3, 10, n))
        ),
    }


def _later(daily: Floats, days: int) -> Floats:
    """(D, n) what was so many days before."""
    return np.concatenate([np.zeros_like(daily[:days]), daily[:-days]])


def _replies(chance: np.random.Generator, sent: Floats, share: Floats) -> Floats:
    """(D, n) answers to what was sent, some at once, some after two weeks."""
    left = chance.binomial(sent.astype(int), share)
    replies = np.zeros(sent.shape)
    for days, part in REPLY_DELAYS:
        some = chance.binomial(left, part)
        replies[days:] += some[: len(sent) - days]
        left = left - some
    return replies


def _levels(chance: np.random.Generator, counts: dict[str, Floats]) -> dict[str, Floats]:
    """What reps have: networks grow by what is accepted, the rest by chance, profiles in steps."""
    days, n = counts["posts"].shape
    connections = np.round(chance.lognormal(np.log(350), 0.7, n)) + np.cumsum(
        counts["new_connections"], axis=0
    )
    edits = np.cumsum(chance.random((days, n)) < 1 / 150, axis=0)
    return {
        "profile_completeness": np.minimum(np.round(chance.uniform(45, 95, n)) + 7.0 * edits, 100),
        "connections": connections,
        "decision_makers": np.floor(connections * chance.beta(3, 14, n)),
        "relevant_connections": np.floor(connections * chance.beta(4, 9, n)),
        "endorsements": _growth(chance, days, np.exp(chance.normal(2.5, 0.9, n)), 1 / 25),
        "recommendations": _growth(chance, days, np.exp(chance.normal(0.6, 0.8, n)), 1 / 120),
    }


def _growth(chance: np.random.Generator, days: int, begin: Floats, a_day: float) -> Floats:
    """(D, n) a level that grows by chance from where it begins."""
    return np.floor(begin) + np.cumsum(chance.random((days, len(begin))) < a_day, axis=0)
