"""Access control: every route × every actor × every method."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain

import pytest

from tests.matrix.__main__ import Tally
from tests.matrix.actors import ANONYMOUS, EVERYBODY, MANAGER, OTHER_ADMIN, VIEWER
from tests.matrix.cells import Cell, cells, right_methods, wrong_methods
from tests.matrix.routes import route_errors, routes
from tests.matrix.rule_builders import METHODS
from tests.matrix.rules import RULES
from tests.matrix.stage import Stage

pytestmark = pytest.mark.django_db
BOARD = "teams/<int:pk>/"
# The actors that try wrong methods in every run; all others do in slow runs.
THREE = frozenset({MANAGER, OTHER_ADMIN, ANONYMOUS})
Note = Callable[[str, object], None]


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    if wrong := route_errors(RULES):
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.mark.parametrize("route", RULES)
def test_every_actor_gets_the_expected_status_for_every_method(
    stage: Stage, route: str, record_property: Note
) -> None:
    rule = RULES[route]
    right = cells(stage, route, rule, right_methods(rule))
    wrong = cells(stage, route, rule, wrong_methods(rule), THREE)
    _check(chain(right, wrong), record_property)


@pytest.mark.slow
@pytest.mark.parametrize("route", RULES)
def test_a_wrong_method_is_refused_to_all_others(
    stage: Stage, route: str, record_property: Note
) -> None:
    rule = RULES[route]
    wrong = cells(stage, route, rule, wrong_methods(rule), EVERYBODY - THREE)
    _check(wrong, record_property)


def _check(found: Iterable[Cell], record_property: Note) -> None:
    every = list(found)
    wrong = [str(cell) for cell in every if cell.wrong]
    record_property("cells", len(every))
    record_property("wrong", len(wrong))
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_the_matrix_has_at_least_2400_cells() -> None:
    assert len(RULES) * len(EVERYBODY) * len(METHODS) >= 2400


def test_a_wrong_rule_is_reported_with_actor_and_route(stage: Stage) -> None:
    rule = RULES[BOARD]
    turned = replace(rule, may=(rule.may - {VIEWER}) | {"other manager"})
    assert [str(cell) for cell in cells(stage, BOARD, turned) if cell.wrong] == [
        "GET /teams/<int:pk>/ by other manager: expected 200, got 404",
        "HEAD /teams/<int:pk>/ by other manager: expected 200, got 404",
        "GET /teams/<int:pk>/ by viewer: expected 404, got 200",
        "HEAD /teams/<int:pk>/ by viewer: expected 404, got 200",
    ]


def test_an_unexpected_method_is_reported(stage: Stage) -> None:
    rule = RULES["log/"]
    unseen = replace(rule, answers={"GET": 200, "HEAD": 200})
    found = [cell for cell in cells(stage, "log/", unseen) if cell.wrong]
    assert {(cell.actor, cell.method, cell.got) for cell in found} >= {("rep", "POST", 302)}


def test_routes_without_rules_and_rules_without_routes_are_reported() -> None:
    ours = (routes() - {BOARD}) | {"teams/<int:pk>/secrets/"}
    assert route_errors(ours) == [
        "/teams/<int:pk>/ has no rule in tests/matrix/rules.py",
        "/teams/<int:pk>/secrets/ has a rule but no route",
    ]


def test_the_summary_adds_up_the_results_of_all_processes() -> None:
    tally = Tally()
    for when, cells_, wrong in (("setup", 91, 0), ("call", 91, 0), ("call", 91, 2)):
        tally.pytest_runtest_logreport(
            pytest.TestReport("", ("", 0, ""), {}, "passed", None, when,  # type: ignore[arg-type]
                              user_properties=[("cells", cells_), ("wrong", wrong)])
        )  # fmt: skip
    assert str(tally) == "matrix: 182 cells, 2 wrong"


def test_requests_leave_nothing_behind(stage: Stage) -> None:
    before = stage.ask("rep", "GET", "/log/")
    assert stage.ask("rep", "POST", "/log/", {"posts": "17"}).status == 302
    assert stage.ask("rep", "POST", "/accounts/logout/").status == 302
    after = stage.ask("rep", "GET", "/log/")
    assert after.status == before.status == 200
    assert 'value="17"' not in after.body
