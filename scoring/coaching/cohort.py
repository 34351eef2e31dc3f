"""A coach's reps across all teams: whom to see next, and about what.

Reps are grouped by their weakest pillar at the last close, by having stalled, or by days since the
last session. A stalled rep moved by less than a point, either way, in sixty days; a rep who can't
be compared with then has not stalled. Both are of the estimate, as of the last close.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from scoring.coaching.action_effects import due_words
from scoring.core.signals import PILLARS
from scoring.scores import periods
from scoring.scores.periods import PeriodScore
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import count_words, one_decimal
from teams.models import ActionItem, CoachingSession, Organization, Rep
from teams.models.people import RepQuerySet

GROUPINGS: Final = ("pillar", "stalled", "contact")
STALLED_DAYS: Final = 60
STALLED_POINTS: Final = 1.0
QUIET_DAYS: Final = 21  # days without contact, unless the address has another number
MAX_DAYS: Final = 999


@dataclass(frozen=True)
class CohortQuery:
    """Query of the cohort page; `pillar` is one of PILLARS, or empty for all."""

    by: str = "pillar"
    pillar: str = ""
    days: int = QUIET_DAYS


@dataclass(frozen=True)
class CohortRow:
    """A rep of the cohort; `standing` is None before the first score."""

    rep: Rep
    today: date
    standing: PeriodScore | None
    last: date | None  # day of the last session
    item: ActionItem | None  # due next

    @property
    def weakest(self) -> int | None:
        """Index of the weakest pillar, the first of equals; None before the first score."""
        if self.standing is None:
            return None
        pillars = self.standing.now.pillars
        return pillars.index(min(pillars))

    @property
    def weakest_words(self) -> str:
        """The weakest pillar in words, such as `Insights 4.2`."""
        if self.weakest is None or self.standing is None:
            return "no score yet"
        return (
            f"{PILLAR_NAMES[self.weakest]} {one_decimal(self.standing.now.pillars[self.weakest])}"
        )

    @property
    def change(self) -> float | None:
        """Points moved in STALLED_DAYS; None unless both closes have a rank."""
        return self.standing.change if self.standing else None

    @property
    def stalled(self) -> bool:
        """Whether the total moved by less than STALLED_POINTS."""
        return self.change is not None and abs(self.change) < STALLED_POINTS

    @property
    def without_contact(self) -> int | None:
        """Days since the last session; None if there never was one."""
        return (self.today - self.last).days if self.last else None

    @property
    def contact_words(self) -> str:
        """Time since the last session, such as `12 days ago`."""
        if self.without_contact is None:
            return "never"
        return (
            f"{count_words(self.without_contact, 'day')} ago" if self.without_contact else "today"
        )

    @property
    def due_words(self) -> str:
        """When the next item is due, in words; empty without one."""
        return due_words(self.item, self.today) if self.item else ""

    def quiet(self, days: int) -> bool:
        """Whether the rep had no session for that many days."""
        return self.without_contact is None or self.without_contact >= days


@dataclass(frozen=True)
class CohortGroup:
    """Reps of the cohort under one heading."""

    title: str
    lines: tuple[CohortRow, ...]


@dataclass(frozen=True)
class Cohort:
    """Everything the page shows; the counts are of the whole cohort, whatever the filter."""

    asked: CohortQuery
    close: date | None
    people: int
    weakest: tuple[tuple[str, str, int], ...]  # pillar, its name, number of reps
    stalled: int
    quiet: int
    parts: tuple[CohortGroup, ...]

    @property
    def shown(self) -> int:
        """Number of rows shown."""
        return sum(len(part.lines) for part in self.parts)


def cohort(organization: Organization, reps: RepQuerySet, asked: CohortQuery) -> Cohort:
    """The cohort page of these reps, as of the last close."""
    people, close = list(reps.select_related("organization")), None
    if people:
        close = periods.last_close_of_reps(organization, reps.order_by())
    lines = _lines(people, close, organization.today())
    picked = [each for each in lines if not asked.pillar or _pillar(each) == asked.pillar]
    return Cohort(
        asked=asked,
        close=close,
        people=len(lines),
        weakest=tuple(
            (pillar, PILLAR_NAMES[at], sum(each.weakest == at for each in lines))
            for at, pillar in enumerate(PILLARS)
        ),
        stalled=sum(each.stalled for each in lines),
        quiet=sum(each.quiet(asked.days) for each in lines),
        parts=tuple(part for part in _parts(picked, asked) if part.lines),
    )


def _lines(reps: Sequence[Rep], close: date | None, today: date) -> list[CohortRow]:
    since = close - timedelta(days=STALLED_DAYS) if close else None
    found = periods.period_scores(reps, close, since) if close and since else []
    stands = {each.rep.pk: each for each in found}
    last = CoachingSession.objects.all().last_days(reps, today)
    due = ActionItem.objects.all().next_of(reps)
    return [
        CohortRow(rep, today, stands.get(rep.pk), last.get(rep.pk), due.get(rep.pk)) for rep in reps
    ]


def _pillar(line: CohortRow) -> str:
    return "" if line.weakest is None else PILLARS[line.weakest]


def _parts(lines: Sequence[CohortRow], asked: CohortQuery) -> list[CohortGroup]:
    if asked.by == "stalled":
        still = sorted((each for each in lines if each.stalled), key=lambda each: each.rep.name)
        return [CohortGroup(f"Moved by less than a point in {STALLED_DAYS} days", tuple(still))]
    if asked.by == "contact":
        quiet = [each for each in lines if each.quiet(asked.days)]
        quiet.sort(key=lambda each: (each.last or date.min, each.rep.name))
        return [
            CohortGroup(f"No session for {count_words(asked.days, 'day')} or more", tuple(quiet))
        ]
    weak = [
        CohortGroup(f"{name} is weakest", tuple(_weakest_first(lines, at)))
        for at, name in enumerate(PILLAR_NAMES)
    ]
    return [
        *weak,
        CohortGroup("No score yet", tuple(each for each in lines if each.weakest is None)),
    ]


def _weakest_first(lines: Sequence[CohortRow], pillar: int) -> list[CohortRow]:
    theirs = [each for each in lines if each.weakest == pillar]
    return sorted(
        theirs, key=lambda each: each.standing.now.pillars[pillar] if each.standing else 0
    )
