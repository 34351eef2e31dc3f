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


def right_cells(stage: Stage, route: str, rule: Rule) -> Iterator[Cell]:
    """The methods the route has, by everybody."""
    return _cells(stage, route, rule, [method for method in METHODS if method in rule.answers])


def wrong_cells(
    stage: Stage, route: str, rule: Rule, actors: frozenset[str] = EVERYBODY
) -> Iterator[Cell]:
    """The methods the route does not have, by these actors."""
    methods = [method for method in METHODS if method not in rule.answers]
    return _cells(stage, route, rule, methods, actors)


def _cells(
    stage: Stage,
    route: str,
    rule: Rule,
    methods: list[str],
    actors: frozenset[str] = EVERYBODY,
) -> Iterator[Cell]:
    path = stage.address(route, rule)
    for actor in sorted(actors):
        for method in methods:
            data = None if method in SAFE else rule.send
            got = stage.ask(actor, method, path, data).status
            yield Cell(route, actor, method, rule.expects(actor, method), got)
