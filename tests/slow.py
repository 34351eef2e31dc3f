"""A few in every run, the others in the slow ones: `make test` and `make test-all`."""

from collections.abc import Iterable
from typing import Any

import pytest


def some(values: Iterable[Any], count: int) -> list[Any]:
    """Values for `parametrize`: `count` of them, evenly spread, and the others marked slow."""
    every = list(values)
    kept = {at * len(every) // count for at in range(count)}
    return [each if at in kept else slow(each) for at, each in enumerate(every)]


def slow(*values: Any) -> Any:
    """One set of values for `parametrize`, for the slow runs only."""
    return pytest.param(*values, marks=pytest.mark.slow)
