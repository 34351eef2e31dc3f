"""What the demo's reps did and have, whether logged or not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from teams.base.inputs import INPUTS, InputKind
from teams.demo.calendar import Season
from teams.demo.score_levels import LEVELS, OPPORTUNITIES_A_MEETING, meetings_of, weeks_of
from teams.demo.score_paths import HALF_A_YEAR, DemoScores
from teams.demo.seeded_random import Floats, Ints, seeded_generator

WORKING_DAYS = 5
OWN_INPUTS = frozenset(name for name, each in INPUTS.items() if each.own)
MOOD_SHAPE = 7.0  # shape of a gamma distribution; smaller varies more from day to day
EMPTY_DAY_SHARE = 0.04  # share of days without any activity
MAX_HOURS = 240


@dataclass(frozen=True)
class Tempo:
    """How busy n reps are on D days."""

    own_pace: Floats  # (D, n) own activity relative to an average working day; 0 on empty days
    others_pace: Floats  # (D, 1) activity of others, independent of the rep's mood
    rng: np.random.Generator

    def counts(self, name: str, week: Floats) -> Floats:
        """(D, n) integer counts per day with a weekly mean of `week` (D, n)."""
        taste = np.exp(self.rng.normal(0, 0.2, week.shape[1]))
        pace = self.own_pace if name in OWN_INPUTS else self.others_pace
        counts: Ints = self.rng.poisson(week / WORKING_DAYS * taste * pace)
        return counts.astype(float)


def generate_activity(
    seed: int, block: int, scores: DemoScores, season: Season
) -> Mapping[str, Floats]:
    """Returns the true values of each input as (D, n) arrays."""
    weekly_counts = weeks_of(scores.activity_pillars(season))
    tempo = _tempo(seed, block, season, scores.path.now.size)
    facts = {
        name: tempo.counts(name, week)
        for name, week in weekly_counts.items()
        if INPUTS[name].kind is InputKind.COUNT
    }
    # Accepted invitations become connections, and other people invite the rep as well.
    facts["new_connections"] = np.maximum(facts["new_connections"], facts["invitations_accepted"])
    facts["meetings"] = tempo.counts("meetings", meetings_of(scores.path.at(season.ago)))
    facts["opportunities"] = tempo.rng.binomial(
        facts["meetings"].astype(int), OPPORTUNITIES_A_MEETING
    ).astype(float)
    facts["response_hours"] = _hours(tempo, weekly_counts["response_hours"])
    return facts | _levels(seed, block, scores, season, facts["new_connections"])


def _tempo(seed: int, block: int, season: Season, n: int) -> Tempo:
    rng = seeded_generator(seed, block, "habits")
    daily_chance = season.pace[:, None]
    mood = rng.gamma(MOOD_SHAPE, 1 / MOOD_SHAPE, (len(season), n))
    empty = rng.random((len(season), n)) < EMPTY_DAY_SHARE
    return Tempo(daily_chance * np.where(empty, 0, mood), daily_chance, rng)


def _hours(tempo: Tempo, weekly: Floats) -> Floats:
    """(D, n) hours to answer, mostly a few, sometimes a day."""
    hours = weekly * np.exp(tempo.rng.normal(0, 0.5, weekly.shape))
    return np.clip(np.round(hours * 2) / 2, 0.5, MAX_HOURS)


def _levels(
    seed: int, block: int, scores: DemoScores, season: Season, new_connections: Floats
) -> dict[str, Floats]:
    """Levels by input, (D, n): on the last day those that fit the score, before a little less."""
    reached = weeks_of(scores.level_pillars())
    grown = seeded_generator(seed, block, "levels").uniform(
        0.04, 0.25, (len(LEVELS), len(reached["posts"]))
    )
    before = np.minimum(season.ago, 2 * HALF_A_YEAR)[:, None] / HALF_A_YEAR
    levels = {
        name: np.floor(reached[name] * (1 - share * before))
        for name, share in zip(LEVELS, grown, strict=True)
    }
    since = new_connections.sum(axis=0) - np.cumsum(new_connections, axis=0)
    levels["connections"] = np.maximum(np.floor(reached["connections"]) - since, 20)
    return levels
