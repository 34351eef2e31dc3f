"""Figures of a report add up as they are shown."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from scoring.reports.content import Coverage, ReportNumbers, Score
from teams.base.formatting import round_one_decimal, rounded_total, whole

FIRST, LAST = date(2026, 9, 1), date(2026, 11, 27)
pillars = st.tuples(*[st.floats(0, 25)] * 4)


def build_numbers(
    before: tuple[float, ...] | None, after: tuple[float, ...] | None
) -> ReportNumbers:
    was, now = (
        None if each is None else Score(when, sum(each), each, 1.8, 79)  # type: ignore[arg-type]
        for when, each in ((FIRST, before), (LAST, after))
    )
    both = was is not None and now is not None
    return ReportNumbers(
        before=was,
        after=now,
        change=now.total - was.total if was and now else None,
        pillar_changes=(0, 0, 0, 0) if both else None,
        earlier_change=None,
        trend=None,
        activities=(),
        coverage=Coverage(0, 0, 0, 0, 0),
    )


@given(pillars, pillars)
def test_every_row_and_column_adds_up(before: tuple[float, ...], after: tuple[float, ...]) -> None:
    exact = build_numbers(before, after)
    shown = exact.as_shown()
    assert shown.before and shown.after and shown.change is not None and shown.pillar_changes
    rows = [
        (shown.before.total, shown.change, shown.after.total),
        *zip(shown.before.pillars, shown.pillar_changes, shown.after.pillars, strict=True),
    ]
    for was, change, now in rows:
        assert round(was + change, 6) == round(now, 6)
    for column in zip(*rows, strict=True):
        assert round(sum(column[1:]), 6) == round(column[0], 6)
    # What other pages show as well is as there.
    assert exact.after and exact.change is not None
    assert shown.after.total == rounded_total(exact.after.total)
    assert shown.change == round_one_decimal(exact.change)
    for score, real in ((shown.before, before), (shown.after, after)):
        assert score.shown_whole == whole(sum(real))
        assert all(abs(a - b) <= 0.21 for a, b in zip(score.pillars, real, strict=True))


@given(pillars)
def test_a_score_with_nothing_to_compare_adds_up_too(after: tuple[float, ...]) -> None:
    shown = build_numbers(None, after).as_shown()
    assert shown.after and shown.before is None and shown.change is None
    assert round(sum(shown.after.pillars), 6) == shown.after.total
    assert (shown.after.half_range, shown.after.tracks) == (1.8, "tracks 79 of 100 points")


def test_without_a_score_nothing_is_shown() -> None:
    assert build_numbers(None, None).as_shown() == build_numbers(None, None)


def test_69_46_is_never_good() -> None:
    shown = build_numbers(None, (17.365,) * 4).as_shown()
    assert shown.after and shown.after.total == 69.4 and not shown.after.is_good
