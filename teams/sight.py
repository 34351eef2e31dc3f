"""What somebody may see of a team's board: page, file and API ask Viewer.sight, and get this."""

from dataclasses import dataclass

from teams.models import Rep


@dataclass(frozen=True)
class Sight:
    """What somebody may see of a team's board: decided here, for page, file and API alike."""

    oversees: bool  # the team is looked after: every name, link and figure
    everybody: bool  # every row, not only one's own
    own: int | None  # the rep one is, by id, where that says more
    smallest_group: int

    def shows(self, rep: Rep) -> bool:
        """Whether the rep has a row."""
        return self.everybody or rep.pk == self.own

    def names(self, rep: Rep) -> bool:
        """Whether the row says who it is."""
        return self.opens(rep) or not rep.unnamed

    def opens(self, rep: Rep) -> bool:
        """Whether the row leads to the rep's page."""
        return (self.oversees or rep.pk == self.own) and rep.erased_on is None

    def averages(self, people: int) -> bool:
        """Whether figures are shown that so many people make."""
        return self.oversees or people >= self.smallest_group
