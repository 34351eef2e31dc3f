"""Where LinkedIn has each rep, day by day: slow trends that dip after quiet weeks."""

from dataclasses import dataclass

import numpy as np

from teams.demo.cast import Casting
from teams.demo.dice import Floats, Ints, dice
from teams.demo.ladder import PILLARS, pillars_of
from teams.demo.season import Season

HALF_A_YEAR = 180
LEAST, MOST = 8.0, 93.0
MOST_OF_A_PILLAR = 24.5
LOST_TO_SLACK = 0.33  # of the score, were nothing done for good
# A score is what was done over the last weeks: who does today what the score says of then.
LEAD = 40


@dataclass(frozen=True)
class Course:
    """How n reps' scores move, as something that can be asked of any day."""

    now: Floats  # (n,)
    change: Floats  # (n,) over half a year
    swing: Floats  # (n,) points up and down about that
    period: Floats  # (n,) days of a swing
    phase: Floats  # (n,)

    def at(self, ago: Ints) -> Floats:
        """(D, n) the total so many days before the last; after it where `ago` is negative."""
        back = np.minimum(ago, HALF_A_YEAR)[:, None]
        angle = 2 * np.pi * ago[:, None] / self.period
        wave = self.swing * (np.sin(angle + self.phase) - np.sin(self.phase))
        totals: Floats = self.now - self.change * back / HALF_A_YEAR + wave
        return totals.clip(LEAST, MOST)


@dataclass(frozen=True)
class Standing:
    """Totals and pillars of n reps on D days, and what they do about them."""

    course: Course
    leaning: Floats  # (n, 4) what each is better at than others of the same total, about 1

    def shown(self, season: Season) -> Floats:
        """(D, n, 4) the pillars that LinkedIn would show."""
        totals = self.course.at(season.ago)
        return self._made_up(totals * (1 - LOST_TO_SLACK * season.slack)[:, None])

    def lived(self, season: Season) -> Floats:
        """(D, n, 4) the pillars that what is done each day belongs to."""
        return self._made_up(self.course.at(season.ago - LEAD))

    def reached(self) -> Floats:
        """(n, 4) the pillars that what people have by the last day belongs to."""
        pillars: Floats = self._made_up(self.course.at(np.zeros(1, np.int64)))[0]
        return pillars

    def _made_up(self, totals: Floats) -> Floats:
        pillars = pillars_of(totals) * self.leaning
        scale = totals / pillars.sum(axis=-1)
        scaled: Floats = pillars * scale[..., None]
        return scaled.clip(max=MOST_OF_A_PILLAR)


def standing(seed: int, block: int, cast: Casting) -> Standing:
    """Everybody's way through the demo."""
    chance, n = dice(seed, block, "standing"), len(cast.now)
    course = Course(
        now=cast.now,
        change=cast.change,
        swing=chance.uniform(0.5, 1.8, n),
        period=chance.uniform(70, 130, n),
        phase=chance.uniform(0, 2 * np.pi, n),
    )
    return Standing(course, np.exp(chance.normal(0, 0.07, (n, len(PILLARS)))))
