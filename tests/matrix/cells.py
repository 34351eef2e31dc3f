"""Cells of the access matrix: actual and expected status for every actor and method."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.matrix.actors import EVERYBODY
from tests.matrix.answers import METHODS, SAFE, Rule
from tests.matrix.stage import Stage


@dataclass(frozen=True)
class Cell:
    """One request and its status."""

    route: str
    actor: str
    method: str
    expected: int
    got: int

    @property
    def wrong(self) -> bool:
        return self.got != self.expected

    def __str__(self) -> str:
        asked = f"{self.method} /{self.route} by {self.actor}"
        return f"{asked}: expected {self.expected}, got {self.got}"


def cells(stage: Stage, route: str, rule: Rule) -> Iterator[Cell]:
    """All cells of a route."""
    path = stage.address(route, rule)
    for actor in sorted(EVERYBODY):
        for method in METHODS:
            data = None if method in SAFE else rule.send
            got = stage.ask(actor, method, path, data).status
            yield Cell(route, actor, method, rule.expects(actor, method), got)
