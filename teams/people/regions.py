"""Tree of regions and their teams, in page order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from teams.models import Team


@dataclass(frozen=True)
class Branch:
    """A team with its place in the tree; `teams` counts the listed teams of a region."""

    team: Team
    below: bool  # listed below its region
    teams: int

    @property
    def is_region(self) -> bool:
        """Whether it has teams in the list."""
        return self.teams > 0


def branches(teams: Sequence[Team]) -> list[Branch]:
    """Returns each region followed by its teams, in the given order.

    A team whose region is not in the list is at the top level.
    """
    ids = {team.pk for team in teams}
    children: dict[int | None, list[Team]] = defaultdict(list)
    for team in teams:
        children[team.region_id if team.region_id in ids else None].append(team)
    result = []
    for top in children[None]:
        result.append(Branch(top, below=False, teams=len(children[top.pk])))
        result += [Branch(team, below=True, teams=0) for team in children[top.pk]]
    return result
