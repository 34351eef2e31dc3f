"""Replay of many days for many reps, in blocks of days that fit into memory."""

from collections.abc import Iterator

from scoring.core.engine import replay_block
from scoring.core.history import FactHistory
from scoring.core.layout import Layout
from scoring.core.state import State
from scoring.core.trajectory import Trajectory

BLOCK_REP_DAYS = 20_000  # some 40 MB of arrays; bigger blocks are no faster


def replay(layout: Layout, state: State, history: FactHistory) -> Iterator[Trajectory]:
    """Yields consecutive blocks of days, each going on from where the one before ended.

    `state` is not modified; the state at the end is that of the last trajectory.
    """
    size = max(1, BLOCK_REP_DAYS // max(1, len(state)))
    last = history.first + len(history) - 1
    for first in range(history.first, last + 1, size):
        part = history.between(first, min(first + size - 1, last))
        trajectory = replay_block(layout, state, part)
        state = trajectory.state(-1)
        yield trajectory
