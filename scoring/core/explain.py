"""Explanation of a score and of its change: points by signal, which add up to what is shown.

points of all counting signals + rest + what clamping takes = the total shown
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.points import (
    clamp_pillars,
    counting_signals,
    flow_strengths,
    points,
    sum_by_pillar,
)
from scoring.core.state import State
from scoring.core.trajectory import Trajectory


@dataclass(frozen=True)
class Explanation:
    """Breakdown of the totals of n reps."""

    points: Floats  # (n, S) points of each signal, 0 while it does not count
    left: Floats  # (n, S) worth - points; NaN while the signal does not count
    counting: Bools  # (n, S) whether the signal counts
    known_days: Ints  # (n, S) days known so far, up to what the signal needs
    rest: Floats  # (n, 4) what LinkedIn counts and is not logged
    clamped: Floats  # (n, 4) what clamping to 0-25 adds

    @property
    def totals(self) -> Floats:
        """(n,) totals as shown, unrounded."""
        totals: Floats = (self.rest + self.clamped).sum(axis=1) + self.points.sum(axis=1)
        return totals


def explain(layout: Layout, state: State) -> Explanation:
    """Points won and left, and the rest, for each rep of the state."""
    won, counting = points(layout, state), counting_signals(layout, state)
    pillars = sum_by_pillar(layout, won) + state.rest
    return Explanation(
        points=won,
        left=np.where(counting, layout.worth - won, np.nan),
        counting=counting,
        known_days=state.known_days,
        rest=state.rest,
        clamped=clamp_pillars(pillars) - pillars,
    )


@dataclass(frozen=True)
class ReadingEffect:
    """By how much a reading moved m reps: LinkedIn's pillars minus that day's estimate."""

    ordinal: int
    rows: Ints  # (m,) reps
    points: Floats  # (m, 4) by pillar, before clamping


@dataclass(frozen=True)
class Difference:
    """Causes of the change in n reps' pillars between two closes, in points; they add up to it.

    `own` is logged activity: new activity of a flow, the whole change of any other signal.
    `fading` is what earlier activity lost (never above 0; flows only). A version taking over moves
    nothing.
    """

    layout: Layout  # of the last day
    own: Floats  # (n, S)
    fading: Floats  # (n, S)
    readings: tuple[ReadingEffect, ...]  # by day
    clamped: Floats  # (n, 4) what clamping to 0-25 takes or gives back
    held: Ints  # (n,) working days and days off in between without data

    @property
    def signals(self) -> Floats:
        """(n, S) each signal's whole part."""
        return self.own + self.fading

    @property
    def linkedin(self) -> Floats:
        """(n, 4) what all readings in between moved, by pillar."""
        moved = np.zeros_like(self.clamped)
        for reading in self.readings:
            moved[reading.rows] += reading.points
        return moved

    @property
    def pillars(self) -> Floats:
        """(n, 4) change in the pillars as shown."""
        return sum_by_pillar(self.layout, self.signals) + self.linkedin + self.clamped

    @property
    def totals(self) -> Floats:
        """(n,) change in the totals as shown."""
        totals: Floats = self.pillars.sum(axis=1)
        return totals

    @property
    def has_reading(self) -> Bools:
        """(n,) whether there was a reading in between."""
        has = np.zeros(len(self.held), bool)
        for reading in self.readings:
            has[reading.rows] = True
        return has

    @classmethod
    def joined(cls, parts: Sequence["Difference"]) -> "Difference":
        """Concatenates the reps of the parts (at least one), which are of the same two closes."""
        offsets = np.cumsum([0, *(len(part.held) for part in parts)]).tolist()
        readings: dict[int, list[tuple[Ints, Floats]]] = {}
        for part, offset in zip(parts, offsets, strict=False):
            for each in part.readings:
                readings.setdefault(each.ordinal, []).append((each.rows + offset, each.points))
        return cls(
            layout=parts[0].layout,
            own=np.concatenate([part.own for part in parts]),
            fading=np.concatenate([part.fading for part in parts]),
            readings=tuple(
                ReadingEffect(day, *(np.concatenate(each) for each in zip(*found, strict=True)))
                for day, found in sorted(readings.items())
            ),
            clamped=np.concatenate([part.clamped for part in parts]),
            held=np.concatenate([part.held for part in parts]),
        )


