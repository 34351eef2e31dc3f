"""Preview of a model version: its effect on scores at the last close.

The reps keep their states, as on the day a version takes over; only the points of those states
differ. Half-lives take effect from that day on, so the scores of the first day say nothing about
them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.layout import COMMON_LAYOUT, Floats, Ints, layout_of
from scoring.core.trajectory import score
from scoring.core.uncertainty import Trust
from scoring.core.signals import GOOD, MILESTONES
from scoring.core.state import State, carry_over, unpack
from scoring.core.versions import Version
from scoring.daily.ledger import shards
from scoring.daily.live import states_on
from scoring.daily.states import load_shard_states
from scoring.models import Run
from teams.base.formatting import count_words, one_decimal, signed, whole
from teams.models import Organization, Rep
from teams.models.people import RepQuerySet

BATCH_SIZE = 1000  # reps in a batch
MAX_MOVERS = 5  # movers named, up and down each
BAND_WIDTH = 10  # width of a band, in points


@dataclass(frozen=True)
class Totals(ArrayTable):
    """Totals of n ranked reps under the version in force (`now`) and under another (`then`)."""

    reps: Ints  # (n,)
    now: Floats  # (n,)
    then: Floats  # (n,)


@dataclass(frozen=True)
class VersionMover:
    """A rep whose total would change most, up or down."""

    rep: Rep
    now: float
    then: float

    @property
    def change(self) -> float:
        return self.then - self.now


@dataclass(frozen=True)
class Crossing:
    """Number of reps who reach a milestone or fall below it, by displayed total."""

    mark: int
    up: int
    down: int

    @property
    def sentence(self) -> str:
        """In words, such as `2 reach 70, 1 falls below it`."""
        reach, fall = (
            ("reach" if self.up > 1 else "reaches"),
            ("fall" if self.down > 1 else "falls"),
        )
        if not self.down:
            return f"{self.up} {reach} {self.mark}."
        if not self.up:
            return f"{self.down} {fall} below {self.mark}."
        return f"{self.up} {reach} {self.mark}, {self.down} {fall} below it."


@dataclass(frozen=True)
class AdoptionPreview:
    """A version's effect on all ranked reps."""

    day: date
    counted: int
    before: float  # average total now
    after: float
    movers: tuple[VersionMover, ...]  # largest rise first
    crossings: tuple[Crossing, ...]
    bands: tuple[tuple[str, int, int], ...]  # `60–69`, how many now, how many then

    @property
    def sentence(self) -> str:
        """The change of the average in one sentence: from 48.2 to 49.0 (+0.8)."""
        moves = f"from {one_decimal(self.before)} to {one_decimal(self.after)}"
        change = signed(self.after - self.before)
        return f"The average of {count_words(self.counted, 'rep')} moves {moves} ({change})."


def preview_adoption(
    organization: Organization, reps: RepQuerySet, now: Version, then: Version
) -> AdoptionPreview | None:
    """Effect of the version `then` on these reps at the last close; None if none is ranked."""
    day = Run.objects.filter(organization=organization).closed_through()
    rep_ids = np.array(sorted(reps.values_list("pk", flat=True)), np.int64)
    if day is None or not len(rep_ids):
        return None
    batches = [
        _totals(batch, state, now, then) for batch, state in _states(organization, rep_ids, day)
    ]
    totals = Totals.joined(batches)
    return _adoption_preview(day, totals) if len(totals) else None


def _states(organization: Organization, reps: Ints, day: date) -> Iterator[tuple[Ints, State]]:
    """States at the close, in batches: stored shard states of that day, or else replayed."""
    remaining = reps
    for shard in shards(organization):
        stored = load_shard_states(organization, shard, COMMON_LAYOUT)
        usable = stored.take((stored.days == day.toordinal()) & np.isin(stored.reps, remaining))
        remaining = np.setdiff1d(remaining, usable.reps)
        for at in range(0, len(usable), BATCH_SIZE):
            block = usable.take(np.arange(at, min(at + BATCH_SIZE, len(usable))))
            yield block.reps, unpack(COMMON_LAYOUT, block.packed)
    for at in range(0, len(remaining), BATCH_SIZE):
        batch = remaining[at : at + BATCH_SIZE]
        yield batch, states_on(organization, batch, day)[0]


def _totals(reps: Ints, state: State, now: Version, then: Version) -> Totals:
    rows = np.arange(len(reps))
    current = score(layout_of(now), carry_over(state, COMMON_LAYOUT, layout_of(now)), rows, 0)
    other = score(layout_of(then), carry_over(state, COMMON_LAYOUT, layout_of(then)), rows, 0)
    ranked = state.begun & (current.trust == Trust.CURRENT)
    return Totals(reps[ranked], current.totals[ranked], other.totals[ranked])


def _adoption_preview(day: date, totals: Totals) -> AdoptionPreview:
    shown = [
        np.array([whole(each) for each in side.tolist()]) for side in (totals.now, totals.then)
    ]
    return AdoptionPreview(
        day=day,
        counted=len(totals),
        before=float(totals.now.mean()),
        after=float(totals.then.mean()),
        movers=tuple(_movers(totals)),
        crossings=tuple(_crossings(*shown)),
        bands=tuple(_bands(*shown)),
    )


def _movers(totals: Totals) -> Iterator[VersionMover]:
    changes = totals.then - totals.now
    order = np.argsort(-changes, kind="stable").tolist()
    largest = [at for at in order[:MAX_MOVERS] if round(float(changes[at]), 1) > 0]
    largest += [at for at in order[-MAX_MOVERS:] if round(float(changes[at]), 1) < 0]
    reps = Rep.objects.in_bulk(totals.reps[largest].tolist())
    for at in largest:
        rep = reps[int(totals.reps[at])]
        yield VersionMover(rep, float(totals.now[at]), float(totals.then[at]))


def _crossings(now: Ints, then: Ints) -> Iterator[Crossing]:
    for mark in (GOOD, *(each for each in MILESTONES if each != GOOD)):
        up, down = ((now < mark) & (then >= mark)).sum(), ((now >= mark) & (then < mark)).sum()
        if up or down:
            yield Crossing(mark, int(up), int(down))


def _bands(now: Ints, then: Ints) -> Iterator[tuple[str, int, int]]:
    last = 100 // BAND_WIDTH - 1
    current, other = (
        np.bincount(np.minimum(side // BAND_WIDTH, last), minlength=last + 1)
        for side in (now, then)
    )
    for at in range(last + 1):
        upper = 100 if at == last else (at + 1) * BAND_WIDTH - 1
        yield f"{at * BAND_WIDTH}–{upper}", int(current[at]), int(other[at])
