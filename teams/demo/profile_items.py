"""Which items of the profile checklist the demo's reps have filled in, and in what order."""

import numpy as np

from teams.demo.seeded_random import Floats, Ints, seeded_generator
from teams.importers.archive.profile import COLUMN_ITEMS, FILE_ITEMS, HAND_ITEMS

ITEMS = (*COLUMN_ITEMS, *FILE_ITEMS, "skills", *HAND_ITEMS)
# Nearly every profile has the basic ones; the others come later, and differ from rep to rep.
BASIC_ITEMS = ("headline", "industry", "location", "positions", "education", "photo")
FURTHER_ITEMS = (
    *("summary", "featured", "skills", "cover"),
    *("certifications", "languages", "projects", "publications"),
)


def completeness_of(percent: Floats) -> Floats:
    """The nearest completeness that a whole number of items makes, in per cent."""
    return np.asarray(np.round(100 * _filled(percent) / len(ITEMS)))


def checklist_of(seed: int, number: int, percent: float) -> list[str]:
    """The items that rep `number` has filled in when the profile is so complete, in per cent."""
    filled = int(_filled(np.array(percent)))
    return [item for item in ITEMS if item in _order(seed, number, len(ITEMS) - filled)[:filled]]


def _filled(percent: Floats) -> Ints:
    items = np.round(percent / 100 * len(ITEMS)).astype(np.int64)
    return np.asarray(items.clip(0, len(ITEMS)))


def _order(seed: int, number: int, missing: int) -> list[str]:
    """The items in an order of filling in: what is missing begins anywhere among the further."""
    rng = seeded_generator(seed, number, "profile")
    # By number rather than by chance, so that few reps lack the most useful item first.
    least = (seed + number) % (len(FURTHER_ITEMS) - min(missing, len(FURTHER_ITEMS) - 1))
    last = [*rng.permutation(FURTHER_ITEMS[least + 1 :]).tolist(), FURTHER_ITEMS[least]]
    early = [*BASIC_ITEMS, *FURTHER_ITEMS[:least]]
    return [*early, *last]
