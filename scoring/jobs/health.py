"""Health of the daily job, over all organisations together: numbers, never a name.

Read every few seconds by monitoring programs that do not sign in. Work that is done is not read, so
an answer costs the same however long the ledger has grown.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django_scopes import scopes_disabled

from scoring.jobs.lag import last_tick, longest_late_close
from scoring.models import Run
from teams.base.formatting import duration_words

OPEN_STATES = (Run.State.DUE, Run.State.RUNNING, Run.State.FAILED)


@dataclass(frozen=True)
class Health:
    """The ledger at a moment; `runs` counts the runs in each state that is not done.

    `tick` is when the last tick was, None before the first. `waiting` is how long the oldest day
    that was never closed has been waiting, None if there is none.
    """

    at: datetime
    tick: datetime | None
    waiting: timedelta | None
    runs: Mapping[str, int]
    failed_days: int

    @property
    def complaints(self) -> tuple[str, ...]:
        """What is overdue, in sentences; empty while all is well."""
        return (*self._tick_complaints(), *self._lag_complaints())

    def _tick_complaints(self) -> Iterator[str]:
        if self.tick is None:
            yield "Nobody has asked yet what is due: start beat and a worker."
        elif self.at - self.tick > settings.HEALTH_TICK:
            yield (
                f"The last tick was {duration_words(self.at - self.tick)} ago, more than "
                f"{duration_words(settings.HEALTH_TICK)}: look whether beat and a worker run."
            )

    def _lag_complaints(self) -> Iterator[str]:
        if self.waiting is not None and self.waiting > settings.HEALTH_LAG:
            yield (
                f"A day has been waiting for its close for {duration_words(self.waiting)}, "
                "more than "
                f"{duration_words(settings.HEALTH_LAG)}: `manage.py jobs` says which and why."
            )


def load_health() -> Health:
    """The health at this moment."""
    now = timezone.now()
    with all_organizations_scope():
        unfinished = Run.objects.exclude(state=Run.State.DONE).order_by()
        waiting = longest_late_close(unfinished)
        run_counts = dict(unfinished.values_list("state").annotate(runs=Count("pk")))
        failed = unfinished.failed().values_list("organization", "day").distinct().count()
    return Health(
        at=now,
        tick=last_tick(),
        waiting=waiting.age(now) if waiting else None,
        runs={state.value: run_counts.get(state, 0) for state in OPEN_STATES},
        failed_days=failed,
    )


@contextmanager
def all_organizations_scope() -> Iterator[None]:
    """Opens all organisations at once; what is read here must not contain names."""
    with scopes_disabled():
        yield


# Prometheus -------------------------------------------------------------------------------------


def render_metrics(health: Health) -> str:
    """The health as gauges in Prometheus' text format."""
    seconds = health.waiting.total_seconds() if health.waiting else 0
    gauges = (
        _gauge("last_tick_timestamp_seconds", "When somebody last asked what is due (0: never).",
               {"": health.tick.timestamp() if health.tick else 0}),
        _gauge("oldest_due_seconds", "How long the oldest day never closed has been waiting.",
               {"": seconds}),
        _gauge("runs", "Days of shards that are not done, by state.",
               {f'{{state="{state}"}}': runs for state, runs in health.runs.items()}),
        _gauge("failed_days", "Days given up, each counted once an organisation.",
               {"": health.failed_days}),
    )  # fmt: skip
    return "".join(gauges)


def _gauge(name: str, help_text: str, samples: Mapping[str, float]) -> str:
    lines = [f"# HELP seventy_{name} {help_text}", f"# TYPE seventy_{name} gauge"]
    lines += [f"seventy_{name}{labels} {value}" for labels, value in samples.items()]
    return "\n".join(lines) + "\n"
