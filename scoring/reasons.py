"""What moved scores between any two days each: the largest differences of points, by cause."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.computed import is_explained, passage_on
from scoring.core.explain import Difference, difference
from scoring.core.layout import Layout, layout_of
from scoring.in_force import course_lately
from scoring.signal_words import ANOTHER_VERSION, LINKEDIN, cause
from scoring.wording import signed
from teams.models import Organization, Rep

NEW, FADING, VERSION = "linkedin", "linkedin fading", "version"
LARGEST = 3  # causes a sentence names


@dataclass(frozen=True)
class Span:
    """A rep (by id) between the closes of two days."""

    rep: int
    since: date
    day: date


@dataclass(frozen=True)
class Cause:
    """What moved a total, and by how many points.

    LinkedIn's number is no signal: NEW where it said one in between, FADING where it did not.
    Neither is another version of the model.
    """

    signal: str
    words: str
    points: float


Causes = Mapping[Span, tuple[Cause, ...]]


def sentence(causes: Sequence[Cause]) -> str:
    """The three largest: `more comments +3.1, more posts +1.8`; empty where nobody knows."""
    return ", ".join(f"{each.words} {signed(each.points)}" for each in causes[:LARGEST])


def reasons(organization: Organization, reps: Mapping[int, Rep], spans: Collection[Span]) -> Causes:
    """The causes of each span that go the way the total went, largest first.

    All are asked for at once. None are known where the facts that lead there are not kept.
    """
    known = [each for each in spans if is_explained(reps[each.rep], each.since, each.day)]
    if not known:
        return {}
    ids = np.array(sorted({each.rep for each in known}))
    way = passage_on(organization, ids, *sorted({day for s in known for day in (s.since, s.day)}))
    rows = {rep: row for row, rep in enumerate(ids.tolist())}
    course = course_lately(organization)
    found: dict[Span, tuple[Cause, ...]] = {}
    for (since, day), some in _by_days(known).items():
        ends = since.toordinal(), day.toordinal()
        was, layout = (layout_of(course.on(each)) for each in ends)
        moved = difference(layout, way, *ends, was=was)
        found |= {each: along(layout, moved, rows[each.rep]) for each in some}
    return found


def _by_days(spans: Collection[Span]) -> dict[tuple[date, date], list[Span]]:
    groups = defaultdict(list)
    for each in spans:
        groups[each.since, each.day].append(each)
    return groups


def along(layout: Layout, moved: Difference, row: int) -> tuple[Cause, ...]:
    """What moved a row's total the way it went, largest first.

    Where LinkedIn said no number in between its part comes last: what the rep did is what one can
    talk about.
    """
    up = bool(moved.totals[row] > 0)
    found = [each for each in causes_of(layout, moved, row) if (each.points > 0) == up]
    shown = [each for each in found if round(each.points, 1)]
    return tuple(sorted(shown, key=lambda each: (each.signal == FADING, -abs(each.points))))


def causes_of(layout: Layout, moved: Difference, row: int) -> list[Cause]:
    """All that moved a row's total: each signal, LinkedIn's number, the version; they add up."""
    is_new = bool(moved.is_new[row])
    *signals, linkedin, version = moved.causes[row].tolist()
    named = [
        Cause(name, cause(name, points), points)
        for name, points in zip(layout.names, signals, strict=True)
    ]
    said = f"a {'higher' if linkedin > 0 else 'lower'} LinkedIn number"
    # What LinkedIn's number once added fades, and that is no lower number.
    words = said if is_new else f"{LINKEDIN} of before fading"
    return [
        *named,
        Cause(NEW if is_new else FADING, words, linkedin),
        Cause(VERSION, ANOTHER_VERSION, version),
    ]
