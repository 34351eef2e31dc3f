"""Closing a day: how much of the time goes into what has to be done anyway.

Makes a demo of many reps in a throw-away PostgreSQL database (TEST_POSTGRES_URL or the one on
localhost; else SQLite), closes all days but the last, then times the close of the last day and, in
the same run, writing the same snapshots row by row through the ORM. Prints rates and the ratio.

    python benchmarks/close_day.py [REPS]
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.servers import NotAtHandError, postgres_database

ORM_ROWS = 2000  # enough to tell how long a row takes


def timed(work: Callable[[], Any]) -> float:
    """Seconds the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(reps: int) -> None:
    """Prints the figures; settings are ready and the database is empty."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django_scopes import scope

    from scoring import runs
    from scoring.models import Snapshot
    from teams.models import Organization

    call_command("migrate", verbosity=0)
    loading = timed(lambda: call_command("load_demo", reps=reps, days=3))
    organization = Organization.objects.get()
    last = organization.last_closed_day()
    runs.bring_up_to_date(organization, last - timedelta(days=1))
    closing = timed(lambda: runs.bring_up_to_date(organization, last))
    with scope(organization=organization):
        rows = list(Snapshot.objects.at(last)[:ORM_ROWS])
        count = Snapshot.objects.at(last).count()
        fields = [f.attname for f in Snapshot._meta.concrete_fields if f.attname not in KEY]
        writing = timed(
            lambda: Snapshot.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["rep", "day"], update_fields=fields
            )
        )
    per_row, by_orm = closing / count, writing / len(rows)
    print(f"{connection.vendor}, {reps} reps: loaded in {loading:.1f} s")
    print(f"close of a day: {count / closing:,.0f} reps/s read, scored and written")
    print(f"writing alone through the ORM: {len(rows) / writing:,.0f} rows/s")
    print(f"ratio (whole close / ORM write of the same rows): {per_row / by_orm:.2f}")


KEY = ("rep_id", "day")


def main() -> None:
    """Finds a database and measures."""
    reps = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    os.environ["DJANGO_SETTINGS_MODULE"] = "ssi_project.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        try:
            with postgres_database(Path(folder)) as url:
                os.environ["DATABASE_URL"] = url
                measure(reps)
                from django.db import connections

                connections.close_all()
        except NotAtHandError as missing:
            print(f"on SQLite, because: {missing}")
            measure(reps)


if __name__ == "__main__":
    main()
