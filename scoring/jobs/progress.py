"""Progress of the running daily job, read from rows so that the bar survives a reload."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from scoring.models import Run
from teams.base.formatting import count_words, day_words, weekday_words
from teams.models import Rep

MAX_COUNTED_REPS = 10_000  # most reps with changed facts that are counted


@dataclass(frozen=True)
class JobProgress:
    """The days that are due or running: shard-days done, out of all that these days have.

    A pass over a shard is one step, however long. Meanwhile `reps`, whose changed facts are still
    to be processed, falls with every block that is written (counted up to MAX_COUNTED_REPS).
    """

    first: date
    last: date
    done: int
    shards: int
    running: int
    reps: int

    @property
    def days(self) -> str:
        """The days in words: `Tuesday 3 March`, or `27 February to 3 March`."""
        if self.first == self.last:
            return weekday_words(self.last)
        return f"{day_words(self.first, self.last.year)} to {day_words(self.last)}"

    @property
    def text(self) -> str:
        """Progress in words: `120 of 200 shards done, 2 running`."""
        running = f"{self.running:,} running" if self.running else "waiting for a worker"
        return f"{self.done:,} of {count_words(self.shards, 'shard')} done, {running}"

    @property
    def waiting_text(self) -> str:
        """How many reps are left, in words; empty if none."""
        if not self.reps:
            return ""
        if self.reps > MAX_COUNTED_REPS:
            return f"New facts of more than {MAX_COUNTED_REPS:,} reps are still to be taken up."
        return f"New facts of {count_words(self.reps, 'rep')} are still to be taken up."

    @property
    def is_measured(self) -> bool:
        """Whether a bar can show progress: not during the first step."""
        return self.done > 0 or not self.running


def load_job_progress(now: datetime) -> JobProgress | None:
    """The organisation's progress (its scope is open); None if nothing is due or running."""
    open_runs = Run.objects.exclude(state=Run.State.DONE).open()
    open_days = sorted(open_runs.order_by().values_list("day", flat=True).distinct())
    if not open_days:
        return None
    leased = Q(state=Run.State.RUNNING, leased_until__gte=now)
    counts = Run.objects.filter(day__in=open_days).aggregate(
        shards=Count("pk"),
        done=Count("pk", filter=Q(state=Run.State.DONE)),
        running=Count("pk", filter=leased),
    )
    changed = Rep.objects.changed().filter(changed_from__lte=open_days[-1])
    reps = changed.order_by()[: MAX_COUNTED_REPS + 1].count()
    return JobProgress(first=open_days[0], last=open_days[-1], reps=reps, **counts)
