"""docs/asvs.csv: OWASP ASVS 5.0.0 requirements of levels 1 and 2, and the evidence for each."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.repository.test_docs import anchors

ROOT = Path(__file__).parents[2]
COLUMNS = ["requirement", "level", "status", "shown by", "note"]
STATUSES = {"met", "not applicable", "open"}
# Number of level 1 and 2 requirements in each section; the missing numbers are level 3.
SECTIONS = {
    "V1": {1: 2, 2: 9, 3: 11, 4: 3, 5: 2},
    "V2": {1: 3, 2: 3, 3: 4, 4: 1},
    "V3": {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    "V4": {1: 3, 2: 1, 3: 2, 4: 4},
    "V5": {1: 1, 2: 3, 3: 2, 4: 3},
    "V6": {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    "V7": {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2},
    "V8": {1: 2, 2: 3, 3: 1, 4: 1},
    "V9": {1: 3, 2: 4},
    "V10": {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3},
    "V11": {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1},
    "V12": {1: 3, 2: 2, 3: 4},
    "V13": {1: 1, 2: 5, 3: 2, 4: 5},
    "V14": {1: 2, 2: 4, 3: 3},
    "V15": {1: 3, 2: 3, 3: 7},
    "V16": {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
}
Row = dict[str, str]


def table() -> list[Row]:
    with (ROOT / "docs/asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def requirements() -> list[str]:
    """Ids of levels 1 and 2 without WebRTC; in every section they come first."""
    return [
        f"{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, count in sections.items()
        for number in range(1, count + 1)
    ]


def shown_by(row: Row) -> list[str]:
    return [place for place in row["shown by"].split("; ") if place]


@cache
def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def proof_exists(place: str) -> bool:
    """Whether the test, heading or file exists."""
    name, _, test = place.partition("::")
    name, _, heading = name.partition("#")
    path = ROOT / name
    if not path.is_file():
        return False
    if test:
        return test.startswith("test_") and test in functions(path)
    return not heading or heading in anchors(path)


def test_every_requirement_is_listed_once_and_in_order() -> None:
    assert list(table()[0]) == COLUMNS
    assert len(requirements()) == 246
    assert [row["requirement"] for row in table()] == requirements()


def test_each_requirement_has_a_level_a_status_and_a_note() -> None:
    assert {row["level"] for row in table()} == {"1", "2"}
    assert {row["status"] for row in table()} == STATUSES
    assert [row["requirement"] for row in table() if not re.search(r"\w.+\.$", row["note"])] == []


def test_each_met_requirement_names_evidence() -> None:
    met = [row for row in table() if row["status"] == "met"]
    assert [row["requirement"] for row in met if not shown_by(row)] == []


def test_every_named_test_file_and_heading_exists() -> None:
    named = [(row["requirement"], place) for row in table() for place in shown_by(row)]
    assert len(named) > 200
    assert [each for each in named if not proof_exists(each[1])] == []


@pytest.mark.parametrize(
    "place",
    [
        "docs/none.md",
        "docs/security.md#nothing",
        "tests/repository/test_asvs.py::test_nothing",
        "docs",
    ],
)
def test_missing_evidence_is_detected(place: str) -> None:
    assert not proof_exists(place)


def test_the_document_states_the_counts_of_the_table() -> None:
    count = Counter(row["status"] for row in table())
    text = " ".join((ROOT / "docs/security.md").read_text(encoding="utf-8").split())
    assert (
        f"of 246, {count['met']} are met, {count['not applicable']} don't apply "
        f"and {count['open']} are open" in text
    )
