"""Ranks with ties: equal values share a rank, and the next ranks are skipped."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from scoring.core.signals import PILLARS
from scoring.scores.periods import PeriodScore

RankAndMove = tuple[int | None, int | None]  # rank, places moved
Value = float | None


def rank_reps(
    scores: Sequence[PeriodScore], board: str, ahead: Mapping[int, float]
) -> list[RankAndMove]:
    """Rank and places moved of each rep on a board.

    `ahead` has points ahead of the goal line by rep id, for the board of goals. Places moved are
    None there, as earlier goal lines are not computed.
    """
    if board == "goal":
        return rank_values([ahead.get(each.rep.pk) for each in scores], [None] * len(scores))
    if board == "improved":
        return rank_values(
            [each.change for each in scores], [each.earlier_change for each in scores]
        )
    if board in PILLARS:
        at = PILLARS.index(board)
        before = [each.compared.pillars[at] if each.compared else None for each in scores]
        return rank_values([each.now.pillars[at] for each in scores], before)
    return rank_values(
        [each.now.total for each in scores],
        [each.compared.total if each.compared else None for each in scores],
    )


def rank_values(now: Sequence[Value], before: Sequence[Value]) -> list[RankAndMove]:
    """(rank, places moved) of each value; None comes last.

    Places moved are counted among those with a value on both days, and None for the others, so
    newcomers push no one down.
    """
    comparable = [at for at, was in enumerate(before) if was is not None and now[at] is not None]
    ranks_before = _ranks([before[at] for at in comparable])
    ranks_now = _ranks([now[at] for at in comparable])
    moved = {at: b - n for at, b, n in zip(comparable, ranks_before, ranks_now, strict=True)}
    return [(rank, moved.get(at)) for at, rank in enumerate(_ranks(now))]


def _ranks(values: Sequence[Value]) -> list[int]:
    sizes = [float("-inf") if value is None else round(value, 9) for value in values]
    ascending = sorted(sizes)
    return [1 + len(sizes) - bisect_right(ascending, size) for size in sizes]
