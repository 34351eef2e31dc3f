"""What workers' passes did, day by day, read from the ledger's rows.

A pass is what a worker did under one claim: all that was open of a shard, however many days. The
ledger says what a pass came to on each of its days; here it counts once, on the last of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scoring.models import Run
from scoring.wording import counted, day_words, short_day, short_weekday
from teams.models import Change

WHY = {
    Change.LOGGED: "logged by hand",
    Change.IMPORTED: "a file or program",
    Change.READING: "LinkedIn’s number",
    Change.TEAM: "a change of team",
    Change.TIME_ZONE: "a change of time zone",
    Change.WORKING_DAYS: "other working days",
    Change.VERSION: "another version of the model",
}
PassKey = tuple[str, int, datetime | date]


class Row(NamedTuple):
    """What is read of each run."""

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
        """The same for rows of a shard that were finished together."""
        return self.zone, self.shard, self.finished_at or self.day


@dataclass(frozen=True)
class Facts:
    """New facts of days closed before: since which day, of how many reps, why they came."""

    since: date
    reps: int
    why: Change

    @property
    def reasons(self) -> str:
        """Why, in words."""
        return ", ".join(words for change, words in WHY.items() if change in self.why)

    def words(self, of: date) -> str:
        """`restated from 3 January for 12 reps: a file or program`, said of a day."""
        since, reps = day_words(self.since, of.year), counted(self.reps, "rep")
        return f"restated from {since} for {reps}{': ' if self.why else ''}{self.reasons}"


@dataclass(frozen=True)
class Day:
    """A day of the ledger: its shards by state, and what the last passes over it came to.

    `snapshots` and `facts` are of passes that ended with the day. Where it was closed together with
    later days, `along_with` is the last of those.
    """

    day: date
    done: int
    running: int
    due: int
    failed: int
    snapshots: int
    facts: Facts | None
    along_with: date | None
    finished: datetime | None  # local time

    @property
    def name(self) -> str:
        """`Tue 3 Mar`."""
        return short_weekday(self.day)

    @property
    def shards(self) -> int:
        """All of them."""
        return self.done + self.running + self.due + self.failed

    @property
    def wrote(self) -> str:
        """How many snapshots, in words; empty where none."""
        if self.snapshots:
            return f"{self.snapshots:,}"
        return f"with {short_day(self.along_with)}" if self.along_with else ""

    @property
    def left(self) -> str:
        """What is not done, in words; empty where everything is."""
        counts = ((self.running, "running"), (self.due, "due"), (self.failed, "failed"))
        return ", ".join(f"{count:,} {state}" for count, state in counts if count)

    @property
    def finished_at(self) -> str:
        """`4 Mar 00:14`, of the last shard; empty where none is."""
        return f"{short_day(self.finished)} {self.finished:%H:%M}" if self.finished else ""

    @property
    def taken_up(self) -> str:
        """Which new facts restated days, in words; empty where none did."""
        return self.facts.words(self.day) if self.facts else ""


def days_of(rows: Sequence[Row], zone: ZoneInfo, now: datetime) -> tuple[Day, ...]:
    """A day for each that has rows, in the order they come in."""
    by_day: dict[date, list[Row]] = defaultdict(list)
    ends: dict[PassKey, date] = {}
    for row in rows:
        by_day[row.day].append(row)
        ends[row.pass_key] = max(ends.get(row.pass_key, row.day), row.day)
    return tuple(_day(day, mine, ends, zone, now) for day, mine in by_day.items())


def _day(
    day: date, rows: Sequence[Row], ends: Mapping[PassKey, date], zone: ZoneInfo, now: datetime
) -> Day:
    states = [_state(row, now) for row in rows]
    closed = [row for row in rows if row.finished_at]
    ended = [row for row in closed if ends[row.pass_key] == day]
    along_with = max((ends[row.pass_key] for row in closed), default=day)
    finished = max((row.finished_at for row in closed if row.finished_at), default=None)
    return Day(
        day=day,
        done=states.count(Run.State.DONE),
        running=states.count(Run.State.RUNNING),
        due=states.count(Run.State.DUE),
        failed=states.count(Run.State.FAILED),
        snapshots=sum(row.snapshots for row in ended),
        facts=_facts(ended),
        along_with=along_with if along_with > day else None,
        finished=finished.astimezone(zone) if finished else None,
    )


def _state(row: Row, now: datetime) -> str:
    """The state; due again where the worker's lease has run out."""
    held = row.leased_until is not None and row.leased_until >= now
    return Run.State.DUE if row.state == Run.State.RUNNING and not held else row.state


def _facts(ended: Sequence[Row]) -> Facts | None:
    """Those that made days anew; None where there were none."""
    told = [(row, row.restated_from) for row in ended if row.restated_from]
    if not told:
        return None
    why = Change(0)
    for row, _ in told:
        why |= Change(row.why)
    return Facts(min(since for _, since in told), sum(row.restated for row, _ in told), why)
