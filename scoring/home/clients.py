"""The clients page of a coach who works for several organisations: how each of them is doing.

Each organisation is read in its own scope, one after the other, so that nothing of another can be
read in it. That takes some queries for each client, however many people it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django_scopes import scope

from scoring.boards.summary import BoardSummary, summarize_reps
from scoring.coaching.programmes import running_programmes_of
from scoring.scores import periods
from teams.access.viewer import Viewer
from teams.models import Organization, Programme

PERIOD_DAYS = 30  # days


@dataclass(frozen=True)
class Client:
    """A client organisation at its last close: the reps the coach looks after there."""

    organization: Organization
    people: int
    facts: BoardSummary
    close: date | None
    programmes: tuple[Programme, ...] = ()  # led by the coach and running today

    @property
    def good(self) -> int:
        """How many reps have a total of 70 or more."""
        return self.facts.milestones[0][1]


def clients_of(coaches: Sequence[Viewer]) -> list[Client]:
    """One row for each organisation of the coach; the coach is not counted among its people."""
    rows = []
    for coach in coaches:
        with scope(organization=coach.organization):
            rows.append(_client(coach))
    return rows


def _client(coach: Viewer) -> Client:
    reps = list(coach.reps().exclude(user=coach.user))
    mine = coach.reps().order_by()
    close = periods.last_close_of_reps(coach.organization, mine)
    found = periods.period_scores(reps, close, close - timedelta(days=PERIOD_DAYS)) if close else []
    ranked = [each for each in found if each.ranked]
    running = running_programmes_of(coach.user, coach.organization.today())
    return Client(
        coach.organization, len(reps), summarize_reps(ranked, len(reps)), close, tuple(running)
    )
