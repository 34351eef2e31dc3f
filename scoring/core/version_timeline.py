"""Schedule of model versions: which version counts on which day, and replay across a change.

Where another version takes over, the state is carried over by signal name (`state.carry_over`): a
new signal starts empty and LinkedIn's correction stays as it was. Earlier days keep the scores of
the version that counted then.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scoring.core.layout import COMMON_LAYOUT, Layout, layout_of
from scoring.core.replay import FactHistory, Scores, replay
from scoring.core.state import State, carry_over
from scoring.core.versions import CURRENT_VERSION, Version


@dataclass(frozen=True)
class VersionTimeline:
    """A first version, and the versions that replace it from given days (ordinals) on.

    >>> from dataclasses import replace
    >>> other = replace(CURRENT_VERSION, identifier="1.1")
    >>> timeline = VersionTimeline(switches=((10, other),))
    >>> timeline.on(9).identifier, timeline.on(10).identifier
    ('1', '1.1')
    >>> [(first, last, version.identifier) for first, last, version in timeline.spans(8, 12)]
    [(8, 9, '1'), (10, 12, '1.1')]
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


DEFAULT_TIMELINE = VersionTimeline()


def split_by_version(
    timeline: VersionTimeline, state: State, history: FactHistory
) -> Iterator[tuple[Layout, State, FactHistory]]:
    """Splits a history by version; yields each part with its layout and its reps' initial state.

    `state` and the history's inputs are in the order of COMMON_LAYOUT. The caller must advance a
    part's state (`replay_states`, `replay`) before taking the next part.
    """
    initial, before = state, COMMON_LAYOUT
    for first, last, version in timeline.spans(history.first, history.first + len(history) - 1):
        layout = layout_of(version)
        # Reps who start later were never under the version before: their state needs no conversion.
        started = np.flatnonzero(history.start < first - history.first)
        converted = carry_over(initial, COMMON_LAYOUT, layout)
        state = carry_over(state, before, layout)
        if converted is not state:
            converted.put(started, state.take(started))
        state, before = converted, layout
        yield layout, state, history.between(first, last, input_columns_of(layout))


def input_columns_of(layout: Layout) -> list[int] | None:
    """Columns of the version's inputs in COMMON_LAYOUT; None if both have equal inputs in order."""
    if layout.inputs == COMMON_LAYOUT.inputs:
        return None
    return [COMMON_LAYOUT.inputs.index(name) for name in layout.inputs]


def replay_timeline(
    timeline: VersionTimeline, state: State, history: FactHistory
) -> Iterator[Scores]:
    """`replay`, with each day under the version that counts on it."""
    for layout, current, part in split_by_version(timeline, state, history):
        yield from replay(layout, current, part)
