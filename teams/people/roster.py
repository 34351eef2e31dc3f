"""Members of a team and reps without a team, for the page that assigns them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from teams.models import Membership, Organization, Rep, Team

MAX_UNSEATED = 100  # reps without a team shown on a page


@dataclass(frozen=True)
class RosterSeat:
    """A rep's membership on a day, and the planned next team."""

    rep: Rep
    since: date | None = None
    until: date | None = None
    next_team: Team | None = None


@dataclass(frozen=True)
class Roster:
    """The members of a team, or the first of many reps without one; `people` counts all."""

    seats: tuple[RosterSeat, ...]
    people: int

    @property
    def reps(self) -> list[Rep]:
        """The reps."""
        return [seat.rep for seat in self.seats]


def roster(team: Team, on: date) -> Roster:
    """Returns the direct members of the team on a day, with planned moves."""
    memberships = Membership.objects.filter(
        _current_memberships(on), team=team, rep__erased_on=None
    )
    loaded = list(memberships.select_related("rep").order_by("rep__name", "rep"))
    next_teams = _planned([seat.rep_id for seat in loaded], on)
    seats = [RosterSeat(s.rep, s.since, s.until, next_teams.get(s.rep_id)) for s in loaded]
    for seat in seats:
        seat.rep.organization = team.organization
    return Roster(tuple(seats), len(seats))


def reps_without_team(organization: Organization, on: date) -> Roster:
    """Returns reps without a current or planned team, except those whose account is closed."""
    members = Membership.objects.filter(Q(until=None) | Q(until__gt=on)).values("rep")
    reps = Rep.objects.filter(organization=organization, erased_on=None)
    reps = reps.exclude(pk__in=members).exclude(user__is_active=False)
    first = list(reps[: MAX_UNSEATED + 1])
    for rep in first:
        rep.organization = organization
    people = len(first) if len(first) <= MAX_UNSEATED else reps.count()
    return Roster(tuple(RosterSeat(rep) for rep in first[:MAX_UNSEATED]), people)


def head_counts(organization: Organization, on: date) -> dict[int, int]:
    """Returns the number of direct members on a day by team id."""
    memberships = Membership.objects.filter(
        _current_memberships(on), organization=organization, rep__erased_on=None
    )
    counts = memberships.order_by().values_list("team").annotate(people=Count("rep", distinct=True))
    return dict(counts)


def _current_memberships(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def _planned(reps: Sequence[int], after: date) -> dict[int, Team]:
    """Returns the next planned team by rep id."""
    memberships = Membership.objects.filter(rep__in=reps, since__gt=after).select_related("team")
    return {seat.rep_id: seat.team for seat in memberships.order_by("-since")}
