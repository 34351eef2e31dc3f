"""What reports of 200 reps cost: time in the PDF engine against around it, queries, memory.

    python benchmarks/reports.py          # 200 reps of the demo; or another number

On a throw-away SQLite file, in one process: gathered once, then written in every format. Memory is
the most the process had so far, so it is told before and after the PDF.
"""

import os
import resource
import sys
import tempfile
import time
from contextlib import contextmanager, redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import spread, timed

DAYS, PERIOD, TIMES = 200, 90, 3
Numbers = dict[str, Any]


def set_up(folder: str, reps: int) -> None:
    """A demo and its scores, in a folder of its own."""
    os.environ |= {"DATA_DIR": folder, "SECRET_KEY": "bench"}
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssi_project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    with redirect_stdout(StringIO()):
        call_command("migrate", verbosity=0)
        call_command("load_demo", reps=reps, days=DAYS)
        call_command("score")


def megabytes() -> float:
    """The most this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def engine_timed() -> Any:
    """Seconds spent in the engine, in a list."""
    from scoring.reports import document, engine

    spent: list[float] = []

    def typeset(*parts: Any, **how: Any) -> bytes:
        start = time.perf_counter()
        try:
            return engine.typeset(*parts, **how)
        finally:
            spent.append(time.perf_counter() - start)

    usual = document.typeset
    document.typeset = typeset
    try:
        yield spent
    finally:
        document.typeset = usual


def gathered(kind: str) -> tuple[Any, float, int]:
    """Everybody's report, the seconds it took and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from scoring.reports.gathering import gather
    from scoring.reports.order import Kind, Order
    from teams.models import Organization, Rep

    ours, last = Organization.objects.get(), Organization.objects.get().last_closed_day()
    order = Order(Kind(kind), ours.pk, last - timedelta(days=PERIOD), last)
    found = []
    with CaptureQueriesContext(connection) as queries:
        seconds = timed(
            lambda: found.append(gather(order, ours, Rep.objects.all(), today=ours.today()))
        )
    return found[0], seconds, len(queries)


def main(reps: int) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder, reps)
        from django_scopes import scope

        from scoring.reports.design import Design
        from scoring.reports.document import documents
        from scoring.reports.formats import FORMATS
        from teams.models import Organization

        with scope(organization=Organization.objects.get()):
            report, seconds, queries = gathered("organization")
            people = len(report.persons)
            print(f"gathered: {people} reps, {seconds:.1f} s, {queries} queries, {PERIOD} days")
            before = megabytes()
            inside: list[float] = []
            around: list[float] = []
            size = 0
            for _ in range(TIMES):
                with engine_timed() as spent:
                    start = time.perf_counter()
                    size = len(documents([report], Design()))
                    whole = time.perf_counter() - start
                inside.append(sum(spent))
                around.append(whole - sum(spent))
                if not size:
                    break
            print(f"PDF: {size / 1e6:.1f} MB; the first time {inside[0]:.1f} s in the engine, "
                  f"{around[0]:.1f} s around it: {around[0] / inside[0]:.2f} of it")
            print(f"memory: {before:.0f} MB before, {megabytes():.0f} MB after the PDF")
            for name in ("xlsx", "csv", "csv-long", "png"):
                times = [timed(lambda n=name: FORMATS[n].write(report, Design())) for _ in range(3)]
                print(f"{name:9}{spread(times, 2)} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
