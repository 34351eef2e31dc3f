"""Preview of a model version: what scores would be, had it counted for the last thirty days.

Another version moves no score on the day it takes over; what differs is how scores move from there.
So both the versions that were in force and the other go through the facts of the last thirty days,
from one state, with every LinkedIn score among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.history import FactHistory
from scoring.core.layout import COMMON_LAYOUT, Floats, Ints
from scoring.core.signals import GOOD, MILESTONES
from scoring.core.state import State, unpack
from scoring.core.trajectory import Trajectory
from scoring.core.uncertainty import Trust
from scoring.core.version_timeline import VersionTimeline, replay_timeline
from scoring.core.versions import Version
from scoring.daily.active_version import cached_timeline
from scoring.daily.load import Block, load_history
from scoring.daily.plan import load_start_states
from scoring.daily.states import empty_states
from scoring.models import Run
from teams.base.formatting import count_words, one_decimal, signed, whole
from teams.models import Organization, Rep
from teams.models.people import RepQuerySet

PREVIEW_DAYS = 30  # a month shows how scores move; further back, little else is left
MAX_REPS = 2000  # replayed at most, evenly chosen by id
BATCH_SIZE = 500  # reps in a batch
MAX_MOVERS = 5  # movers named, up and down each
BAND_WIDTH = 10  # width of a band, in points


@dataclass(frozen=True)
class Totals(ArrayTable):
    """Totals of n ranked reps as they are (`now`), and under another version (`then`)."""

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
    """Number of reps who would be above or below a milestone, by displayed total."""

    mark: int
    up: int
    down: int

    @property
    def sentence(self) -> str:
        """In words, such as `2 would be at 70 or above, 1 below it`."""
        if not self.down:
            return f"{self.up} more at {self.mark} or above."
        if not self.up:
            return f"{self.down} fewer at {self.mark} or above."
        return f"{self.up} would be at {self.mark} or above, {self.down} below it."


@dataclass(frozen=True)
class AdoptionPreview:
    """What another version would have done to all ranked reps, had it counted from `since` on."""

    since: date
    day: date
    counted: int
    before: float  # average total now
    after: float
    movers: tuple[VersionMover, ...]  # largest rise first
    crossings: tuple[Crossing, ...]
    bands: tuple[tuple[str, int, int], ...]  # `60–69`, how many now, how many then

    @property
    def sentence(self) -> str:
        """The difference of the average in one sentence: 49.0 instead of 48.2 (+0.8)."""
        change = signed(self.after - self.before)
        return (
            f"The average of {count_words(self.counted, 'rep')} would be "
            f"{one_decimal(self.after)} instead of {one_decimal(self.before)} ({change})."
        )


def preview_adoption(
    organization: Organization, reps: RepQuerySet, then: Version
) -> AdoptionPreview | None:
    """Effect of the version `then` on these reps at the last close; None if none is ranked."""
    day = Run.objects.filter(organization=organization).closed_through()
    rep_ids = np.array(sorted(reps.values_list("pk", flat=True)), np.int64)
    if day is None or not len(rep_ids):
        return None
    if len(rep_ids) > MAX_REPS:
        rep_ids = rep_ids[np.linspace(0, len(rep_ids) - 1, MAX_REPS).astype(np.int64)]
    batches = [rep_ids[at : at + BATCH_SIZE] for at in range(0, len(rep_ids), BATCH_SIZE)]
    totals = Totals.joined([_totals(organization, batch, day, then) for batch in batches])
    return _adoption_preview(day, totals) if len(totals) else None


def _totals(organization: Organization, reps: Ints, day: date, then: Version) -> Totals:
    since = _first_day(day)
    base, packed = load_start_states(
        COMMON_LAYOUT,
        reps,
        np.full(len(reps), since.toordinal()),
        empty_states(COMMON_LAYOUT),
    )
    history = load_history(COMMON_LAYOUT, Block(organization, reps, base, day.toordinal()))
    state, timeline = unpack(COMMON_LAYOUT, packed), cached_timeline(organization)
    now, other = (
        _last_day(each, state, history)
        for each in (timeline, _replaced(timeline, since.toordinal(), then))
    )
    ranked = now.begun[-1] & (now.trust[-1] == Trust.CURRENT)
    return Totals(
        reps[ranked],
        now.pillars[-1, ranked].sum(axis=-1),
        other.pillars[-1, ranked].sum(axis=-1),
    )


def _first_day(day: date) -> date:
    """The first of the days replayed, which end with `day`."""
    return day - timedelta(days=PREVIEW_DAYS - 1)


def _replaced(timeline: VersionTimeline, since: int, version: Version) -> VersionTimeline:
    """The timeline with another version from a day (an ordinal) on."""
    earlier = tuple(switch for switch in timeline.switches if switch[0] < since)
    return VersionTimeline(timeline.first, (*earlier, (since, version)))


def _last_day(timeline: VersionTimeline, state: State, history: FactHistory) -> Trajectory:
    """The last stretch of days of a replay."""
    *_, last = replay_timeline(timeline, state, history)
    return last


def _adoption_preview(day: date, totals: Totals) -> AdoptionPreview:
    shown = [
        np.array([whole(each) for each in side.tolist()]) for side in (totals.now, totals.then)
    ]
    return AdoptionPreview(
        since=_first_day(day),
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
