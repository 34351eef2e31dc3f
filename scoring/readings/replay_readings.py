"""Replay of reps with LinkedIn scores, in batches: what the model expected before each score."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from scoring.core.layout import COMMON_LAYOUT, Ints
from scoring.core.pairs import JudgedReadings, judged_readings
from scoring.core.state import unpack
from scoring.core.version_timeline import VersionTimeline, replay_timeline
from scoring.daily.bulk_read import read_matrix
from scoring.daily.load import Block, first_fact_days, id_filter, load_history
from scoring.daily.plan import batches_in_memory, load_start_states
from scoring.daily.states import empty_states
from teams.models import OfficialReading, Organization, Rep
from teams.models.people import RepQuerySet

MAX_REPS = 2000  # replayed at most, evenly chosen by id: more would hardly change the result


def select_reps_with_readings(reps: RepQuerySet) -> tuple[Ints, int]:
    """Rising ids of the reps to replay, and how many reps have a LinkedIn score at all."""
    ids = np.sort(read_matrix(reps.present().with_readings(), "id")[:, 0].astype(np.int64))
    if len(ids) <= MAX_REPS:
        return ids, len(ids)
    return ids[np.linspace(0, len(ids) - 1, MAX_REPS).astype(np.int64)], len(ids)


def replay_readings(
    organization: Organization,
    reps: Ints,
    timeline: VersionTimeline,
    since: date | None = None,
) -> JudgedReadings:
    """LinkedIn scores of the reps (rising ids) from a day on, beside the estimate of their day.

    Replay begins with a rep's first fact, or the state kept before the month of `since`. Where old
    facts are no longer kept, it begins with the state kept there.
    """
    last = OfficialReading.objects.last_day_of(organization)
    parts = [judged_readings((), reps)]
    if last and len(reps):
        begin = _first_days(reps, since)
        parts += _replay_batches(organization, reps, begin, last.toordinal(), timeline)
    readings = JudgedReadings.joined(parts)
    readings = readings.take(np.lexsort((readings.days, readings.reps)))
    return readings.take(readings.days >= since.toordinal()) if since else readings


def _first_days(reps: Ints, since: date | None) -> Ints:
    """(n,) the day from which each rep's readings are wanted, as an ordinal."""
    begin = np.maximum(first_fact_days(reps), _first_kept_days(reps))
    return np.maximum(begin, since.toordinal()) if since else begin


def _first_kept_days(reps: Ints) -> Ints:
    """(n,) the first day whose facts are kept, as an ordinal; 0 where all are."""
    rows = read_matrix(Rep.objects.filter(id_filter("pk", reps)), "id", "facts_from")
    rows = rows[np.isin(rows[:, 0], reps)]
    days: Ints = np.nan_to_num(rows[np.argsort(rows[:, 0]), 1]).astype(np.int64)
    return days


def _replay_batches(
    organization: Organization, reps: Ints, begin: Ints, through: int, timeline: VersionTimeline
) -> Iterator[JudgedReadings]:
    """Batches of reps that fit into memory, reps with the same first day together."""
    base, packed = load_start_states(COMMON_LAYOUT, reps, begin, empty_states(COMMON_LAYOUT))
    due = np.flatnonzero(base <= through)
    for rows in batches_in_memory(base[due], through):
        batch = due[rows]
        history = load_history(
            COMMON_LAYOUT, Block(organization, reps[batch], base[batch], through)
        )
        state = unpack(COMMON_LAYOUT, packed[batch])
        yield judged_readings(replay_timeline(timeline, state, history), reps[batch])
