"""Effort of the demo's reps, day by day: slow trends, and each rep leans to some of the pillars.

Effort is measured in points: activity as typical of a rep with that LinkedIn score. What LinkedIn
makes of it is up to `hidden_index`.
"""

from dataclasses import dataclass

import numpy as np

from teams.demo.calendar import Season
from teams.demo.characters import Casting
from teams.demo.score_levels import PILLARS, pillars_of
from teams.demo.seeded_random import Floats, Ints, seeded_generator

HALF_A_YEAR = 180
MIN_TOTAL, MAX_TOTAL = 8.0, 93.0
MAX_PILLAR_POINTS = 24.5
# Scores reflect past weeks: today's effort fits the score this many days later.
LEAD = 40


@dataclass(frozen=True)
class EffortPath:
    """The effort of n reps as a function of the day, points of the total."""

    now: Floats  # (n,)
    change: Floats  # (n,) over half a year
    swing: Floats  # (n,) amplitude around the trend, points
    period: Floats  # (n,) days per oscillation
    phase: Floats  # (n,)

    def at(self, ago: Ints) -> Floats:
        """(D, n) effort `ago` (D,) days before the last; negative is after it."""
        back = np.minimum(ago, HALF_A_YEAR)[:, None]
        angle = 2 * np.pi * ago[:, None] / self.period
        wave = self.swing * (np.sin(angle + self.phase) - np.sin(self.phase))
        totals: Floats = self.now - self.change * back / HALF_A_YEAR + wave
        return totals.clip(MIN_TOTAL, MAX_TOTAL)


@dataclass(frozen=True)
class Efforts:
    """Efforts by pillar of n reps on D days, and the levels that go with them."""

    path: EffortPath
    leanings: Floats  # (n, 4) relative effort per pillar, about 1
    standings: Floats  # (n, 4) relative strength per pillar in LinkedIn's eyes, about 1

    def on(self, season: Season) -> Floats:
        """(D, n, 4) effort of each day, points."""
        return _pillars(self.path.at(season.ago - LEAD), self.leanings)

    def levels(self) -> Floats:
        """(n, 4) the pillars that fit the levels on the last day, points."""
        return np.asarray(_pillars(self._now, self.leanings)[0])

    def linkedin_now(self) -> Floats:
        """(n, 4) the pillars that LinkedIn shows on the last day, points."""
        return np.asarray(_pillars(self._now, self.standings)[0])

    @property
    def _now(self) -> Floats:
        return self.path.at(np.zeros(1, np.int64))


def _pillars(totals: Floats, strengths: Floats) -> Floats:
    """(D, n, 4) usual pillars of totals (D, n), tilted by relative strengths (n, 4)."""
    pillars = pillars_of(totals) * strengths
    scaled: Floats = pillars * (totals / pillars.sum(axis=-1))[..., None]
    return scaled.clip(max=MAX_PILLAR_POINTS)


def make_efforts(seed: int, block: int, cast: Casting) -> Efforts:
    """Generates the efforts of a block."""
    rng, n = seeded_generator(seed, block, "standing"), len(cast.now)
    path = EffortPath(
        now=cast.now,
        change=cast.change,
        swing=rng.uniform(0.5, 1.8, n),
        period=rng.uniform(70, 130, n),
        phase=rng.uniform(0, 2 * np.pi, n),
    )
    leanings, standings = np.exp(rng.normal(0, 0.1, (2, n, len(PILLARS))))
    return Efforts(path, leanings * cast.style, standings * cast.style)
