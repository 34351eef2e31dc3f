"""Every file of the corpus is read, or refused with an error that names the place."""

import pytest

from tests.fuzz.trial import faults_of, read_files_once
from tests.teams.importers.corpus.seeds import Seed, all_seeds

GROUPS = ("activity", "readings", "usage", "other", "archive", "zip", "page", "JSON", "HTML",
          "creator", "our workbook", "workbook")  # fmt: skip


def seed_fault(seed: Seed) -> str:
    outcome = read_files_once(seed.files)
    if wrong := faults_of(outcome):
        return f"{seed.name}: {wrong[0]}"
    if seed.said:
        return "" if seed.said in outcome.words else f"{seed.name}: {outcome.words.strip()[:300]!r}"
    fine = outcome.found and outcome.found.rows and not outcome.found.faults
    return "" if fine else f"{seed.name}: not read: {outcome.words.strip()[:300]!r}"


@pytest.mark.parametrize("group", GROUPS)
def test_each_file_is_read_or_refused_with_its_place(group: str) -> None:
    seeds = [each for each in all_seeds() if each.name.split(",")[0] == group]
    assert seeds
    wrong = [said for each in seeds if (said := seed_fault(each))]
    assert wrong == []


def test_the_corpus_is_large_and_every_group_is_tested() -> None:
    seeds = all_seeds()
    assert len(seeds) >= 150
    assert {each.name.split(",")[0] for each in seeds} == set(GROUPS)
    assert sum(not each.said for each in seeds) >= 60
