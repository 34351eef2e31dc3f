"""Foreign objects look exactly like missing ones: by response, by queries, by response time.

Query counts are compared strictly. Response times depend on other load on the machine, so they are
measured by `make matrix` only, interleaved and with a tolerance for noise.
"""

import re
from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import NamedTuple

import pytest

from tests.matrix.actors import MANAGER, OTHER_ADMIN, PEOPLE, READ_ONLY
from tests.matrix.rule_builders import Rule
from tests.matrix.rules import RULES
from tests.matrix.stage import EAST, UNUSED_ID, Answer, Stage, build_path

pytestmark = pytest.mark.django_db
ROUTES_WITH_ID = [route for route, rule in RULES.items() if rule.of]
EVERYONE = PEOPLE | {READ_ONLY}
THREE = frozenset({MANAGER, OTHER_ADMIN, READ_ONLY})  # in every run; all others in slow runs
TIMES, RATIO, MILLISECONDS = 30, 1.5, 2.0
ONE_TIME_TOKENS = r'(?:csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*'
RANDOM_HEADERS = (
    "Content-Length",
    "Set-Cookie",
)  # vary with the id's length, and with the signature


class Pair(NamedTuple):
    """The address of a foreign object, and of a missing one."""

    actor: str
    theirs: str
    none: str


def pairs(stage: Stage, route: str, rule: Rule, actors: frozenset[str]) -> Iterator[Pair]:
    """Objects of North for actors without access, and of East for everyone in Northwind."""
    none = build_path(route, rule, UNUSED_ID)
    for actor in sorted(actors & PEOPLE - (rule.may & rule.writers)):
        yield Pair(actor, stage.address(route, rule), none)
    for actor in sorted(actors - {OTHER_ADMIN}):
        yield Pair(actor, stage.address(route, rule, EAST), none)


def comparable_answer(answer: Answer, path: str) -> tuple[int, str, str, int]:
    """The complete response, without parts that depend on the address or on random values."""
    headers = {name: value for name, value in answer.headers.items() if name not in RANDOM_HEADERS}
    body = re.sub(ONE_TIME_TOKENS, "", answer.body).replace(path, "/here/")
    return answer.status, str(headers).replace(path, "/here/"), body, answer.queries


@pytest.mark.parametrize("route", ROUTES_WITH_ID)
def test_foreign_objects_look_like_missing_ones(stage: Stage, route: str) -> None:
    _assert_like_missing(stage, route, THREE)


@pytest.mark.slow
@pytest.mark.parametrize("route", ROUTES_WITH_ID)
def test_foreign_objects_look_like_missing_ones_to_all_others(stage: Stage, route: str) -> None:
    _assert_like_missing(stage, route, EVERYONE - THREE)


def _assert_like_missing(stage: Stage, route: str, actors: frozenset[str]) -> None:
    rule, tried = RULES[route], 0
    for pair in pairs(stage, route, rule, actors):
        for method in rule.answers:
            if pair.theirs == stage.address(route, rule) and _is_allowed(rule, pair.actor, method):
                continue
            one, two = (stage.ask(pair.actor, method, path, rule.send) for path in pair[1:])
            assert comparable_answer(one, pair.theirs) == comparable_answer(two, pair.none), (
                pair.actor,
                method,
            )
            tried += 1
    assert tried


def _is_allowed(rule: Rule, actor: str, method: str) -> bool:
    return actor in (rule.may if method in ("GET", "HEAD", "OPTIONS") else rule.writers)


@pytest.mark.timing
@pytest.mark.parametrize("route", ROUTES_WITH_ID)
def test_foreign_objects_take_as_long_as_missing_ones(stage: Stage, route: str) -> None:
    rule = RULES[route]
    method = next(iter(rule.answers))
    actor = next(a for a in ("other manager", OTHER_ADMIN) if not _is_allowed(rule, a, method))
    theirs, none = stage.address(route, rule), build_path(route, rule, UNUSED_ID)
    took: dict[str, list[float]] = {theirs: [], none: []}
    for turn in range(TIMES):
        for path in (theirs, none) if turn % 2 else (none, theirs):
            began = perf_counter()
            stage.ask(actor, method, path, rule.send)
            took[path].append(perf_counter() - began)
    short, long = sorted(1000 * median(times) for times in took.values())
    assert long <= short * RATIO + MILLISECONDS, f"{actor}: {short:.1f} and {long:.1f} ms"
