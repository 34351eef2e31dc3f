"""What a coach of several organisations sees first: how each of them is doing.

Each organisation is read in a scope of its own, one after the other: inside it nothing of another
can be read. So it takes some queries a client, however many people each has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django_scopes import scope

from scoring import closes
from scoring.figures import Facts, facts
from scoring.programmes import led_by
from teams.models import Organization, Programme
from teams.viewer import Viewer

PERIOD = 30  # days


@dataclass(frozen=True)
class Client:
    """An organisation as its coach sees it: the people looked after there, at the last close."""

    organization: Organization
    people: int
    facts: Facts
    close: date | None
    programmes: tuple[Programme, ...] = ()  # that the coach leads and that go on today

    @property
    def good(self) -> int:
        """How many stand at 70 or above."""
        return self.facts.milestones[0][1]


def clients(coaches: Sequence[Viewer]) -> list[Client]:
    """A row for each organisation the coach is seen in; the coach is not among the people."""
    rows = []
    for coach in coaches:
        with scope(organization=coach.organization):
            rows.append(_client(coach))
    return rows


def _client(coach: Viewer) -> Client:
    reps = list(coach.reps().exclude(user=coach.user))
    mine = coach.reps().order_by()
    close = closes.last_close_of(coach.organization, mine)
    found = closes.standings(reps, close, close - timedelta(days=PERIOD)) if close else []
    ranked = [each for each in found if each.ranked]
    running = led_by(coach.user, coach.organization.today())
    return Client(coach.organization, len(reps), facts(ranked, len(reps)), close, tuple(running))
