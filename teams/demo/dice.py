"""Chance that repeats itself: the same seed, block and purpose give the same numbers."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def dice(seed: int, block: int, purpose: str) -> np.random.Generator:
    """A generator of its own for each purpose, so that a change to one leaves the others alone."""
    return np.random.default_rng([seed, block, *purpose.encode()])
