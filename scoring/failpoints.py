"""Places where a worker can be made to stop dead, so that tests may kill it exactly there.

`FAILPOINT` in a process's environment names one of POINTS or REPORT_POINTS: whoever reaches it
stops (SIGSTOP), as a machine that froze would, and waits to be killed. Without it a call is one
comparison.
"""

import os
import signal

from django.conf import settings

POINTS = (
    "before claim",
    "after claim",
    "mid-read",
    "mid-compute",
    "before commit",
    "after commit",
    "after ack",
    "mid-export",
)
REPORT_POINTS = (
    "report: before claim",
    "report: after claim",
    "report: before a file",
    "report: before commit",
    "report: before mail",
    "report: after mail",
    "report: done",
)


def reach(point: str) -> None:
    """Stops the process if this is the point it was told to stop at."""
    if point == settings.FAILPOINT:
        os.kill(os.getpid(), signal.SIGSTOP)
