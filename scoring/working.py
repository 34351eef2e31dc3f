"""How far the work is that is going on: a bar that survives a reload, because rows say it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from scoring.models import Run
from scoring.wording import counted, day_words, weekday_words
from teams.models import Rep

MOST_REPS = 10_000  # as far as reps with new facts are counted


@dataclass(frozen=True)
class Working:
    """The days that are due or running: shards times days done, of all that these days have.

    A pass over a shard is one step, however long. Meanwhile `reps`, whose new facts are still to be
    taken up, become fewer with every block that is written (counted up to MOST_REPS).
    """

    first: date
    last: date
    done: int
    shards: int
    running: int
    reps: int

    @property
    def days(self) -> str:
        """`Tuesday 3 March`, or `27 February to 3 March`."""
        if self.first == self.last:
            return weekday_words(self.last)
        return f"{day_words(self.first, self.last.year)} to {day_words(self.last)}"

    @property
    def words(self) -> str:
        """`120 of 200 shards done, 2 running`."""
        running = f"{self.running:,} running" if self.running else "waiting for a worker"
        return f"{self.done:,} of {counted(self.shards, 'shard')} done, {running}"

    @property
    def to_take_up(self) -> str:
        """How many reps are left, in words; empty where none is known to be."""
        if not self.reps:
            return ""
        if self.reps > MOST_REPS:
            return f"New facts of more than {MOST_REPS:,} reps are still to be taken up."
        return f"New facts of {counted(self.reps, 'rep')} are still to be taken up."

    @property
    def is_measured(self) -> bool:
        """Whether a bar can say how far it is: not while the first step is being done."""
        return self.done > 0 or not self.running


def working(now: datetime) -> Working | None:
    """How far the organisation is, whose scope is open; None while nothing is due or running."""
    left = Run.objects.exclude(state=Run.State.DONE).open()
    open_days = sorted(left.order_by().values_list("day", flat=True).distinct())
    if not open_days:
        return None
    held = Q(state=Run.State.RUNNING, leased_until__gte=now)
    counts = Run.objects.filter(day__in=open_days).aggregate(
        shards=Count("pk"),
        done=Count("pk", filter=Q(state=Run.State.DONE)),
        running=Count("pk", filter=held),
    )
    changed = Rep.objects.changed().filter(changed_from__lte=open_days[-1])
    reps = changed.order_by()[: MOST_REPS + 1].count()
    return Working(first=open_days[0], last=open_days[-1], reps=reps, **counts)
