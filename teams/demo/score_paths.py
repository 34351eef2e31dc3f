"""LinkedIn scores of the demo's reps, day by day: slow trends that dip after quiet weeks."""

from dataclasses import dataclass

import numpy as np

from teams.demo.calendar import Season
from teams.demo.characters import Casting
from teams.demo.score_levels import PILLARS, pillars_of
from teams.demo.seeded_random import Floats, Ints, seeded_generator

HALF_A_YEAR = 180
MIN_TOTAL, MAX_TOTAL = 8.0, 93.0
MAX_PILLAR_POINTS = 24.5
SLACK_LOSS_SHARE = 0.33  # share of the score lost after long inactivity
# Scores reflect past weeks: today's activity matches the score this many days later.
LEAD = 40


@dataclass(frozen=True)
class ScorePath:
    """The scores of n reps as a function of the day."""

    now: Floats  # (n,)
    change: Floats  # (n,) points over half a year
    swing: Floats  # (n,) amplitude around the trend, points
    period: Floats  # (n,) days per oscillation
    phase: Floats  # (n,)

    def at(self, ago: Ints) -> Floats:
        """(D, n) total scores `ago` (D,) days before the last; negative is after it."""
        back = np.minimum(ago, HALF_A_YEAR)[:, None]
        angle = 2 * np.pi * ago[:, None] / self.period
        wave = self.swing * (np.sin(angle + self.phase) - np.sin(self.phase))
        totals: Floats = self.now - self.change * back / HALF_A_YEAR + wave
        return totals.clip(MIN_TOTAL, MAX_TOTAL)


@dataclass(frozen=True)
class DemoScores:
    """Pillars and totals of n reps on D days, and the activity that goes with them."""

    path: ScorePath
    pillar_strengths: Floats  # (n, 4) relative strength per pillar, about 1

    def linkedin_pillars(self, season: Season) -> Floats:
        """(D, n, 4) the pillars LinkedIn shows, points."""
        totals = self.path.at(season.ago)
        return self._pillars(totals * (1 - SLACK_LOSS_SHARE * season.slack)[:, None])

    def activity_pillars(self, season: Season) -> Floats:
        """(D, n, 4) the pillars that match each day's activity, points."""
        return self._pillars(self.path.at(season.ago - LEAD))

    def level_pillars(self) -> Floats:
        """(n, 4) the pillars that match the levels on the last day, points."""
        pillars: Floats = self._pillars(self.path.at(np.zeros(1, np.int64)))[0]
        return pillars

    def _pillars(self, totals: Floats) -> Floats:
        pillars = pillars_of(totals) * self.pillar_strengths
        scale = totals / pillars.sum(axis=-1)
        scaled: Floats = pillars * scale[..., None]
        return scaled.clip(max=MAX_PILLAR_POINTS)


def demo_scores(seed: int, block: int, cast: Casting) -> DemoScores:
    """Generates the score paths of a block."""
    rng, n = seeded_generator(seed, block, "standing"), len(cast.now)
    path = ScorePath(
        now=cast.now,
        change=cast.change,
        swing=rng.uniform(0.5, 1.8, n),
        period=rng.uniform(70, 130, n),
        phase=rng.uniform(0, 2 * np.pi, n),
    )
    return DemoScores(path, np.exp(rng.normal(0, 0.07, (n, len(PILLARS)))))
