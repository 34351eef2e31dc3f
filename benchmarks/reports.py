"""Cost of reports for 200 reps: time in the PDF engine and around it, queries, memory.

    python benchmarks/reports.py          # 200 reps of the demo; or another number

Uses a throw-away SQLite file. A separate process gathers the report once and writes it in every
format. Memory is the process's peak so far, printed before and after each step.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import format_spread, time_call

DAYS, PERIOD, TIMES = 200, 90, 3


def set_up(folder: str, reps: int) -> None:
    """Loads a demo with its scores into a temporary data folder."""
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
    """Peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def time_pdf_engine() -> Any:
    """Context with a list that collects the seconds of each call of the PDF engine."""
    from scoring.reports.render import pdf, typst_engine

    spent: list[float] = []

    def typeset(*parts: Any, **how: Any) -> bytes:
        start = time.perf_counter()
        try:
            return typst_engine.typeset(*parts, **how)
        finally:
            spent.append(time.perf_counter() - start)

    usual = pdf.typeset
    pdf.typeset = typeset
    try:
        yield spent
    finally:
        pdf.typeset = usual


def gather_report() -> tuple[Any, float, int]:
    """The report of all reps, the seconds to gather it, and the number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from scoring.reports.build import gather
    from scoring.reports.spec import ReportSpec, SubjectKind
    from teams.models import Organization, Rep

    ours = Organization.objects.get()
    last, today = ours.last_closed_day(), ours.today()
    order = ReportSpec(SubjectKind.ORGANIZATION, ours.pk, last - timedelta(days=PERIOD), last)
    found = []
    with CaptureQueriesContext(connection) as queries:
        seconds = time_call(
            lambda: found.append(gather(order, ours, Rep.objects.all(), today=today))
        )
    return found[0], seconds, len(queries)


def measure() -> None:
    """Measures in a process of its own, whose memory does not include loading the demo."""
    import django

    django.setup()
    from django_scopes import scope

    from scoring.reports.render.design import Design
    from scoring.reports.render.formats import FORMATS
    from scoring.reports.render.pdf import build_pdf
    from teams.models import Organization

    with scope(organization=Organization.objects.get()):
        print(f"memory of a process with nothing done yet: {megabytes():.0f} MB")
        report, seconds, queries = gather_report()
        people = len(report.persons)
        print(f"gathered: {people} reps, {seconds:.1f} s, {queries} queries, {PERIOD} days")
        print(f"memory: {megabytes():.0f} MB")
        for name in ("csv", "csv-long", "xlsx", "png"):
            times = [
                time_call(lambda n=name: FORMATS[n].write(report, Design())) for _ in range(TIMES)
            ]
            print(f"{name:9}{format_spread(times, 2)} s")
        print(f"memory: {megabytes():.0f} MB")
        size = []
        with time_pdf_engine() as spent:
            whole = time_call(lambda: size.append(len(build_pdf(report, Design()))))
        around = whole - sum(spent)
        print(
            f"pdf: {size[0] / 1e6:.1f} MB, {sum(spent):.1f} s in the engine, {around:.1f} s around"
            f" it: {around / sum(spent):.2f} of it"
        )
        print(f"memory: {megabytes():.0f} MB")


def main(reps: int) -> None:
    """Loads the demo and starts the measuring process."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder, reps)
        subprocess.run([sys.executable, __file__, "measure"], check=True)


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "200"
    if asked == "measure":
        measure()
    else:
        main(int(asked))
