"""Source precedence: which value counts, whatever order the sources arrive in."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.base.sources import Source, Value, remove_claims
from teams.models import DailyLog

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)

# Source, its values, and the day of its export
SourceValues = tuple[Source, dict[str, Value], date | None]


def log_after(*words: SourceValues) -> DailyLog:
    """A daily log after these values arrived one after the other."""
    log = DailyLog()
    for source, values, exported_on in words:
        log.add_claims(source, values, exported_on)
    return log


def test_sources_are_ordered_from_vague_to_exact() -> None:
    assert sorted(Source) == [
        Source.DEMO,
        Source.NAVIGATOR,
        Source.WEEKLY,
        Source.TYPED,
        Source.API,
        Source.CSV,
        Source.CREATOR,
        Source.ARCHIVE,
        Source.CORRECTED,
    ]


@pytest.mark.parametrize(("vague", "exact"), list(combinations(sorted(Source), 2)))
def test_the_more_exact_of_two_sources_counts_in_either_order(vague: Source, exact: Source) -> None:
    words: list[SourceValues] = [
        (vague, {"posts": 1, "comments": 1}, None),
        (exact, {"posts": 2}, None),
    ]
    for order in permutations(words):
        log = log_after(*order)
        assert log.known() == {"posts": 2, "comments": 1}
        assert log.sources() == {"posts": exact, "comments": vague}


def test_within_a_source_the_newest_export_counts_in_either_order() -> None:
    old: SourceValues = (Source.ARCHIVE, {"posts": 1, "comments": 4}, MAY)
    new: SourceValues = (Source.ARCHIVE, {"posts": 2}, JUNE)
    for order in permutations([old, new]):
        assert log_after(*order).known() == {"posts": 2, "comments": 4}


def test_without_a_day_of_export_the_newest_save_counts() -> None:
    first: SourceValues = (Source.CSV, {"posts": 1}, None)
    second: SourceValues = (Source.CSV, {"posts": 2}, None)
    assert log_after(first, second).known() == {"posts": 2}
    assert log_after(second, first).known() == {"posts": 1}


def test_the_export_day_of_one_input_does_not_apply_to_another() -> None:
    plain: SourceValues = (Source.CSV, {"posts": 1}, None)
    other: SourceValues = (Source.CSV, {"comments": 9}, JULY)
    dated: SourceValues = (Source.CSV, {"posts": 2}, MAY)
    assert log_after(plain, dated, other).known() == {"posts": 2, "comments": 9}
    assert log_after(plain, other, dated).known() == {"posts": 2, "comments": 9}


names = st.sampled_from(["posts", "comments", "response_hours", "off"])
claims = st.lists(
    st.tuples(
        st.sampled_from(list(Source)),
        st.dictionaries(names, st.none() | st.integers(0, 3), min_size=1),
    ),
    max_size=6,
)


@given(claims, st.randoms(use_true_random=False))
def test_the_order_of_dated_exports_does_not_matter(
    said: Sequence[tuple[Source, dict[str, Value]]], chance: object
) -> None:
    words: list[SourceValues] = [
        (source, values, date(2026, 1, 1 + at)) for at, (source, values) in enumerate(said)
    ]
    in_turn = log_after(*words)
    chance.shuffle(words)  # type: ignore[attr-defined]
    shuffled = log_after(*words)
    assert shuffled.known() == in_turn.known()
    assert shuffled.claims() == in_turn.claims()
    assert shuffled.sources() == in_turn.sources()


@given(claims)
def test_repeating_all_values_changes_nothing(
    said: Sequence[tuple[Source, dict[str, Value]]],
) -> None:
    once: dict[Source, dict[str, Value]] = dict(said)
    words: list[SourceValues] = [(source, values, MAY) for source, values in once.items()]
    assert log_after(*words, *words).claims() == log_after(*words).claims()


def test_a_single_source_is_stored_in_a_column_and_several_as_json() -> None:
    one = log_after((Source.CSV, {"posts": 1}, None), (Source.CSV, {"comments": 2}, None))
    assert (one.source, one.said) == (Source.CSV, None)
    several = log_after((Source.CSV, {"posts": 1}, None), (Source.API, {"comments": 2}, None))
    assert several.source is None
    assert several.claims() == {"posts": {"50": [1, None]}, "comments": {"40": [2, None]}}
    several.set_claims(remove_claims(several.claims(), Source.API, {"comments"}))
    assert (several.source, several.said, several.known()) == (Source.CSV, None, {"posts": 1})


def test_a_day_without_any_source_has_no_values() -> None:
    silent = log_after((Source.CSV, {"posts": 1}, None))
    silent.set_claims({})
    assert (silent.known(), silent.source, silent.said) == ({}, None, None)
