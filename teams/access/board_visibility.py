"""Row, name and link visibility on a team's leaderboard (`Viewer.board_visibility`)."""

from dataclasses import dataclass, replace

from teams.models import Rep


@dataclass(frozen=True)
class BoardVisibility:
    """What a viewer sees on a team's leaderboard; used by pages, files and the API alike."""

    oversees: bool  # the viewer oversees the team: every name, link and figure
    everybody: bool  # every row, not only the viewer's own
    own: int | None  # id of the viewer's own rep, set unless they oversee the team
    smallest_group: int
    teammate: bool = False  # access comes only from membership of the team
    past: bool = False  # the board shows a day before the last close

    def shows(self, rep: Rep) -> bool:
        """Whether the rep has a row on the board."""
        return self.everybody or rep.pk == self.own

    def names(self, rep: Rep) -> bool:
        """Whether the rep's row shows a name."""
        return self.opens(rep) or not rep.unnamed

    def opens(self, rep: Rep) -> bool:
        """Whether the rep's row links to the rep's page."""
        return (self.oversees or rep.pk == self.own) and rep.erased_on is None

    def averages(self, people: int, hidden: int = 0) -> bool:
        """Whether to show averages over `people` reps, of whom `hidden` have no row.

        The hidden reps must be enough to conceal each other, or none: otherwise the average
        together with the visible rows would give away their scores.
        """
        if self.oversees:
            return True
        if self.past and not self.everybody:
            return False
        return people >= self.smallest_group and (hidden == 0 or hidden >= self.smallest_group - 1)

    def on_past_day(self, *, was_member: bool) -> "BoardVisibility":
        """Returns the visibility on a day before the last close.

        `was_member`: whether the viewer was a member of the team on that day.

        Teammates see back only to when they were members. A viewer who sees only their own row gets
        no averages: day by day these would reveal the score of each rep who joined or left.
        """
        return replace(
            self, past=True, everybody=self.everybody and (was_member or not self.teammate)
        )
