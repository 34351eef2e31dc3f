"""What somebody may see of a team's board: page, file and API ask Viewer.sight, and get this."""

from dataclasses import dataclass, replace

from teams.models import Rep


@dataclass(frozen=True)
class Sight:
    """What somebody may see of a team's board: decided here, for page, file and API alike."""

    oversees: bool  # the team is looked after: every name, link and figure
    everybody: bool  # every row, not only one's own
    own: int | None  # the rep one is, by id, where that says more
    smallest_group: int
    teammate: bool = False  # what is seen, is seen because one sits there
    past: bool = False  # the board is of a day before the last close

    def shows(self, rep: Rep) -> bool:
        """Whether the rep has a row."""
        return self.everybody or rep.pk == self.own

    def names(self, rep: Rep) -> bool:
        """Whether the row says who it is."""
        return self.opens(rep) or not rep.unnamed

    def opens(self, rep: Rep) -> bool:
        """Whether the row leads to the rep's page."""
        return (self.oversees or rep.pk == self.own) and rep.erased_on is None

    def averages(self, people: int, unseen: int = 0) -> bool:
        """Whether figures are shown that so many people make, of whom so many have no row.

        Those without a row are as many as hide each other, or none: else what is shown of the rest
        would say theirs.
        """
        if self.oversees:
            return True
        if self.past and not self.everybody:
            return False
        return people >= self.smallest_group and (unseen == 0 or unseen >= self.smallest_group - 1)

    def back_then(self, *, sat: bool) -> "Sight":
        """What is left of it on a day before the last close; `sat`: whether one sat there then.

        Teammates look back as far as they were teammates. Who sees only themselves gets no figure
        of others: day by day they would tell of whoever came or left.
        """
        return replace(self, past=True, everybody=self.everybody and (sat or not self.teammate))
