"""Reproducible random numbers: determined by seed, block and purpose."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def seeded_generator(seed: int, block: int, purpose: str) -> np.random.Generator:
    """Returns a separate generator per purpose, so that changing one leaves the others alone."""
    return np.random.default_rng([seed, block, *purpose.encode()])
