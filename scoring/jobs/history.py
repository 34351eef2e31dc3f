"""Passes of the daily job, day by day, read from the ledger's rows.

A pass is what a worker did under one claim: all open days of a shard. The ledger stores the result
of a pass on each of its days; here it counts once, on the last of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scoring.models import Run
from teams.base.formatting import count_words, day_words, short_day, short_weekday
from teams.models import Change

REASON_WORDS = {
    Change.LOGGED: "logged by hand",
    Change.IMPORTED: "a file or program",
    Change.READING: "LinkedIn score",
    Change.TEAM: "a change of team",
    Change.TIME_ZONE: "a change of time zone",
    Change.WORKING_DAYS: "other working days",
    Change.VERSION: "another version of the model",
}
PassKey = tuple[str, int, datetime | date]


class RunRow(NamedTuple):
    """The columns of a run that are read."""

    day: date
    zone: str
    shard: int
    state: str
    leased_until: datetime | None
    snapshots: int
    restated_from: date | None
    restated: int
    why: int
    finished_at: datetime | None

    @property
    def pass_key(self) -> PassKey:
        """Equal for the rows of a shard that were finished together."""
        return self.zone, self.shard, self.finished_at or self.day


@dataclass(frozen=True)
class RestatedFacts:
    """Changed facts of days closed before: since which day, of how many reps, and why."""

    since: date
    reps: int
    why: Change

    @property
    def reasons(self) -> str:
        """The reasons in words."""
        return ", ".join(words for change, words in REASON_WORDS.items() if change in self.why)

    def text(self, shown_on: date) -> str:
        """`restated from 3 January for 12 reps: a file or program`, in the row of a day."""
        since, reps = day_words(self.since, shown_on.year), count_words(self.reps, "rep")
        return f"restated from {since} for {reps}{': ' if self.why else ''}{self.reasons}"


@dataclass(frozen=True)
class LedgerDay:
    """A day of the ledger: its shards by state, and the results of the last passes over it.

    `snapshots` and `restated` are of passes that ended with the day. If it was closed together with
    later days, `along_with` is the last of those.
    """

    day: date
    done: int
    running: int
    due: int
    failed: int
    snapshots: int
    restated: RestatedFacts | None
    along_with: date | None
    finished: datetime | None  # local time

    @property
    def name(self) -> str:
        """The day in short, such as `Tue 3 Mar`."""
        return short_weekday(self.day)

    @property
    def shards(self) -> int:
        """Number of shards."""
        return self.done + self.running + self.due + self.failed

    @property
    def snapshots_text(self) -> str:
        """Number of snapshots in words, or the day it was closed with; empty without either."""
        if self.snapshots:
            return f"{self.snapshots:,}"
        return f"with {short_day(self.along_with)}" if self.along_with else ""

    @property
    def unfinished_text(self) -> str:
        """Shards that are not done, in words; empty if all are."""
        counts = ((self.running, "running"), (self.due, "due"), (self.failed, "failed"))
        return ", ".join(f"{count:,} {state}" for count, state in counts if count)

    @property
    def finished_at(self) -> str:
        """When the last shard was finished, such as `4 Mar 00:14`; empty if none is."""
        return f"{short_day(self.finished)} {self.finished:%H:%M}" if self.finished else ""

    @property
    def restated_text(self) -> str:
        """Which changed facts restated days, in words; empty if none did."""
        return self.restated.text(self.day) if self.restated else ""


def days_of(rows: Sequence[RunRow], zone: ZoneInfo, now: datetime) -> tuple[LedgerDay, ...]:
    """A LedgerDay for each day that has rows, in the order of the rows."""
    by_day: dict[date, list[RunRow]] = defaultdict(list)
    last_days: dict[PassKey, date] = {}
    for row in rows:
        by_day[row.day].append(row)
        last_days[row.pass_key] = max(last_days.get(row.pass_key, row.day), row.day)
    return tuple(_day(day, day_rows, last_days, zone, now) for day, day_rows in by_day.items())


def _day(
    day: date,
    rows: Sequence[RunRow],
    last_days: Mapping[PassKey, date],
    zone: ZoneInfo,
    now: datetime,
) -> LedgerDay:
    states = [_state(row, now) for row in rows]
    closed = [row for row in rows if row.finished_at]
    ended = [row for row in closed if last_days[row.pass_key] == day]
    along_with = max((last_days[row.pass_key] for row in closed), default=day)
    finished = max((row.finished_at for row in closed if row.finished_at), default=None)
    return LedgerDay(
        day=day,
        done=states.count(Run.State.DONE),
        running=states.count(Run.State.RUNNING),
        due=states.count(Run.State.DUE),
        failed=states.count(Run.State.FAILED),
        snapshots=sum(row.snapshots for row in ended),
        restated=_restated_facts(ended),
        along_with=along_with if along_with > day else None,
        finished=finished.astimezone(zone) if finished else None,
    )


def _state(row: RunRow, now: datetime) -> str:
    """The row's state; due again if the worker's lease has expired."""
    is_leased = row.leased_until is not None and row.leased_until >= now
    return Run.State.DUE if row.state == Run.State.RUNNING and not is_leased else row.state


def _restated_facts(ended: Sequence[RunRow]) -> RestatedFacts | None:
    """The changed facts that restated days; None without any."""
    restating = [(row, row.restated_from) for row in ended if row.restated_from]
    if not restating:
        return None
    why = Change(0)
    for row, _ in restating:
        why |= Change(row.why)
    since = min(since for _, since in restating)
    return RestatedFacts(since, sum(row.restated for row, _ in restating), why)
