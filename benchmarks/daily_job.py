"""Cost of the daily job compared with the unavoidable work, on a throw-away PostgreSQL database.

    python benchmarks/daily_job.py [REPS [MOST]]

(a) COPY of a day's snapshots, already built, into an equal table;
(b) the whole job for these reps: read states and logs, score, write, mark as done, with one worker
    process and with two;
(c) a plain loop through the ORM, on a sample.

Then the cost per rep by number of reps (10,000 to MOST) and by length of history, the memory of a
worker, the bytes per snapshot, 300 reps who upload two years each, and SQLite compared with a bare
executemany. Prints medians.
"""

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import RUNS, format_spread, median, start_workers, time_call
from benchmarks.sqlite import measure_sqlite
from benchmarks.uploads import uploads
from tests.servers import postgres_database

FIRST = date(2026, 3, 2)
SAMPLE_REPS = 300  # reps in the plain loop: enough to measure the time per rep


def day(number: int) -> date:
    """Day `number` of the facts, counted from 0."""
    return FIRST + timedelta(days=number)


# The three implementations -----------------------------------------------------------------------


def time_copy(through: date) -> float:
    """Seconds to COPY the snapshots of a day into a table that holds those of earlier days."""
    from django.db import connection

    columns = "SELECT * FROM scoring_snapshot"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS raw")
        cursor.execute("CREATE TABLE raw (LIKE scoring_snapshot INCLUDING ALL)")
        cursor.execute(f"INSERT INTO raw {columns} WHERE day < %s", [through])
        with cursor.copy(
            f"COPY ({columns} WHERE day = '{through}') TO STDOUT (FORMAT binary)"
        ) as out:
            rows = b"".join(out)

        def send() -> None:
            with cursor.copy("COPY raw FROM STDIN (FORMAT binary)") as into:
                into.write(rows)

        return time_call(send)


def time_plain_loop(organization: Any, through: date) -> float:
    """Seconds per rep of a loop that reads, scores and saves one rep at a time."""
    import numpy as np
    from django_scopes import scope

    from scoring.core.engine import replay_block
    from scoring.core.history import FactHistory
    from scoring.core.layout import layout_of
    from scoring.core.versions import CURRENT_VERSION
    from scoring.daily.live import states_on
    from scoring.models import Snapshot
    from teams.models import DailyLog, OfficialReading, Rep

    layout = layout_of(CURRENT_VERSION)

    def one(rep: Rep, state: Any) -> None:
        before = Snapshot.objects.get(rep=rep, day=through - timedelta(days=1))
        log = DailyLog.objects.filter(rep=rep, day=through).first()
        reading = OfficialReading.objects.filter(rep=rep, day=through).first()
        known = [getattr(log, name, None) for name in layout.inputs]
        week = [organization.works_on(through - timedelta(days=at)) for at in range(7, -1, -1)]
        facts = FactHistory(
            first=through.toordinal(),
            workdays=np.array(week),
            known=np.array([[known]], float),
            off=np.array([[bool(log and log.off)]]),
            readings=np.array([[reading.pillars if reading else [np.nan] * 4]]),
            start=np.array([0]),
        )
        scores = replay_block(layout, state, facts).scores(0)
        names = ("brand", "people", "insights", "relationships")
        Snapshot.objects.update_or_create(
            rep=rep,
            day=through,
            defaults={
                **dict(zip(names, scores.pillars[0].tolist(), strict=True)),
                "organization": organization,
                "team_id": before.team_id,
                "signals": before.signals,
                "reading_age": before.reading_age,
                "state": int(scores.trust[0]),
                "known_days": int(scores.known_days[0]),
                "known": True,
                "version": CURRENT_VERSION.identifier,
            },
        )

    with scope(organization=organization):
        reps = list(Rep.objects.filter(organization=organization).order_by("pk")[:SAMPLE_REPS])
        ids = np.array([rep.pk for rep in reps])
        states = states_on(organization, ids, through - timedelta(days=1))

        def loop() -> None:
            for at, rep in enumerate(reps):
                one(rep, states.take(np.array([at])))

        return time_call(loop) / len(reps)


# Measurements ------------------------------------------------------------------------------------


