"""Query of a leaderboard: everything its address can hold."""

from dataclasses import dataclass
from datetime import date

from scoring.core.signals import PILLARS

BOARDS = ("total", "improved", *PILLARS, "goal", "newcomers")
PERIODS = (7, 30, 90)
ORDERS = ("rank", "name", "score", "change", "known", "coverage")
MILESTONE_FILTERS = (70, 60, 50, 40, 30)
STATE_FILTERS = ("", "slipped", "waiting", "building")
TENURES = ("", "new", "settled")


@dataclass(frozen=True)
class BoardQuery:
    """A leaderboard query: the board, its day (None: the last close), order and filters.

    `reach` is a milestone that the total reaches, `only` one of STATE_FILTERS, `seat` a LinkedIn
    seat. `around` shows a rep on a long board only the rows near their own. `page` counts from 1;
    0 returns all rows.
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
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.search or self.reach or self.only or self.tenure or self.seat)
