"""One worker of the daily job, for daily_job.py: closes a day when told to, and says how it went.

Reads a line with organisation and day, closes it, writes a line of JSON: seconds, snapshots, and
the most memory this process ever had (MB). Ends with its input.
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

from scoring import ledger, runs  # noqa: E402
from teams.models import Organization  # noqa: E402


def close(slug: str, day: date, *, backwards: bool) -> dict[str, float]:
    """Everything a tick and its workers do for a day."""
    organization = Organization.objects.get(slug=slug)
    start, snapshots = time.perf_counter(), 0
    with scope(organization=organization):
        ledger.open_days(organization, day)
        for shard in sorted(ledger.shards(organization), reverse=backwards):
            snapshots += runs.perform(organization, shard) or 0
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "snapshots": snapshots, "memory": memory}


def main() -> None:
    """One line in, one line out."""
    logging.disable(logging.WARNING)
    backwards = sys.argv[1:] == ["backwards"]  # so that two workers meet in the middle
    print("ready", flush=True)
    for line in sys.stdin:
        slug, day = line.split()
        done = close(slug, date.fromisoformat(day), backwards=backwards)
        print(json.dumps(done), flush=True)


if __name__ == "__main__":
    main()
