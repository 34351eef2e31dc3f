"""A coach's reps across all teams: whom to see next, and about what.

Reps are grouped by their weakest pillar at the last close, by having stalled, or by days since the
last session. A stalled rep's score changed by less than a point, up or down, in sixty days; without
a score at both closes a rep does not count as stalled. Both go by the estimate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from scoring.coaching.action_effects import due_words
from scoring.core.signals import PILLARS
from scoring.core.uncertainty import Trust
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
    """A rep of the cohort; `period_score` is None before the first score."""

    rep: Rep
    today: date
    period_score: PeriodScore | None
    last_session: date | None  # day of the last session
    next_item: ActionItem | None  # due next

    @property
    def weakest(self) -> int | None:
        """Index of the weakest pillar, the first of equals; None while the score is building.

        Such a score is mostly what is typical, and says little about the rep.
        """
        if self.period_score is None or self.period_score.now.state == Trust.BUILDING:
            return None
        pillars = self.period_score.now.pillars
        return pillars.index(min(pillars))

    @property
    def weakest_words(self) -> str:
        """The weakest pillar in words, such as `Insights 4.2`."""
        if self.weakest is None or self.period_score is None:
            return "not ranked yet"
        points = self.period_score.now.pillars[self.weakest]
        return f"{PILLAR_NAMES[self.weakest]} {one_decimal(points)}"

    @property
    def change(self) -> float | None:
        """Change in points over STALLED_DAYS; None unless the rep is ranked at both closes."""
        return self.period_score.change if self.period_score else None

    @property
    def stalled(self) -> bool:
        """Whether the total moved by less than STALLED_POINTS."""
        return self.change is not None and abs(self.change) < STALLED_POINTS

    @property
    def without_contact(self) -> int | None:
        """Days since the last session; None if there never was one."""
        return (self.today - self.last_session).days if self.last_session else None

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
        return due_words(self.next_item, self.today) if self.next_item else ""

    def quiet(self, days: int) -> bool:
        """Whether the rep had no session for that many days."""
        return self.without_contact is None or self.without_contact >= days


@dataclass(frozen=True)
class CohortGroup:
    """Reps of the cohort under one heading."""

    title: str
    rows: tuple[CohortRow, ...]


@dataclass(frozen=True)
class Cohort:
    """Cohort page; the counts are of the whole cohort, whatever the filter."""

    query: CohortQuery
    close: date | None
    rep_count: int
    weakest: tuple[tuple[str, str, int], ...]  # pillar, its name, number of reps
    stalled: int
    quiet: int
    groups: tuple[CohortGroup, ...]

    @property
    def shown(self) -> int:
        """Number of rows shown."""
        return sum(len(group.rows) for group in self.groups)


def cohort(organization: Organization, reps: RepQuerySet, query: CohortQuery) -> Cohort:
    """The cohort page of these reps, as of the last close."""
    listed, close = list(reps.select_related("organization")), None
    if listed:
        close = periods.last_close_of_reps(organization, reps.order_by())
    rows = _rows(listed, close, organization.today())
    filtered = [each for each in rows if not query.pillar or _pillar(each) == query.pillar]
    return Cohort(
        query=query,
        close=close,
        rep_count=len(rows),
        weakest=tuple(
            (pillar, PILLAR_NAMES[at], sum(each.weakest == at for each in rows))
            for at, pillar in enumerate(PILLARS)
        ),
        stalled=sum(each.stalled for each in rows),
        quiet=sum(each.quiet(query.days) for each in rows),
        groups=tuple(group for group in _groups(filtered, query) if group.rows),
    )


def _rows(reps: Sequence[Rep], close: date | None, today: date) -> list[CohortRow]:
    since = close - timedelta(days=STALLED_DAYS) if close else None
    scores = periods.period_scores(reps, close, since) if close and since else []
    score_by_rep = {each.rep.pk: each for each in scores}
    last_sessions = CoachingSession.objects.all().last_days(reps, today)
    next_items = ActionItem.objects.all().next_of(reps)
    return [
        CohortRow(
            rep, today, score_by_rep.get(rep.pk), last_sessions.get(rep.pk), next_items.get(rep.pk)
        )
        for rep in reps
    ]


def _pillar(row: CohortRow) -> str:
    return "" if row.weakest is None else PILLARS[row.weakest]


def _groups(rows: Sequence[CohortRow], query: CohortQuery) -> list[CohortGroup]:
    if query.by == "stalled":
        stalled = sorted((each for each in rows if each.stalled), key=lambda each: each.rep.name)
        return [CohortGroup(f"Moved by less than a point in {STALLED_DAYS} days", tuple(stalled))]
    if query.by == "contact":
        quiet = [each for each in rows if each.quiet(query.days)]
        quiet.sort(key=lambda each: (each.last_session or date.min, each.rep.name))
        return [
            CohortGroup(f"No session for {count_words(query.days, 'day')} or more", tuple(quiet))
        ]
    by_pillar = [
        CohortGroup(f"{name} is weakest", tuple(_weakest_first(rows, at)))
        for at, name in enumerate(PILLAR_NAMES)
    ]
    return [
        *by_pillar,
        CohortGroup("Not ranked yet", tuple(each for each in rows if each.weakest is None)),
    ]


def _weakest_first(rows: Sequence[CohortRow], pillar: int) -> list[CohortRow]:
    weakest = [each for each in rows if each.weakest == pillar]
    return sorted(
        weakest, key=lambda each: each.period_score.now.pillars[pillar] if each.period_score else 0
    )
