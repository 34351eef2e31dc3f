"""The product against hidden LinkedIns that are not its model: prints a table of docs/model.md.

.venv/bin/python benchmarks/truth.py

In each made-up organisation gains are learned from the readings so far and adopted on the first of
each month, as the product does. Shown are mean absolute errors of the total in points, each beside
carrying the last reading forward. Forecasts of the first half-year, when there is little to learn
from, stand apart.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.world_habits import Bools, Floats, Ints
from benchmarks.worlds import WORLDS, World, make_world
from scoring.core.calibration import judge, learn
from scoring.core.course import LOOK_BACK_DAYS, course_of
from scoring.core.history import FactHistory
from scoring.core.layout import COMMON_LAYOUT
from scoring.core.pairs import Pairs, gather_pairs
from scoring.core.state import initial_state
from scoring.core.trajectory import Trajectory
from scoring.core.version_timeline import VersionTimeline, replay_timeline
from scoring.core.versions import CURRENT_VERSION, Version

HORIZONS = (30, 60, 90)  # days
LEARNING_DAYS = 180  # at first, in which a forecast knows little of the organisation's LinkedIn
REPS, DAYS, SEEDS = 40, 540, (1, 2, 3)  # of the printed table


@dataclass(frozen=True)
class Truth:
    """Absolute errors of the total in points, on k pairs of readings and m forecasts a horizon."""

    carried: Floats  # (k,) the last reading carried forward to the next
    plain: Floats  # (k,) ours with gains of 1
    learned: Floats  # (k,) ours with gains learned from earlier pairs
    held: Bools  # (k,) whether the next reading was within the likely range
    forecasts: tuple[Floats, ...]  # (2, m) a horizon: the last reading carried forward, and ours
    early: tuple[Floats, ...]  # the like, made within LEARNING_DAYS

    @classmethod
    def joined(cls, parts: Sequence["Truth"]) -> "Truth":
        """Errors of several organisations as one."""

        def side_by_side(forecasts: Iterable[tuple[Floats, ...]]) -> tuple[Floats, ...]:
            return tuple(np.concatenate(each, axis=1) for each in zip(*forecasts, strict=True))

        return cls(
            carried=np.concatenate([part.carried for part in parts]),
            plain=np.concatenate([part.plain for part in parts]),
            learned=np.concatenate([part.learned for part in parts]),
            held=np.concatenate([part.held for part in parts]),
            forecasts=side_by_side(part.forecasts for part in parts),
            early=side_by_side(part.early for part in parts),
        )

    @property
    def forecast_ratios(self) -> Floats:
        """(3,) mean error of ours by that of the last reading, at each of HORIZONS."""
        return np.array([ours.mean() / last.mean() for last, ours in self.forecasts])


def judge_world(world: World) -> Truth:
    """Judges scores and forecasts by the organisation's readings, always forward in time."""
    reps = np.arange(world.history.known.shape[1])
    pairs = gather_pairs(CURRENT_VERSION, world.history, reps)
    judged = judge(pairs)
    early, forecasts = _judge_forecasts(world.history, _adoptions(pairs, world.history))
    return Truth(
        carried=judged.carried.totals,
        plain=judged.plain.totals,
        learned=judged.learned.totals,
        held=judged.held,
        forecasts=forecasts,
        early=early,
    )


def _adoptions(pairs: Pairs, history: FactHistory) -> VersionTimeline:
    """Gains and variance learned so far take over on the first of each month."""
    days = range(history.first, history.first + len(history))
    switches: list[tuple[int, Version]] = []
    for day in (each for each in days if date.fromordinal(each).day == 1):
        known = pairs.take(pairs.last < day)
        if judge(known).is_enough:
            taught = learn(known.official, known.modelled, known.days)
            a, b, c, d = taught.gains.tolist()
            version = replace(
                CURRENT_VERSION,
                identifier=f"2.{len(switches) + 1}",
                gains=(a, b, c, d),
                variance=taught.variance,
            )
            switches.append((day, version))
    return VersionTimeline(switches=tuple(switches))


def _judge_forecasts(
    history: FactHistory, timeline: VersionTimeline
) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """Errors of early forecasts and of the others: for each of HORIZONS (2, m), last and ours."""
    official = history.readings.sum(axis=-1)
    found: dict[tuple[bool, int], list[Floats]] = {
        (is_early, days): [np.zeros((2, 0))] for is_early in (True, False) for days in HORIZONS
    }
    for at, last, ahead in _forecasts(history, timeline):
        for days, ours in zip(HORIZONS, ahead.T, strict=True):
            if at + days < len(history):
                wrong = np.abs(np.stack([last, ours]) - official[at + days])
                judged = wrong[:, ~np.isnan(wrong).any(axis=0)]
                found[at < LEARNING_DAYS, days].append(judged)
    early, later = (
        tuple(np.concatenate(found[is_early, days], axis=1) for days in HORIZONS)
        for is_early in (True, False)
    )
    return early, later


def _forecasts(
    history: FactHistory, timeline: VersionTimeline
) -> Iterator[tuple[int, Floats, Floats]]:
    """Yields the index of a close, the last readings (n,) and forecasts (n, 3), NaN for none."""
    last = _last_totals(history)
    state = initial_state(COMMON_LAYOUT, history.known.shape[1])
    for piece in replay_timeline(timeline, state, history):
        first = piece.first - history.first
        for at in range(max(first, LOOK_BACK_DAYS - 1), first + len(piece)):
            yield at, last[at], _forecast(piece, at - first, history)


def _forecast(piece: Trajectory, at: int, history: FactHistory) -> Floats:
    close = piece.first + at
    recent = history.between(close - LOOK_BACK_DAYS + 1, close)
    course = course_of(piece.layout, piece.state(at), recent)
    return np.where(course.is_logged[:, None], course.totals(np.array(HORIZONS)), np.nan)


def _last_totals(history: FactHistory) -> Floats:
    """(D, n) LinkedIn's last total at each close, NaN before the first."""
    totals = history.readings.sum(axis=-1)
    read: Ints = np.where(np.isnan(totals), 0, np.arange(len(totals))[:, None])
    return np.asarray(totals[np.maximum.accumulate(read), np.arange(totals.shape[1])])


def row(title: str, truth: Truth) -> str:
    """A row of the table; of forecasts the last reading and ours."""
    scores = [f"{errors.mean():.2f}" for errors in (truth.carried, truth.plain, truth.learned)]
    ahead = [
        f"{last.mean():.2f} / {ours.mean():.2f}"
        for last, ours in (*truth.forecasts, truth.early[0])
    ]
    cells = [title, f"{len(truth.held)}", *scores, f"{truth.held.mean():.0%}", *ahead]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Prints the table: a row a world."""
    ahead = [f"{days} days ahead: last / ours" for days in HORIZONS]
    head = ["hidden world", "pairs", "last reading", "gain 1", "learned", "range held", *ahead]
    head.append(f"first {LEARNING_DAYS} days: 30 ahead")
    print(f"| {' | '.join(head)} |")
    print("|---" * len(head) + "|")
    for name in WORLDS:
        made = (make_world(name, reps=REPS, days=DAYS, seed=seed) for seed in SEEDS)
        truth = Truth.joined([judge_world(world) for world in made])
        print(row(WORLDS[name].title, truth), flush=True)


if __name__ == "__main__":
    main()
