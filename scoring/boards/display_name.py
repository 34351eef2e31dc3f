"""Display name of a rep on a board; reps can choose to be shown without a name."""

from dataclasses import dataclass

from teams.access.board_visibility import BoardVisibility
from teams.models import Rep

UNNAMED = "Unnamed"


@dataclass(frozen=True)
class DisplayName:
    """A rep's display name; without a name there is nothing that identifies the rep."""

    name: str
    rep: Rep | None
    opens: bool  # the name links to the rep's page
    note: str = ""

    @property
    def sort_key(self) -> tuple[bool, str]:
        """Sort key by name; reps without one come last, so that the order reveals nothing."""
        return (self.rep is None, self.name.casefold())

    def matches(self, search: str) -> bool:
        """Whether the name has all these words; a rep without a name matches none."""
        words = search.casefold().split()
        if self.rep is None:
            return not words
        return all(word in self.name.casefold() for word in words)


def display_name_for(rep: Rep, sight: BoardVisibility) -> DisplayName:
    """The rep as shown to a viewer with that sight."""
    if not sight.names(rep):
        return DisplayName(UNNAMED, None, opens=False)
    note = "(shown without a name)" if rep.unnamed else ""
    return DisplayName(rep.name, rep, opens=sight.opens(rep), note=note)
