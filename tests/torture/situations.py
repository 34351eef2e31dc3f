"""Situations in which a run can find an organisation, and time zones far from midnight."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Situation:
    """Number of reps and of days with facts, and how far they have been closed."""

    name: str
    reps: int = 12
    days: int = 70
    closed: int | None = None  # how many days before the last one were closed; None: none at all
    late: bool = False  # whether facts of closed days have changed since


NEW_ORGANIZATION = Situation("new")
MISSED_DAYS = Situation("days missed", closed=3)
LATE_ENTRIES = Situation("late entries", closed=0, late=True)
MISSED_AND_LATE = Situation("missed and late", closed=2, late=True)
# So many rep-days that scoring takes two parts: a worker may die between their commits.
TWO_SHARDS = Situation("in two parts", reps=150, days=420)

SITUATIONS = {
    each.name: each
    for each in (NEW_ORGANIZATION, MISSED_DAYS, LATE_ENTRIES, MISSED_AND_LATE, TWO_SHARDS)
}

# One organisation for each of the seven workers killed together, and one more.
SHORT_FORM = tuple(
    each.name
    for each in (
        NEW_ORGANIZATION,
        MISSED_DAYS,
        LATE_ENTRIES,
        MISSED_AND_LATE,
        NEW_ORGANIZATION,
        LATE_ENTRIES,
        MISSED_AND_LATE,
        NEW_ORGANIZATION,
    )
)
LONG_FORM = tuple(
    each.name
    for each in (
        TWO_SHARDS,
        NEW_ORGANIZATION,
        MISSED_DAYS,
        LATE_ENTRIES,
        TWO_SHARDS,
        MISSED_AND_LATE,
        NEW_ORGANIZATION,
        LATE_ENTRIES,
    )
)

ZONES = (
    *("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Lisbon", "America/St_Johns"),
    *("America/Chicago", "America/Los_Angeles", "Pacific/Honolulu"),
)


def zones_by_day() -> list[str]:
    """Zones where it is between 3:00 and 21:00, so that no day ends during a test."""
    now = datetime.now(UTC)
    return [zone for zone in ZONES if 3 <= now.astimezone(ZoneInfo(zone)).hour < 21]
