"""Columnar table: a dataclass of arrays whose k-th rows belong together."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

RowIndex = NDArray[np.int64] | NDArray[np.bool_]


@dataclass(frozen=True)
class ArrayTable:
    """Base of dataclasses whose fields are all arrays with equal first axes."""

    def __len__(self) -> int:
        return len(self.columns()[0])

    def columns(self) -> list[NDArray[Any]]:
        """The arrays, in the order of the fields."""
        return [getattr(self, field.name) for field in fields(self)]

    def take(self, rows: RowIndex) -> Self:
        """Some of the rows, by index or mask."""
        return type(self)(*(column[rows] for column in self.columns()))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Concatenates the rows of the parts (at least one)."""
        side_by_side = zip(*(part.columns() for part in parts), strict=True)
        return cls(*(np.concatenate(each) for each in side_by_side))
