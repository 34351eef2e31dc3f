"""Which reps a leaderboard compares: a team, a region, all teams or a saved group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from teams.access.board_visibility import BoardVisibility
from teams.access.viewer import Viewer
from teams.models import Group, Organization, Rep, Team
from teams.models.people import RepQuerySet, member_on


@dataclass(frozen=True)
class BoardScope:
    """Reps compared with each other, and what the viewer may see of them."""

    organization: Organization
    sight: BoardVisibility
    teams: tuple[Team, ...] = ()
    among: RepQuerySet | None = None  # for a group: these reps, whatever their team
    viewer: Viewer | None = None  # None: only the last close can be shown

    def sat(self, on: date) -> RepQuerySet:
        """Returns the reps who belonged to it on a date."""
        if self.among is None:
            found: RepQuerySet = Rep.objects.of_teams(self.teams, on)
        else:
            found = Rep.objects.filter(member_on(on), pk__in=self.among.values("pk"))
        return found.select_related("organization")

    def still(self, reps: Sequence[Rep]) -> set[int]:
        """Returns the ids of those reps the viewer may see today, wherever they were back then.

        For people who oversee the board: reps they oversee today. For others: reps on the board
        today.
        """
        if self.viewer and self.sight.oversees:
            seen = self.viewer.overseen_reps()
        else:
            seen = self.sat(self.organization.today())
        return set(seen.filter(pk__in=[rep.pk for rep in reps]).values_list("pk", flat=True))


def team_scope(viewer: Viewer, team: Team) -> BoardScope:
    """Returns the circle of a team or region."""
    return BoardScope(team.organization, viewer.board_visibility(team), (team,), viewer=viewer)


def organization_scope(viewer: Viewer) -> BoardScope:
    """Returns the circle of all teams, for viewers who may read every leaderboard."""
    mine = None if viewer.is_admin or viewer.rep is None else viewer.rep.pk
    sight = BoardVisibility(viewer.is_admin, True, mine, viewer.organization.smallest_group)
    return BoardScope(viewer.organization, sight, tuple(viewer.teams), viewer=viewer)


def group_scope(viewer: Viewer, group: Group) -> BoardScope:
    """Returns the members of a saved group whom the viewer oversees today."""
    members = viewer.overseen_reps().filter(groups__group=group)
    sight = BoardVisibility(True, True, None, viewer.organization.smallest_group)
    return BoardScope(viewer.organization, sight, among=members, viewer=viewer)


def scope_for_sight(team: Team, sight: BoardVisibility) -> BoardScope:
    """Returns a team at the last close with the given visibility."""
    return BoardScope(team.organization, sight, (team,))
