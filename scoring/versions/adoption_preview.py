"""Preview of a model version: what it would do to scores at the last close.

All reps go on from the state they have, as on the day a version takes over; only the value of that
state differs. Half-lives take effect from then on, so the scores of that first day say nothing
about them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.layout import COMMON_LAYOUT, Floats, Ints, layout_of
from scoring.core.replay import Trust, score
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
    """Totals of n ranked reps under the version in force and under another."""

    reps: Ints  # (n,)
    now: Floats  # (n,)
    then: Floats  # (n,)


@dataclass(frozen=True)
class VersionMover:
    """One of the reps who move most."""

    rep: Rep
    now: float
    then: float

    @property
    def change(self) -> float:
        return self.then - self.now


@dataclass(frozen=True)
class Crossing:
    """How many reps reach a milestone or fall below it, by displayed total."""

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
        by = signed(self.after - self.before)
        return f"The average of {count_words(self.counted, 'rep')} moves {moves} ({by})."


def preview_adoption(
    organization: Organization, reps: RepQuerySet, now: Version, then: Version
) -> AdoptionPreview | None:
    """The effect on these reps at the last close; None if none of them is ranked."""
    day = Run.objects.filter(organization=organization).closed_through()
    asked = np.array(sorted(reps.values_list("pk", flat=True)), np.int64)
    if day is None or not len(asked):
        return None
    parts = [_totals(some, state, now, then) for some, state in _states(organization, asked, day)]
    totals = Totals.joined(parts)
    return _adoption_preview(day, totals) if len(totals) else None


def _states(organization: Organization, reps: Ints, day: date) -> Iterator[tuple[Ints, State]]:
    """The reps' states at the close, in batches; stored shard states where they are of that day."""
    left = reps
    for shard in shards(organization):
        at_hand = load_shard_states(organization, shard, COMMON_LAYOUT)
        here = at_hand.take((at_hand.days == day.toordinal()) & np.isin(at_hand.reps, left))
        left = np.setdiff1d(left, here.reps)
        for at in range(0, len(here), BATCH_SIZE):
            block = here.take(np.arange(at, min(at + BATCH_SIZE, len(here))))
            yield block.reps, unpack(COMMON_LAYOUT, block.packed)
    for at in range(0, len(left), BATCH_SIZE):
        some = left[at : at + BATCH_SIZE]
        yield some, states_on(organization, some, day)[0]


def _totals(reps: Ints, state: State, now: Version, then: Version) -> Totals:
    rows = np.arange(len(reps))
    was = score(layout_of(now), carry_over(state, COMMON_LAYOUT, layout_of(now)), rows, 0)
    is_to_be = score(layout_of(then), carry_over(state, COMMON_LAYOUT, layout_of(then)), rows, 0)
    counts = state.begun & (was.trust == Trust.CURRENT)
    return Totals(reps[counts], was.totals[counts], is_to_be.totals[counts])


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
    moved = totals.then - totals.now
    order = np.argsort(-moved, kind="stable").tolist()
    most = [at for at in order[:MAX_MOVERS] if round(float(moved[at]), 1) > 0]
    most += [at for at in order[-MAX_MOVERS:] if round(float(moved[at]), 1) < 0]
    people = Rep.objects.in_bulk(totals.reps[most].tolist())
    for at in most:
        rep = people[int(totals.reps[at])]
        yield VersionMover(rep, float(totals.now[at]), float(totals.then[at]))


def _crossings(now: Ints, then: Ints) -> Iterator[Crossing]:
    for mark in (GOOD, *(each for each in MILESTONES if each != GOOD)):
        up, down = ((now < mark) & (then >= mark)).sum(), ((now >= mark) & (then < mark)).sum()
        if up or down:
            yield Crossing(mark, int(up), int(down))


def _bands(now: Ints, then: Ints) -> Iterator[tuple[str, int, int]]:
    last = 100 // BAND_WIDTH - 1
    was, is_to_be = (
        np.bincount(np.minimum(side // BAND_WIDTH, last), minlength=last + 1)
        for side in (now, then)
    )
    for at in range(last + 1):
        to = 100 if at == last else (at + 1) * BAND_WIDTH - 1
        yield f"{at * BAND_WIDTH}–{to}", int(was[at]), int(is_to_be[at])
