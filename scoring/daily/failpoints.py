"""Fail points: places where a worker can be frozen, so that tests can kill it exactly there.

`FAILPOINT` in a process's environment names one of POINTS or REPORT_POINTS: a process that reaches
it stops (SIGSTOP), as if its machine froze, and waits to be killed. Without it a call is one
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


def stop_at_failpoint(point: str) -> None:
    """Stops the process if this is the configured fail point."""
    if point == settings.FAILPOINT:
        os.kill(os.getpid(), signal.SIGSTOP)
