"""Who is before whom: equal values share a rank, and the next ones are left out."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from scoring.closes import Standing
from scoring.core.signals import PILLARS

Place = tuple[int | None, int | None]  # rank, places moved
Value = float | None


def places(found: Sequence[Standing], board: str, ahead: Mapping[int, float]) -> list[Place]:
    """Rank and places moved of each on a board; `ahead` has, by rep id, what a goal's board needs.

    Nobody moves on that one: where the line was before, nobody looked.
    """
    if board == "goal":
        return ranks([ahead.get(each.rep.pk) for each in found], [None] * len(found))
    if board == "improved":
        return ranks([each.change for each in found], [each.earlier_change for each in found])
    if board in PILLARS:
        at = PILLARS.index(board)
        before = [each.compared.pillars[at] if each.compared else None for each in found]
        return ranks([each.now.pillars[at] for each in found], before)
    return ranks(
        [each.now.total for each in found],
        [each.compared.total if each.compared else None for each in found],
    )


def ranks(now: Sequence[Value], before: Sequence[Value]) -> list[Place]:
    """(rank, places moved) of each; no value comes last, and who had none before has not moved.

    Places moved are among those with a value on both days: newcomers push nobody down.
    """
    both = [at for at, was in enumerate(before) if was is not None and now[at] is not None]
    then = _ranks([before[at] for at in both])
    since = _ranks([now[at] for at in both])
    moved = {at: b - n for at, b, n in zip(both, then, since, strict=True)}
    return [(rank, moved.get(at)) for at, rank in enumerate(_ranks(now))]


def _ranks(values: Sequence[Value]) -> list[int]:
    sizes = [float("-inf") if value is None else round(value, 9) for value in values]
    ascending = sorted(sizes)
    return [1 + len(sizes) - bisect_right(ascending, size) for size in sizes]
