"""What moved scores between any two days each: the largest differences of points, by signal."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.computed import is_explained, states_on
from scoring.core.explain import causes, explain
from scoring.core.layout import Floats, Layout, layout_of
from scoring.core.versions import CURRENT
from scoring.signal_words import LINKEDIN, cause
from teams.models import Organization, Rep

NEW, FADING = "linkedin", "linkedin fading"


@dataclass(frozen=True)
class Span:
    """A rep (by id) between the closes of two days."""

    rep: int
    since: date
    day: date


@dataclass(frozen=True)
class Cause:
    """What moved a total along, and by how many points.

    LinkedIn's number is no signal: NEW where it said one in between, FADING where it did not.
    """

    signal: str
    words: str
    points: float


Causes = Mapping[Span, tuple[Cause, ...]]


def reasons(organization: Organization, reps: Mapping[int, Rep], spans: Collection[Span]) -> Causes:
    """The causes of each span that go the way the total went, largest first.

    All are asked for at once. None are known where the facts that lead there are not kept.
    """
    known = [each for each in spans if is_explained(reps[each.rep], each.since, each.day)]
    if not known:
        return {}
    layout = layout_of(CURRENT)
    ids = np.array(sorted({each.rep for each in known}))
    days = sorted({day for each in known for day in (each.since, each.day)})
    states = states_on(organization, ids, *days)
    at_close = {day: explain(layout, each) for day, each in zip(days, states, strict=True)}
    read_on = {day: each.last_reading.copy() for day, each in zip(days, states, strict=True)}
    rows = {rep: row for row, rep in enumerate(ids.tolist())}
    found: dict[Span, tuple[Cause, ...]] = {}
    for (since, day), some in _by_days(known).items():
        moved = causes(at_close[since], at_close[day])
        for each in some:
            row = rows[each.rep]
            is_new = read_on[day][row] > read_on[since][row]
            found[each] = _along(layout, moved[row], is_new=bool(is_new))
    return found


def _by_days(spans: Collection[Span]) -> dict[tuple[date, date], list[Span]]:
    groups = defaultdict(list)
    for each in spans:
        groups[each.since, each.day].append(each)
    return groups


def _along(layout: Layout, moved: Floats, *, is_new: bool) -> tuple[Cause, ...]:
    """The causes in order; `is_new`: LinkedIn said a number in between.

    Where it did not, its part comes last: what the rep did is what one can talk about.
    """
    way = 1 if moved.sum() > 0 else -1
    order = np.argsort(-moved * way, kind="stable").tolist()
    if not is_new:
        order.remove(len(layout.names))
        order.append(len(layout.names))
    names = (*layout.names, NEW if is_new else FADING)
    return tuple(
        Cause(names[at], words(layout, at, float(moved[at]), is_new=is_new), float(moved[at]))
        for at in order
        if round(float(moved[at]) * way, 1) > 0
    )


def words(layout: Layout, at: int, moved: float, *, is_new: bool) -> str:
    """The cause; what LinkedIn's number once added fades, and that is no lower number."""
    if at >= len(layout.names) and not is_new:
        return f"{LINKEDIN} of before fading"
    return cause(layout, at, moved)
