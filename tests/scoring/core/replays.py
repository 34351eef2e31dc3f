"""The core's replay of diaries, with the days of all blocks joined, and compared bit by bit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.core.layout import COMMON_LAYOUT, Layout, layout_of
from scoring.core.replay import replay
from scoring.core.state import State, initial_state, pack
from scoring.core.trajectory import Scores, Trajectory
from scoring.core.version_timeline import VersionTimeline, replay_timeline
from scoring.core.versions import CURRENT_VERSION, Version
from tests.scoring.core.histories import LAYOUT, Diary, history

PER_DAY = (
    "begun",
    "counting",
    "points",
    "rest",
    "surprise",
    "pillars",
    "coverage",
    "trust",
    "last_reading",
)


@dataclass(frozen=True)
class Run:
    """Consecutive blocks of days of n reps under one layout."""

    layout: Layout
    blocks: Sequence[Trajectory]

    def all(self, name: str) -> Any:
        """(D, n, …) one of the arrays PER_DAY over all days."""
        return np.concatenate([getattr(block, name) for block in self.blocks])

    def points(self, name: str) -> Any:
        """(D, n) points of a signal, 0 while it does not count."""
        at = self.layout.names.index(name)
        return np.where(self.all("counting"), self.all("points"), 0.0)[..., at]

    def counting(self, name: str) -> Any:
        """(D, n) whether a signal counts."""
        return self.all("counting")[..., self.layout.names.index(name)]

    @property
    def pillars(self) -> Any:
        return self.all("pillars")

    @property
    def totals(self) -> Any:
        """(D, n) unrounded totals."""
        return self.pillars.sum(axis=2)

    @property
    def state(self) -> State:
        """The state at the last close."""
        return self.blocks[-1].state(-1)

    def scores(self) -> list[Scores]:
        """Scores of each day."""
        return [block.scores(at) for block in self.blocks for at in range(len(block.pillars))]


def run(
    diaries: Sequence[Diary],
    through: int,
    *,
    version: Version = CURRENT_VERSION,
    state: State | None = None,
    **how: Any,
) -> Run:
    """Replay of the reps' days, from an initial state or from `state` on."""
    layout = layout_of(version)
    begin = initial_state(layout, len(diaries)) if state is None else state
    return Run(layout, list(replay(layout, begin, history(diaries, through, layout=layout, **how))))


def run_timeline(
    timeline: VersionTimeline,
    diaries: Sequence[Diary],
    through: int,
    *,
    state: State | None = None,
    **how: Any,
) -> list[Trajectory]:
    """Blocks of a replay across versions; `state` is in the order of COMMON_LAYOUT."""
    begin = initial_state(COMMON_LAYOUT, len(diaries)) if state is None else state
    known = history(diaries, through, layout=COMMON_LAYOUT, **how)
    return list(replay_timeline(timeline, begin, known))


def bits(blocks: Sequence[Trajectory], rep: int = 0) -> list[bytes]:
    """A rep's numbers of each day on which it has begun, bit by bit, with the packed state."""
    return [
        b"".join(np.ascontiguousarray(getattr(block, name)[at, rep]).tobytes() for name in PER_DAY)
        + pack(block.state(at))[rep].tobytes()
        for block in blocks
        for at in range(len(block.pillars))
        if block.begun[at, rep]
    ]


def score_diaries(diaries: Sequence[Diary], through: int, **how: Any) -> list[Scores]:
    """The core's scores of the reps, one per day."""
    return run(diaries, through, **how).scores()


def score_diary(diary: Diary, through: int, **how: Any) -> list[Scores]:
    """The core's scores of one rep."""
    return score_diaries([diary], through, **how)


def column(name: str) -> int:
    """Column of a signal."""
    return LAYOUT.names.index(name)


def score_bits(scores: Sequence[Scores], rep: int = 0) -> list[tuple[int, bytes]]:
    """A rep's ordinal and pillars of each day, bit by bit."""
    return [
        (each.ordinal, each.pillars[at].tobytes())
        for each in scores
        for at in np.flatnonzero(each.rows == rep)
    ]
