"""Whose board it is: a team's or region's, everybody's, or a saved group's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from teams.models import Group, Organization, Rep, Team
from teams.models.people import RepQuerySet, sitting
from teams.sight import Sight
from teams.viewer import Viewer


@dataclass(frozen=True)
class Circle:
    """Reps who are compared with each other, and what somebody sees of them."""

    organization: Organization
    sight: Sight
    teams: tuple[Team, ...] = ()
    among: RepQuerySet | None = None  # of a group: these, wherever they sit
    viewer: Viewer | None = None  # who looks; without one only the last close is looked at

    def sat(self, on: date) -> RepQuerySet:
        """Who belonged to it that day."""
        if self.among is None:
            found: RepQuerySet = Rep.objects.of_teams(self.teams, on)
        else:
            found = Rep.objects.filter(sitting(on), pk__in=self.among.values("pk"))
        return found.select_related("organization")

    def still(self, reps: Sequence[Rep]) -> set[int]:
        """Those of them (by id) whom the viewer may see at this moment, wherever they were.

        Whoever looks after them today may, and of others who share the board today.
        """
        if self.viewer and self.sight.oversees:
            seen = self.viewer.overseen_reps()
        else:
            seen = self.sat(self.organization.today())
        return set(seen.filter(pk__in=[rep.pk for rep in reps]).values_list("pk", flat=True))


def of_team(viewer: Viewer, team: Team) -> Circle:
    """The people of a team or region."""
    return Circle(team.organization, viewer.sight(team), (team,), viewer=viewer)


def everybody(viewer: Viewer) -> Circle:
    """The people of all teams, for whoever reads every board."""
    mine = None if viewer.is_admin or viewer.rep is None else viewer.rep.pk
    sight = Sight(viewer.is_admin, True, mine, viewer.organization.smallest_group)
    return Circle(viewer.organization, sight, tuple(viewer.teams), viewer=viewer)


def of_group(viewer: Viewer, group: Group) -> Circle:
    """The people of a saved group whom the viewer looks after at this moment."""
    members = viewer.overseen_reps().filter(groups__group=group)
    sight = Sight(True, True, None, viewer.organization.smallest_group)
    return Circle(viewer.organization, sight, among=members, viewer=viewer)


def as_seen(team: Team, sight: Sight) -> Circle:
    """The people of a team at the last close, as somebody with that sight sees them."""
    return Circle(team.organization, sight, (team,))
