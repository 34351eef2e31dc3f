"""The short form of `make fuzz`."""

import pytest

from tests.fuzz.mutations import mutate_seed
from tests.fuzz.workers import MAX_MEMORY_MB, READ, REFUSED, trials
from tests.teams.importers.corpus.seeds import all_seeds

SHORT_MUTATIONS = 200


@pytest.mark.slow
def test_each_mutated_file_is_read_or_refused_with_an_explanation() -> None:
    found = list(trials(0, SHORT_MUTATIONS))
    assert [f"{each.number} {each.seed}: {each.wrong}" for each in found if each.wrong] == []
    assert max(each.megabytes for each in found) < MAX_MEMORY_MB
    assert {each.came for each in found} == {READ, REFUSED}


def test_mutations_are_reproducible() -> None:
    for number in range(50):
        assert mutate_seed(all_seeds(), number) == mutate_seed(all_seeds(), number)
