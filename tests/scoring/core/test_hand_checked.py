"""The hand-checked tables of docs/model.md, to four decimals, by the core and by the reference."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scoring.core.versions import CURRENT_VERSION
from tests.scoring.core.example_tables import TABLES, Table
from tests.scoring.core.histories import MONDAY, Diary
from tests.scoring.core.reference import replay as reference
from tests.scoring.core.reference.tables import PILLARS
from tests.scoring.core.replays import run

Shown = Mapping[date, tuple[tuple[float, ...], float]]


def by_reference(table: Table) -> Shown:
    """Pillars and coverage of every day."""
    closes = reference.replay(table.days, table.through, model=table.model)
    return {
        each.day: (tuple(each.pillars[name] for name in PILLARS), each.coverage) for each in closes
    }


def by_core(table: Table) -> Shown:
    """Pillars and coverage of every day."""
    version = replace(CURRENT_VERSION, gains=table.model.gains)
    numbered: Diary = table.days
    first = (table.first - MONDAY).days + 1
    through = (table.through - MONDAY).days + 1
    replayed = run([numbered], through, first=first, version=version)
    return {
        table.day(number): (tuple(pillars), float(coverage))
        for number, (pillars, coverage) in enumerate(
            zip(replayed.pillars[:, 0].tolist(), replayed.all("coverage")[:, 0], strict=True), 1
        )
    }


IMPLEMENTATIONS = {"reference": by_reference, "core": by_core}
ROWS = [(name, number) for name, table in TABLES.items() for number in table.rows]


@pytest.fixture(scope="module", params=IMPLEMENTATIONS)
def shown(request: pytest.FixtureRequest) -> dict[str, Shown]:
    """Both tables as one of the implementations has them."""
    implementation: Callable[[Table], Shown] = IMPLEMENTATIONS[request.param]
    return {name: implementation(table) for name, table in TABLES.items()}


@pytest.mark.parametrize(("name", "number"), ROWS)
def test_a_row_is_shown(shown: dict[str, Shown], name: str, number: int) -> None:
    table = TABLES[name]
    pillars, coverage = shown[name][table.day(number)]
    expected, counting = table.rows[number]
    assert np.round(pillars, 4).tolist() == pytest.approx(list(expected), abs=1e-9)
    assert coverage == pytest.approx(counting, abs=1e-9)


def test_on_the_day_of_a_reading_the_pillars_are_linkedins(shown: dict[str, Shown]) -> None:
    for name, table in TABLES.items():
        for when, facts in table.days.items():
            if facts.reading:
                assert shown[name][when][0] == pytest.approx(facts.reading, abs=1e-12)
