"""Clients page of a coach who works for several organisations: a summary of each.

The organisations are read one after the other, each in its own scope, so that data of another
can't be read. That takes some queries per client, however many people it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django_scopes import scope

from scoring.boards.summary import BoardSummary, summarize_reps
from scoring.coaching.programme_list import running_programmes_of
from scoring.scores import periods
from teams.access.viewer import Viewer
from teams.models import Organization, Programme

PERIOD_DAYS = 30


@dataclass(frozen=True)
class Client:
    """A client organisation at its last close: the reps the coach looks after there."""

    organization: Organization
    rep_count: int
    summary: BoardSummary
    close: date | None
    programmes: tuple[Programme, ...] = ()  # led by the coach and running today

    @property
    def good(self) -> int:
        """How many reps have a total of 70 or more."""
        return self.summary.milestones[0][1]


def clients_of(coaches: Sequence[Viewer]) -> list[Client]:
    """One row for each organisation of the coach; the coach is not counted among its people."""
    rows = []
    for coach in coaches:
        with scope(organization=coach.organization):
            rows.append(_client(coach))
    return rows


def _client(coach: Viewer) -> Client:
    reps = list(coach.reps().exclude(user=coach.user))
    queryset = coach.reps().order_by()
    close = periods.last_close_of_reps(coach.organization, queryset)
    scores = (
        periods.period_scores(reps, close, close - timedelta(days=PERIOD_DAYS)) if close else []
    )
    ranked = [each for each in scores if each.ranked]
    running = running_programmes_of(coach.user, coach.organization.today())
    return Client(
        coach.organization, len(reps), summarize_reps(ranked, len(reps)), close, tuple(running)
    )
