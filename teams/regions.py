"""Regions and the teams in them, in the order pages show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from teams.models import Team


@dataclass(frozen=True)
class Branch:
    """A team, and how many of those shown are in it as a region."""

    team: Team
    below: bool  # stands under its region, which is shown too
    teams: int

    @property
    def is_region(self) -> bool:
        """Whether teams of it are shown."""
        return self.teams > 0


def branches(teams: Sequence[Team]) -> list[Branch]:
    """Each region followed by its teams; by name, as they come.

    A team whose region is not among them stands alone.
    """
    known = {team.pk for team in teams}
    inside: dict[int | None, list[Team]] = defaultdict(list)
    for team in teams:
        inside[team.region_id if team.region_id in known else None].append(team)
    found = []
    for top in inside[None]:
        found.append(Branch(top, below=False, teams=len(inside[top.pk])))
        found += [Branch(team, below=True, teams=0) for team in inside[top.pk]]
    return found
