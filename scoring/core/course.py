"""Which version of the model counts on which day, and how a history goes on where one takes over.

Across versions the state goes on by name (scoring.core.state.carry): a signal the version before
did not have starts empty, LinkedIn's correction stays what it was. The days before stay as they
are, under the version that counted then.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scoring.core.history import History, Scores, replay
from scoring.core.layout import EVERY, Layout, layout_of
from scoring.core.state import State, carry
from scoring.core.versions import CURRENT, Version


@dataclass(frozen=True)
class Course:
    """The version that counts from ever, and those that take over from a day (an ordinal) on.

    >>> from dataclasses import replace
    >>> other = replace(CURRENT, identifier="1.1")
    >>> course = Course(turns=((10, other),))
    >>> course.on(9).identifier, course.on(10).identifier
    ('1', '1.1')
    >>> [(first, last, version.identifier) for first, last, version in course.spans(8, 12)]
    [(8, 9, '1'), (10, 12, '1.1')]
    """

    first: Version = CURRENT
    turns: tuple[tuple[int, Version], ...] = ()  # by rising day

    def __post_init__(self) -> None:
        days = [day for day, _ in self.turns]
        if sorted(set(days)) != days:
            raise ValueError(f"Days on which a version takes over do not rise: {days}.")

    def on(self, ordinal: int) -> Version:
        """The version that counts on a day."""
        counting = self.first
        for day, version in self.turns:
            if day <= ordinal:
                counting = version
        return counting

    def spans(self, first: int, last: int) -> Iterator[tuple[int, int, Version]]:
        """From one day to another, both included, in pieces of one version: first, last, which."""
        starts = [first, *(day for day, _ in self.turns if first < day <= last)]
        ends = [*(day - 1 for day in starts[1:]), last]
        for start, end in zip(starts, ends, strict=True):
            if start <= end:
                yield start, end, self.on(start)


STEADY = Course()


def legs(course: Course, state: State, history: History) -> Iterator[tuple[Layout, State, History]]:
    """The history in pieces of one version, each with the state its reps go into it with.

    `state` and the inputs of the history are in the order of EVERY. A piece's state is to be moved
    along (`walk`, `replay`) before the next piece is asked for.
    """
    waiting, before = state, EVERY
    for first, last, version in course.spans(history.first, history.first + len(history) - 1):
        layout = layout_of(version)
        # Who starts later has not been under the version before, and lost nothing to it.
        gone_on = np.flatnonzero(history.start < first - history.first)
        entered, state = carry(waiting, EVERY, layout), carry(state, before, layout)
        if entered is not state:
            entered.put(gone_on, state.take(gone_on))
        state, before = entered, layout
        yield layout, state, history.between(first, last, columns_of(layout))


def columns_of(layout: Layout) -> list[int] | None:
    """Where the version's inputs stand among all; None where they are all, in that order."""
    if layout.inputs == EVERY.inputs:
        return None
    return [EVERY.inputs.index(name) for name in layout.inputs]


def replay_along(course: Course, state: State, history: History) -> Iterator[Scores]:
    """`replay`, each day under the version that counts on it."""
    for layout, going, piece in legs(course, state, history):
        yield from replay(layout, going, piece)
