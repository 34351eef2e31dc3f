"""Cases of parametrized tests: a few for `make test`, all for `make test-all`."""

from collections.abc import Iterable
from typing import Any

import pytest


def sample_cases(values: Iterable[Any], count: int) -> list[Any]:
    """Cases for `parametrize`: `count` values, evenly spread; all other ones are marked slow."""
    every = list(values)
    kept = {at * len(every) // count for at in range(count)}
    return [each if at in kept else slow_case(each) for at, each in enumerate(every)]


def slow_case(*values: Any, name: str | None = None) -> Any:
    """One case for `parametrize`, for slow runs only."""
    return pytest.param(*values, marks=pytest.mark.slow, id=name)