@dataclass(frozen=True)
class Journey:
    """n reps on consecutive days, perhaps under several versions of the same signals."""

    trajectories: tuple[Trajectory, ...]

    def state(self, ordinal: int) -> State:
        """State at the close of a day, or of the day before the first one."""
        if ordinal < self.trajectories[0].first:
            return self.trajectories[0].start_state
        part = next(each for each in self.trajectories if ordinal <= each.last)
        return part.state(ordinal - part.first)

    def difference(self, since: int, day: int) -> Difference:
        """Attributes the change from the close of `since` to that of `day` (ordinals).

        A signal that starts to count in between moves the total from then on by what it makes
        beyond the room that the rest gave it. Raises ValueError if the versions on the way have
        different signals.
        """
        pieces = [each for each in self.trajectories if each.first <= day and since < each.last]
        if len({piece.layout.names for piece in pieces}) != 1:
            raise ValueError("Versions of other signals can't be compared.")
        tally = _Tally(pieces[-1].layout, self.state(since))
        for piece in pieces:
            first, last = max(since + 1, piece.first), min(day, piece.last)
            tally.add(piece, first - piece.first, last - piece.first)
        return tally.difference()


class _Tally:
    """Sums of each cause over consecutive pieces of trajectories."""

    def __init__(self, layout: Layout, start: State) -> None:
        n = len(start)
        self.layout = layout
        self.fades_under: Layout | None = None  # the layout of the piece before
        self.moved, self.fading = np.zeros((2, n, len(layout.names)))
        # Of each flow at the first close, when it began, or when a version took over.
        self.rates = start.rates.copy()
        self.faded = np.zeros_like(self.rates)  # half-lives that it faded by since
        self.readings: list[ReadingEffect] = []
        self.clamped = np.zeros((n, 4))
        self.held = np.zeros(n, np.int64)

    def add(self, piece: Trajectory, first: int, last: int) -> None:
        """Adds the days from one index of a trajectory to another, inclusive."""
        days, on = slice(first, last + 1), piece.begun[first : last + 1]
        before = piece.start_points if first == 0 else piece.points[first - 1]
        moves = np.where(on[..., None], piece.rest_moves[days], 0.0).sum(axis=0)
        begun = on[-1][:, None]
        self.moved += np.where(begun, piece.points[last] - before + moves, 0.0)
        self._add_fading(piece, days, begun)
        self._add_readings(piece, days)
        start = piece.start_state.rest if first == 0 else piece.rest[first - 1]
        self.clamped += np.where(
            begun,
            _clamped(piece.layout, piece.points[last], piece.rest[last])
            - _clamped(piece.layout, before, start),
            0.0,
        )
        has_reading = ~np.isnan(piece.surprise[days, :, 0])
        held = on & ~piece.any_known[days] & ~has_reading & ~piece.idle[days]
        self.held += held.sum(axis=0)

    def _add_fading(self, piece: Trajectory, days: slice, begun: Bools) -> None:
        layout = piece.layout
        if self.fades_under is not None and self.fades_under is not layout:
            self.rates, self.faded = piece.start_state.rates, np.zeros_like(self.faded)
        self.fades_under = layout
        counted = piece.counting[days][..., layout.flow_at]
        before = counting_signals(layout, piece.start_state)[:, layout.flow_at]
        if days.start:
            before = piece.counting[days.start - 1][:, layout.flow_at]
        starts = begun & counted[-1] & ~before
        if starts.any():
            at = counted.argmax(axis=0)
            on_start = np.take_along_axis(piece.parts.rates[days], at[None], axis=0)[0]
            self.rates = np.where(starts, on_start, self.rates)
            self.faded = np.where(starts, 0.0, self.faded)
        passed = piece.fades[days].sum(axis=0) / layout.version.half_life
        faded = self.faded + np.where(begun, passed, 0.0)
        lost = _flow_points(layout, self.rates, faded) - _flow_points(
            layout, self.rates, self.faded
        )
        self.fading[:, layout.flow_at] += np.where(counted[-1] & begun, lost, 0.0)
        self.faded = faded

    def _add_readings(self, piece: Trajectory, days: slice) -> None:
        for at in range(days.start, days.stop):
            rows = np.flatnonzero(~np.isnan(piece.surprise[at, :, 0]))
            if len(rows):
                self.readings.append(
                    ReadingEffect(piece.first + at, rows, piece.surprise[at, rows])
                )

    def difference(self) -> Difference:
        return Difference(
            layout=self.layout,
            own=self.moved - self.fading,
            fading=self.fading,
            readings=tuple(self.readings),
            clamped=self.clamped,
            held=self.held,
        )


def _flow_points(layout: Layout, rates: Floats, faded: Floats) -> Floats:
    """(n, F) points of flows whose rates faded by so many half-lives."""
    won: Floats = layout.worth[layout.flow_at] * flow_strengths(layout, rates * np.exp2(-faded))
    return won


def _clamped(layout: Layout, won: Floats, rest: Floats) -> Floats:
    pillars = sum_by_pillar(layout, won) + rest
    return clamp_pillars(pillars) - pillars
