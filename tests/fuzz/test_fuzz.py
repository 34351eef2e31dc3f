"""The short form of `make fuzz`."""

import pytest

from tests.fuzz.mutations import mutated
from tests.fuzz.workers import MOST_MEMORY, READ, REFUSED, trials
from tests.teams.importers.corpus.seeds import all_seeds

SHORT = 200


@pytest.mark.slow
def test_each_mutated_file_is_read_or_refused_with_an_explanation() -> None:
    found = list(trials(0, SHORT))
    assert [f"{each.number} {each.seed}: {each.wrong}" for each in found if each.wrong] == []
    assert max(each.megabytes for each in found) < MOST_MEMORY
    assert {each.came for each in found} == {READ, REFUSED}


def test_mutations_are_reproducible() -> None:
    for number in range(50):
        assert mutated(all_seeds(), number) == mutated(all_seeds(), number)
