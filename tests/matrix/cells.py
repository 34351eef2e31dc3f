"""Cells of the access matrix: actual and expected status for every actor and method."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.matrix.actors import EVERYBODY
from tests.matrix.rule_builders import METHODS, SAFE_METHODS, Rule
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


def right_methods(rule: Rule) -> list[str]:
    """The methods of the rule, without HEAD where it is answered like GET."""
    return [each for each in METHODS if each in rule.answers and not _is_like_get(rule, each)]


def wrong_methods(rule: Rule) -> list[str]:
    """All other methods."""
    return [each for each in METHODS if each not in right_methods(rule)]


def _is_like_get(rule: Rule, method: str) -> bool:
    return method == "HEAD" and rule.answers.get("HEAD") == rule.answers.get("GET")


def cells(
    stage: Stage,
    route: str,
    rule: Rule,
    methods: Iterable[str] = METHODS,
    actors: frozenset[str] = EVERYBODY,
) -> Iterator[Cell]:
    """The cells of a route."""
    path = stage.address(route, rule)
    for actor in sorted(actors):
        for method in methods:
            data = None if method in SAFE_METHODS else rule.send
            got = stage.ask(actor, method, path, data).status
            yield Cell(route, actor, method, rule.expects(actor, method), got)
