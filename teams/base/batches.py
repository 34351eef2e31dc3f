"""Splitting long lists into batches small enough for one SQL statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yields the items in lists of at most `size`, in order."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
