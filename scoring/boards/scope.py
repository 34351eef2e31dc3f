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
    only_reps: RepQuerySet | None = None  # for a group: these reps, whatever their team
    viewer: Viewer | None = None  # None: only the last close can be shown

    def members_on(self, day: date) -> RepQuerySet:
        """The reps who belonged to it on a day."""
        if self.only_reps is None:
            reps: RepQuerySet = Rep.objects.of_teams(self.teams, day)
        else:
            reps = Rep.objects.filter(member_on(day), pk__in=self.only_reps.values("pk"))
        return reps.select_related("organization")

    def still_visible(self, reps: Sequence[Rep]) -> set[int]:
        """Ids of the reps whom the viewer may see today.

        For people who oversee the board: reps they oversee today. For others: reps on the board
        today.
        """
        if self.viewer and self.sight.oversees:
            visible = self.viewer.overseen_reps()
        else:
            visible = self.members_on(self.organization.today())
        return set(visible.filter(pk__in=[rep.pk for rep in reps]).values_list("pk", flat=True))


def team_scope(viewer: Viewer, team: Team) -> BoardScope:
    """The scope of a team or region."""
    return BoardScope(team.organization, viewer.sight(team), (team,), viewer=viewer)


def organization_scope(viewer: Viewer) -> BoardScope:
    """The scope of all teams, for viewers who may read every leaderboard."""
    own = None if viewer.is_admin or viewer.rep is None else viewer.rep.pk
    sight = BoardVisibility(viewer.is_admin, True, own, viewer.organization.smallest_group)
    return BoardScope(viewer.organization, sight, tuple(viewer.teams), viewer=viewer)


def group_scope(viewer: Viewer, group: Group) -> BoardScope:
    """The scope of a saved group: its members whom the viewer oversees today."""
    members = viewer.overseen_reps().filter(groups__group=group)
    sight = BoardVisibility(True, True, None, viewer.organization.smallest_group)
    return BoardScope(viewer.organization, sight, only_reps=members, viewer=viewer)


def scope_for_sight(team: Team, sight: BoardVisibility) -> BoardScope:
    """The scope of a team at the last close, with the given visibility."""
    return BoardScope(team.organization, sight, (team,))
