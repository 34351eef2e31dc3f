"""What a board is asked for: everything that stands in its address."""

from dataclasses import dataclass
from datetime import date

from scoring.core.signals import PILLARS

BOARDS = ("total", "improved", *PILLARS, "goal", "newcomers")
PERIODS = (7, 30, 90)
ORDERS = ("rank", "name", "score", "change", "known")
REACHES = (70, 60, 50, 40, 30)
ONLY = ("", "slipped", "waiting", "building")
TENURES = ("", "new", "settled")


@dataclass(frozen=True)
class Asked:
    """A board, as of a day (None: the last close), in an order, narrowed down.

    `reach` is a milestone that is reached, `only` one of ONLY, `seat` a LinkedIn seat. `around`
    shows a rep among many only those next to them. `page` counts from 1; 0 is all there is.
    """

    board: str = "total"
    period: int = 30
    sort: str = "rank"
    search: str = ""
    day: date | None = None
    reach: int = 0
    only: str = ""
    tenure: str = ""
    seat: str = ""
    around: bool = False
    page: int = 0

    @property
    def narrowed(self) -> bool:
        """Whether somebody may be left out."""
        return bool(self.search or self.reach or self.only or self.tenure or self.seat)