def compare(reps: int) -> None:
    """Measures (a), (b) with one and two workers, and (c)."""
    from benchmarks.large_organizations import create_large_organization

    organization = create_large_organization(reps, FIRST, 2 + 2 * RUNS)
    slug = organization.slug
    raw, one, two, plain, memory = [], [], [], [], []
    with start_workers("", "backwards") as (first, second):
        first.close(slug, day(0))
        second.close(slug, day(1))
        for number in range(2, 2 + 2 * RUNS, 2):
            done = first.close(slug, day(number))
            assert done["snapshots"] == reps, done
            one.append(1e6 * done["seconds"] / reps)
            raw.append(1e6 * time_copy(day(number)) / reps)
            plain.append(1e6 * time_plain_loop(organization, day(number)))
            start = time.perf_counter()
            for worker in (first, second):
                worker.begin(slug, day(number + 1))
            both = [worker.result() for worker in (first, second)]
            two.append(1e6 * (time.perf_counter() - start) / reps)
            assert sum(each["snapshots"] for each in both) == reps, both
            memory += [each["memory"] for each in both]
    print(f"\n{reps:,} reps, microseconds a rep: median of {RUNS} (least–most)")
    print(f"(a) COPY of the ready rows       {format_spread(raw)}")
    print(f"(b) the whole job, one worker    {format_spread(one)}")
    print(f"    the whole job, two workers   {format_spread(two)}")
    print(f"(c) a loop through the ORM       {format_spread(plain)}")
    print(f"(b) against (a), reps per second: {median(raw) / median(one):.2f}")
    print(f"(b) against (c), reps per second: {median(plain) / median(one):.0f}")
    print(f"two workers against one: {median(one) / median(two):.2f}")
    print(f"largest memory of a worker: {max(memory):.0f} MB")
    sizes()
    empty_tables()


def sizes() -> None:
    """Prints bytes on disk per row, including indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("scoring_snapshot", "scoring_keptstate", "scoring_shardstate"):
            cursor.execute(f"SELECT count(*), pg_total_relation_size('{table}') FROM {table}")
            rows, size = cursor.fetchone()
            print(f"{table}: {rows:,} rows, {size / max(rows, 1):.0f} bytes each")


def empty_tables() -> None:
    """Empties the tables for the next measurement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE teams_organization RESTART IDENTITY CASCADE")
        cursor.execute("TRUNCATE scoring_snapshot, scoring_keptstate")
    connection.close()


def measure_cost(reps: int, history: int, runs: int) -> tuple[float, float]:
    """Median microseconds per rep and the worker's memory in MB, with `history` days before."""
    from benchmarks.large_organizations import add_history, create_large_organization

    organization = create_large_organization(reps, FIRST, 2 + runs)
    if history:
        add_history(organization, FIRST - timedelta(days=1), history)
    with start_workers("") as (worker,):
        worker.close(organization.slug, day(0))
        worker.close(organization.slug, day(1))
        done = [worker.close(organization.slug, day(number)) for number in range(2, 2 + runs)]
    empty_tables()
    each = [1e6 * once["seconds"] / reps for once in done]
    return median(each), done[-1]["memory"]


def print_cost_growth(most: int) -> None:
    """Prints the cost per rep by number of reps and by length of history."""
    print(f"\nby number of reps (median of {RUNS}), microseconds a rep")
    sizes = [reps for reps in (10_000, 100_000, 1_000_000) if reps <= most]
    for reps in sizes:
        cost, memory = measure_cost(reps, 0, RUNS)
        print(f"{reps:>9,} reps: {cost:.1f}, {memory:.0f} MB")
    print(f"by length of history, 10,000 reps (median of {RUNS})")
    for days in (30, 1000):
        cost, memory = measure_cost(10_000, days, RUNS)
        print(f"{days:>9,} days: {cost:.1f}, {memory:.0f} MB")


def main() -> None:
    """Runs all measurements; takes some minutes."""
    reps = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    os.environ["DJANGO_SETTINGS_MODULE"] = "ssi_project.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "SECRET_KEY": "bench", "LOG_LEVEL": "WARNING"}
        with postgres_database(Path(folder)) as url:
            os.environ["DATABASE_URL"] = url
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            call_command("migrate", verbosity=0)
            compare(reps)
            print_cost_growth(most)
            uploads(FIRST)
            empty_tables()
            connections.close_all()
        with tempfile.TemporaryDirectory() as data:
            measure_sqlite(Path(data))


if __name__ == "__main__":
    main()
