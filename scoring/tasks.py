"""All Celery tasks of scoring, imported here because Celery looks for `scoring.tasks`.

Task names keep the prefix `scoring.tasks.`, so that messages queued by an older release are
understood.
"""

from scoring.daily.tasks import close_days, tick
from scoring.notifications.tasks import queue_notifications, send_notifications_of
from scoring.privacy.tasks import expire_facts_of, queue_expiry
from scoring.reports.tasks import (
    make_report,
    open_scheduled_reports_of,
    queue_pending_reports,
    queue_scheduled_reports,
    tidy_reports,
)

__all__ = [
    "close_days",
    "expire_facts_of",
    "make_report",
    "open_scheduled_reports_of",
    "queue_expiry",
    "queue_notifications",
    "queue_pending_reports",
    "queue_scheduled_reports",
    "send_notifications_of",
    "tick",
    "tidy_reports",
]
