"""The situations a run can find an organisation in, and zones where no midnight is near."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Situation:
    """How many reps with how many days of facts, and what is done of them."""

    name: str
    reps: int = 12
    days: int = 70
    closed: int | None = None  # how many days before the last one over was closed; None: nothing
    late: bool = False  # whether facts of closed days have changed since


NEW = Situation("new")
MISSED = Situation("days missed", closed=3)
LATE = Situation("late entries", closed=0, late=True)
BOTH = Situation("missed and late", closed=2, late=True)
# So many rep-days that they are scored in two parts: a worker may die between their commits.
LARGE = Situation("in two parts", reps=150, days=420)

SITUATIONS = {each.name: each for each in (NEW, MISSED, LATE, BOTH, LARGE)}

# An organisation for each of seven workers that are killed at the same time, and one more.
SHORT_FORM = tuple(each.name for each in (NEW, MISSED, LATE, BOTH, NEW, LATE, BOTH, NEW))
LONG_FORM = tuple(each.name for each in (LARGE, NEW, MISSED, LATE, LARGE, BOTH, NEW, LATE))

ZONES = (
    *("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Lisbon", "America/St_Johns"),
    *("America/Chicago", "America/Los_Angeles", "Pacific/Honolulu"),
)


def zones_by_day() -> list[str]:
    """Zones where the day is neither young nor nearly over: none ends while the torture lasts."""
    now = datetime.now(UTC)
    return [zone for zone in ZONES if 3 <= now.astimezone(ZoneInfo(zone)).hour < 21]
