"""What the demo's reps did and have, whether logged or not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from teams.base.inputs import INPUTS, InputKind
from teams.demo.calendar import Season
from teams.demo.effort_paths import HALF_A_YEAR, Efforts
from teams.demo.profile_items import completeness_of
from teams.demo.score_levels import LEVELS, OPPORTUNITIES_A_MEETING, meetings_of, weeks_of
from teams.demo.seeded_random import Floats, Ints, seeded_generator

WORKING_DAYS = 5
OWN_INPUTS = frozenset(name for name, each in INPUTS.items() if each.own)
MOOD_SHAPE = 7.0  # shape of a gamma distribution; smaller varies more from day to day
EMPTY_DAY_SHARE = 0.04  # share of days without any activity
MAX_HOURS = 240
MIN_PROFILE = 64  # per cent; nearly every profile has the basic items
TASTE, NEW_HABIT = 0.4, 0.45  # log standard deviations: usual likings, and those of a quarter
SEASON_WEEKS = 11  # weeks that a habit lasts before it changes
ANSWERS = {"invitations_accepted": "invitations_sent", "inmail_replies": "inmails_sent"}
ANSWER_DELAYS = ((0, 0.3), (1, 0.35), (3, 0.4), (7, 0.6))  # days, share of those still open


@dataclass(frozen=True)
class Tempo:
    """How busy n reps are on D days."""

    own_pace: Floats  # (D, n) own activity relative to an average working day; 0 on empty days
    others_pace: Floats  # (D, 1) activity of others, independent of the rep's mood
    week: Ints  # (D,) number of the week
    rng: np.random.Generator

    def counts(self, name: str, week: Floats) -> Floats:
        """(D, n) integer counts per day with a weekly mean of about `week` (D, n)."""
        pace = self.own_pace if name in OWN_INPUTS else self.others_pace
        counts: Ints = self.rng.poisson(week / WORKING_DAYS * self._taste(week.shape[1]) * pace)
        return counts.astype(float)

    def _taste(self, n: int) -> Floats:
        """(D, n) liking for one activity, with a habit taken up or dropped each quarter or so."""
        usual, first = self.rng.normal(0, TASTE, n), self.rng.integers(0, SEASON_WEEKS, n)
        season = (self.week[:, None] + first) // SEASON_WEEKS
        habits = self.rng.normal(0, NEW_HABIT, (int(season.max()) + 1, n))
        return np.asarray(np.exp(usual + habits[season, np.arange(n)]))

    def answers(self, sent: Floats, share: Floats) -> Floats:
        """(D, n) answers to what was sent, given their share (D, n): some at once, some late."""
        left, answers = self.rng.binomial(sent.astype(int), share), np.zeros_like(sent)
        for days, part in ANSWER_DELAYS:
            some = self.rng.binomial(left, part)
            answers[days:] += some[: len(sent) - days]
            left = left - some
        return answers


def generate_activity(seed: int, block: int, efforts: Efforts, season: Season) -> dict[str, Floats]:
    """Returns the true values of each input as (D, n) arrays."""
    weekly_counts = weeks_of(efforts.on(season))
    tempo = _tempo(seed, block, season, efforts.path.now.size)
    facts = {
        name: tempo.counts(name, week)
        for name, week in weekly_counts.items()
        if INPUTS[name].kind is InputKind.COUNT and name not in ANSWERS
    }
    facts |= _answers(tempo, weekly_counts, facts)
    # Accepted invitations become connections, and other people invite the rep as well.
    facts["new_connections"] = np.maximum(facts["new_connections"], facts["invitations_accepted"])
    facts["meetings"] = tempo.counts("meetings", meetings_of(efforts.path.at(season.ago)))
    facts["opportunities"] = tempo.rng.binomial(
        facts["meetings"].astype(int), OPPORTUNITIES_A_MEETING
    ).astype(float)
    facts["response_hours"] = _hours(tempo, weekly_counts["response_hours"])
    return facts | _levels(seed, block, efforts, season, facts["new_connections"])


def _tempo(seed: int, block: int, season: Season, n: int) -> Tempo:
    rng = seeded_generator(seed, block, "habits")
    daily_chance = season.pace[:, None]
    mood = rng.gamma(MOOD_SHAPE, 1 / MOOD_SHAPE, (len(season), n))
    empty = rng.random((len(season), n)) < EMPTY_DAY_SHARE
    return Tempo(daily_chance * np.where(empty, 0, mood), daily_chance, season.week, rng)


def _answers(
    tempo: Tempo, weekly: Mapping[str, Floats], facts: Mapping[str, Floats]
) -> dict[str, Floats]:
    """Answers by input: each rep has a share of their own around what is typical."""
    n = tempo.own_pace.shape[1]
    return {
        won: tempo.answers(
            facts[sent],
            (weekly[won] / weekly[sent] * np.exp(tempo.rng.normal(0, 0.35, n))).clip(0.02, 0.9),
        )
        for won, sent in ANSWERS.items()
    }


def _hours(tempo: Tempo, weekly: Floats) -> Floats:
    """(D, n) hours to answer, mostly a few, sometimes a day."""
    hours = weekly * np.exp(tempo.rng.normal(0, 0.5, weekly.shape))
    return np.clip(np.round(hours * 2) / 2, 0.5, MAX_HOURS)


def _levels(
    seed: int, block: int, efforts: Efforts, season: Season, new_connections: Floats
) -> dict[str, Floats]:
    """Levels by input, (D, n): on the last day those that fit the score, before a little less."""
    rng = seeded_generator(seed, block, "levels")
    reached = dict(weeks_of(efforts.levels()))
    n = len(reached["posts"])
    reached |= {name: reached[name] * np.exp(rng.normal(0, 0.3, n)) for name in LEVELS}
    reached["profile_completeness"] = reached["profile_completeness"].clip(MIN_PROFILE, 100)
    grown = rng.uniform(0.04, 0.25, (len(LEVELS), n))
    before = np.minimum(season.ago, 2 * HALF_A_YEAR)[:, None] / HALF_A_YEAR
    levels = {
        name: np.floor(reached[name] * (1 - share * before))
        for name, share in zip(LEVELS, grown, strict=True)
    }
    levels["profile_completeness"] = completeness_of(levels["profile_completeness"])
    since = new_connections.sum(axis=0) - np.cumsum(new_connections, axis=0)
    levels["connections"] = np.maximum(np.floor(reached["connections"]) - since, 20)
    parts = levels["decision_makers"], levels["relevant_connections"]
    levels["decision_makers"], levels["relevant_connections"] = (
        np.minimum(part, np.floor(0.7 * levels["connections"])) for part in parts
    )
    return levels
