"""Who sits where, for whoever seats them: a team's people, and those in none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from teams.models import Membership, Organization, Rep, Team

MOST = 100  # people in no team that a page shows


@dataclass(frozen=True)
class Seat:
    """Somebody's seat on a day, and what becomes of it."""

    rep: Rep
    since: date | None = None
    until: date | None = None
    then: Team | None = None


@dataclass(frozen=True)
class Roster:
    """Some people: all of a team, or the first of many in none, who are so many in all."""

    seats: tuple[Seat, ...]
    people: int

    @property
    def reps(self) -> list[Rep]:
        """Who they are."""
        return [seat.rep for seat in self.seats]


def roster(team: Team, on: date) -> Roster:
    """Everybody who sits in the team itself that day, and where they are going."""
    sat = Membership.objects.filter(_held(on), team=team, rep__erased_on=None)
    found = list(sat.select_related("rep").order_by("rep__name", "rep"))
    next_seats = _planned([seat.rep_id for seat in found], on)
    seats = [Seat(s.rep, s.since, s.until, next_seats.get(s.rep_id)) for s in found]
    for seat in seats:
        seat.rep.organization = team.organization
    return Roster(tuple(seats), len(seats))


def unseated(organization: Organization, on: date) -> Roster:
    """People who sit in no team that day and are not going to, but those who have left."""
    seated = Membership.objects.filter(Q(until=None) | Q(until__gt=on)).values("rep")
    reps = Rep.objects.filter(organization=organization, erased_on=None)
    reps = reps.exclude(pk__in=seated).exclude(user__is_active=False)
    first = list(reps[: MOST + 1])
    for rep in first:
        rep.organization = organization
    people = len(first) if len(first) <= MOST else reps.count()
    return Roster(tuple(Seat(rep) for rep in first[:MOST]), people)


def head_counts(organization: Organization, on: date) -> dict[int, int]:
    """How many sit in each team (by id) itself that day."""
    sat = Membership.objects.filter(_held(on), organization=organization, rep__erased_on=None)
    counts = sat.order_by().values_list("team").annotate(people=Count("rep", distinct=True))
    return dict(counts)


def _held(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def _planned(reps: Sequence[int], after: date) -> dict[int, Team]:
    """The next team of each rep (by id) who changes."""
    planned = Membership.objects.filter(rep__in=reps, since__gt=after).select_related("team")
    return {seat.rep_id: seat.team for seat in planned.order_by("-since")}
