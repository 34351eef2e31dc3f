"""A rep as a board shows them: by name or, where they want none there, without."""

from dataclasses import dataclass

from teams.models import Rep
from teams.sight import Sight

UNNAMED = "Unnamed"


@dataclass(frozen=True)
class Who:
    """Whose row it is. Without a name there is nothing in it that says whose."""

    name: str
    rep: Rep | None
    opens: bool  # the name leads to the rep's page
    note: str = ""

    @property
    def in_order(self) -> tuple[bool, str]:
        """The place by name; those without one come last, wherever their name would stand."""
        return (self.rep is None, self.name.casefold())

    def is_called(self, search: str) -> bool:
        """Whether the name has all these words; who has none is never found by one."""
        words = search.casefold().split()
        if self.rep is None:
            return not words
        return all(word in self.name.casefold() for word in words)


def who(rep: Rep, sight: Sight) -> Who:
    """The rep as somebody with that sight is told."""
    if not sight.names(rep):
        return Who(UNNAMED, None, opens=False)
    note = "(shown without a name)" if rep.unnamed else ""
    return Who(rep.name, rep, opens=sight.opens(rep), note=note)
