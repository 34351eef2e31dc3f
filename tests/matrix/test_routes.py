"""Who gets where: every route of the site map × every actor × every method."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain

import pytest

from tests.matrix.__main__ import Tally
from tests.matrix.actors import ANONYMOUS, EVERYBODY, MANAGER, OTHER_ADMIN, VIEWER
from tests.matrix.answers import METHODS
from tests.matrix.cells import Cell, right_cells, wrong_cells
from tests.matrix.routes import disagreements, routes
from tests.matrix.rules import RULES
from tests.matrix.stage import Stage

pytestmark = pytest.mark.django_db
BOARD = "teams/<int:pk>/"
# Wrong methods are tried by these in every run, and by all the others in the slow ones.
THREE = frozenset({MANAGER, OTHER_ADMIN, ANONYMOUS})
Note = Callable[[str, object], None]


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    if wrong := disagreements(RULES):
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.mark.parametrize("route", RULES)
def test_everybody_gets_where_they_may_and_nowhere_else(
    stage: Stage, route: str, record_property: Note
) -> None:
    rule = RULES[route]
    found = chain(right_cells(stage, route, rule), wrong_cells(stage, route, rule, THREE))
    _all_are_right(found, record_property)


@pytest.mark.slow
@pytest.mark.parametrize("route", RULES)
def test_a_wrong_method_is_refused_to_all_others(
    stage: Stage, route: str, record_property: Note
) -> None:
    others = EVERYBODY - THREE
    _all_are_right(wrong_cells(stage, route, RULES[route], others), record_property)


def _all_are_right(found: Iterable[Cell], record_property: Note) -> None:
    cells = list(found)
    wrong = [str(cell) for cell in cells if cell.wrong]
    record_property("cells", len(cells))
    record_property("wrong", len(wrong))
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_there_are_enough_of_them() -> None:
    assert len(RULES) * len(EVERYBODY) * len(METHODS) >= 2400


def test_a_rule_turned_round_is_told_for_whom_and_where(stage: Stage) -> None:
    rule = RULES[BOARD]
    turned = replace(rule, may=(rule.may - {VIEWER}) | {"other manager"})
    assert [str(cell) for cell in right_cells(stage, BOARD, turned) if cell.wrong] == [
        "GET /teams/<int:pk>/ by other manager: expected 200, got 404",
        "HEAD /teams/<int:pk>/ by other manager: expected 200, got 404",
        "GET /teams/<int:pk>/ by viewer: expected 404, got 200",
        "HEAD /teams/<int:pk>/ by viewer: expected 404, got 200",
    ]


def test_a_method_that_came_along_unseen_is_told(stage: Stage) -> None:
    rule = RULES["log/"]
    unseen = replace(rule, answers={"GET": 200, "HEAD": 200})
    found = [cell for cell in wrong_cells(stage, "log/", unseen) if cell.wrong]
    assert {(cell.actor, cell.method, cell.got) for cell in found} >= {("rep", "POST", 302)}


def test_a_route_without_a_rule_and_a_rule_without_a_route_are_told() -> None:
    ours = (routes() - {BOARD}) | {"teams/<int:pk>/secrets/"}
    assert disagreements(ours) == [
        "/teams/<int:pk>/ has no rule in tests/matrix/rules.py",
        "/teams/<int:pk>/secrets/ has a rule but no route",
    ]


def test_the_last_line_adds_up_what_every_process_said() -> None:
    tally = Tally()
    for when, cells_, wrong in (("setup", 91, 0), ("call", 91, 0), ("call", 91, 2)):
        tally.pytest_runtest_logreport(
            pytest.TestReport("", ("", 0, ""), {}, "passed", None, when,  # type: ignore[arg-type]
                              user_properties=[("cells", cells_), ("wrong", wrong)])
        )  # fmt: skip
    assert str(tally) == "matrix: 182 cells, 2 wrong"


def test_nothing_that_was_asked_is_there_afterwards(stage: Stage) -> None:
    before = stage.ask("rep", "GET", "/log/")
    assert stage.ask("rep", "POST", "/log/", {"posts": "17"}).status == 302
    assert stage.ask("rep", "POST", "/accounts/logout/").status == 302
    after = stage.ask("rep", "GET", "/log/")
    assert after.status == before.status == 200
    assert 'value="17"' not in after.body
