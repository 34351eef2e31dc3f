"""The daily job for 5,000 reps on SQLite, compared with a bare executemany of the same rows."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.measure import ROOT, RUNS, format_spread, median, start_workers, time_call

SQLITE_REPS = 5000


def measure_sqlite(folder: Path) -> None:
    """Times the job for 5,000 reps on SQLite and a bare executemany of the same rows."""
    del os.environ["DATABASE_URL"]
    os.environ |= {"DATA_DIR": str(folder), "SECRET_KEY": "bench"}
    manage = [sys.executable, str(ROOT / "manage.py")]
    last = datetime.now(UTC).date() - timedelta(days=1)
    for words in (
        ["migrate", "--verbosity", "0"],
        ["load_demo", "--reps", str(SQLITE_REPS), "--days", str(RUNS + 2)],
        ["score", "--through", str(last - timedelta(days=RUNS))],
    ):
        subprocess.run([*manage, *words], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)  # fmt: skip
    job, bare = [], []
    with start_workers("") as (worker,):
        for number in range(RUNS - 1, -1, -1):
            through = last - timedelta(days=number)
            done = worker.close("demo", through)
            job.append(1e6 * done["seconds"] / done["snapshots"])
            bare.append(
                1e6 * time_executemany(folder / "seventy.sqlite3", through) / done["snapshots"]
            )
    print(f"\nSQLite, {SQLITE_REPS:,} reps, microseconds a rep: median of {RUNS} (least–most)")
    print(f"a bare executemany of the rows   {format_spread(bare)}")
    print(f"the whole job                    {format_spread(job)}")
    print(f"the job takes {median(job) / median(bare):.1f} times as long")


def time_executemany(database: Path, through: date) -> float:
    """Seconds to insert the snapshots of a day again, into a copy of the table."""
    with sqlite3.connect(database) as connection:
        (table,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'scoring_snapshot'"
        ).fetchone()
        connection.execute("DROP TABLE IF EXISTS raw")
        connection.execute(table.replace('"scoring_snapshot"', "raw", 1))
        connection.execute(
            "INSERT INTO raw SELECT * FROM scoring_snapshot WHERE day < ?", [through]
        )
        connection.commit()
        query = "SELECT * FROM scoring_snapshot WHERE day = ?"
        rows = connection.execute(query, [str(through)]).fetchall()
        places = ", ".join("?" * len(rows[0]))

        def send() -> None:
            connection.executemany(f"INSERT INTO raw VALUES ({places})", rows)
            connection.commit()

        return time_call(send)
