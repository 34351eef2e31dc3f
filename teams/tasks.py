"""All Celery tasks of teams, imported here because Celery looks for `teams.tasks`.

Task names keep the prefix `teams.tasks.`, so that messages queued by an older release are
understood.
"""

from teams.imports.tasks import queue_pending_imports, tidy_imports, work_on_import
from teams.notifications.tasks import queue_reminders, send_reminders_of, tidy_ledgers

__all__ = [
    "queue_pending_imports",
    "queue_reminders",
    "send_reminders_of",
    "tidy_imports",
    "tidy_ledgers",
    "work_on_import",
]
