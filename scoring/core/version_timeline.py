"""Schedule of model versions: which version counts on which day, and replay across a change.

Where another version takes over, no pillar jumps (`points.take_over`): signals go on by name, a new
one starts with nothing known, and the rest makes up for what the signals' points differ. Earlier
days keep the scores of the version that counted then.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scoring.core.history import FactHistory
from scoring.core.layout import COMMON_LAYOUT, Layout, layout_of
from scoring.core.points import take_over
from scoring.core.replay import replay
from scoring.core.state import State, carry_over
from scoring.core.trajectory import Trajectory
from scoring.core.versions import CURRENT_VERSION, Version


@dataclass(frozen=True)
class VersionTimeline:
    """A first version, and the versions that replace it from given days (ordinals) on.

    >>> from dataclasses import replace
    >>> other = replace(CURRENT_VERSION, identifier="2.1")
    >>> timeline = VersionTimeline(switches=((10, other),))
    >>> timeline.on(9).identifier, timeline.on(10).identifier
    ('2', '2.1')
    >>> [(first, last, version.identifier) for first, last, version in timeline.spans(8, 12)]
    [(8, 9, '2'), (10, 12, '2.1')]
    """

    first: Version = CURRENT_VERSION
    switches: tuple[tuple[int, Version], ...] = ()  # ordered by day

    def __post_init__(self) -> None:
        days = [day for day, _ in self.switches]
        if sorted(set(days)) != days:
            raise ValueError(f"Days on which a version takes over do not rise: {days}.")

    def on(self, ordinal: int) -> Version:
        """The version that counts on a day."""
        active = self.first
        for day, version in self.switches:
            if day <= ordinal:
                active = version
        return active

    def spans(self, first: int, last: int) -> Iterator[tuple[int, int, Version]]:
        """Splits an inclusive range of days by version: yields (first, last, version)."""
        starts = [first, *(day for day, _ in self.switches if first < day <= last)]
        ends = [*(day - 1 for day in starts[1:]), last]
        for start, end in zip(starts, ends, strict=True):
            if start <= end:
                yield start, end, self.on(start)


def replay_timeline(
    timeline: VersionTimeline, state: State, history: FactHistory
) -> Iterator[Trajectory]:
    """`replay`, with each day under the version that counts on it.

    `state` and the history's inputs are in the order of COMMON_LAYOUT; each rep's state is that of
    the day before their start, made under the version in force then.
    """
    initial, before = state, COMMON_LAYOUT
    for first, last, version in timeline.spans(history.first, history.first + len(history) - 1):
        layout, previous = layout_of(version), layout_of(timeline.on(first - 1))
        start = history.start + history.first
        fresh = carry_over(initial, COMMON_LAYOUT, layout)
        begins_here = np.flatnonzero(start == first)
        if previous is not layout and len(begins_here):
            held = carry_over(initial.take(begins_here), COMMON_LAYOUT, previous)
            fresh = fresh.copy()
            fresh.put(begins_here, take_over(held, previous, layout))
        started = np.flatnonzero(start < first)
        if len(started):
            fresh = fresh.copy()
            fresh.put(started, take_over(state.take(started), before, layout))
        state, before = fresh, layout
        for trajectory in replay(
            layout, state, history.between(first, last, input_columns_of(layout))
        ):
            yield trajectory
            state = trajectory.state(-1)


def input_columns_of(layout: Layout) -> list[int] | None:
    """Columns of the version's inputs in COMMON_LAYOUT; None if both have equal inputs in order."""
    if layout.inputs == COMMON_LAYOUT.inputs:
        return None
    return [COMMON_LAYOUT.inputs.index(name) for name in layout.inputs]
