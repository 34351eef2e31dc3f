"""A worker of the daily job for daily_job.py, which closes days on request and reports timings.

Reads lines with organisation and day; for each, closes the day and writes a line of JSON: seconds,
snapshots, and the peak memory of this process in MB. Ends at the end of its input.
"""

import json
import logging
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "ssi_project.settings"

import django

django.setup()

from django_scopes import scope  # noqa: E402  models need the set-up above

from scoring.daily import ledger, runs  # noqa: E402
from teams.models import Organization  # noqa: E402


def close_day(slug: str, day: date, *, backwards: bool) -> dict[str, float]:
    """Does the work of a tick and its workers for a day."""
    organization = Organization.objects.get(slug=slug)
    start, snapshots = time.perf_counter(), 0
    with scope(organization=organization):
        ledger.open_days(organization, day)
        for shard in sorted(ledger.shards(organization), reverse=backwards):
            snapshots += runs.close_shard(organization, shard) or 0
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "snapshots": snapshots, "memory": memory}


def main() -> None:
    """Reads requests from standard input and writes one result line for each."""
    logging.disable(logging.WARNING)
    backwards = sys.argv[1:] == ["backwards"]  # so that two workers meet in the middle
    print("ready", flush=True)
    for line in sys.stdin:
        slug, day = line.split()
        done = close_day(slug, date.fromisoformat(day), backwards=backwards)
        print(json.dumps(done), flush=True)


if __name__ == "__main__":
    main()
