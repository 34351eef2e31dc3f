"""The Celery app: the periodic tasks, and settings under which a lost message does no harm.

Celery only wakes the workers up. What is due is recorded in the database (scoring.models.Run), so a
message may be lost, doubled or late; docs/operations.md says what each setting below prevents.
"""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssi_project.settings")

from django.conf import settings

TICK_SECONDS = 15
REMINDER_INTERVAL_SECONDS = 300  # seconds; the longest delay of a reminder, digest or alert
# seconds; facts expire by the month, so an hour's delay does not matter
EXPIRY_INTERVAL_SECONDS = 3600
# seconds; the first of a month begins at another hour in every time zone
CALIBRATION_INTERVAL_SECONDS = 3600


def _broker() -> dict[str, Any]:
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {
                "visibility_timeout": 300,
                "unacked_restore_interval": 5,
                "unacked_restore_throttle": 1,
                "socket_timeout": 5,
                "socket_connect_timeout": 2,
                "socket_keepalive": True,
                "health_check_interval": 25,
            },
        }
    folder = settings.DATA_DIR / "broker"
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport_options": {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
        },
    }


app = Celery("seventy")
app.conf.update(
    **_broker(),
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    result_backend=None,
    task_time_limit=120,
    task_soft_time_limit=90,
    broker_connection_retry_on_startup=True,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=30,
    worker_max_tasks_per_child=200,
    task_serializer="json",
    accept_content=["json"],
    timezone="UTC",
    enable_utc=True,
    worker_hijack_root_logger=False,
    beat_schedule_filename=str(settings.DATA_DIR / "beat"),
    beat_schedule={
        "tick": {
            "task": "scoring.tasks.tick",
            "schedule": TICK_SECONDS,
            # A tick not picked up in time is worthless: the next one does the same.
            "options": {"expires": TICK_SECONDS},
        },
        "imports": {
            "task": "teams.tasks.ring_for_imports",
            "schedule": TICK_SECONDS,
            "options": {"expires": TICK_SECONDS},
        },
        "tidy": {
            "task": "teams.tasks.tidy_imports",
            "schedule": EXPIRY_INTERVAL_SECONDS,
            "options": {"expires": EXPIRY_INTERVAL_SECONDS},
        },
        "tidy ledgers": {
            "task": "teams.tasks.tidy_ledgers",
            "schedule": EXPIRY_INTERVAL_SECONDS,
            "options": {"expires": EXPIRY_INTERVAL_SECONDS},
        },
        "reports": {
            "task": "scoring.tasks.ring_for_reports",
            "schedule": TICK_SECONDS,
            "options": {"expires": TICK_SECONDS},
        },
        "reports by the calendar": {
            "task": "scoring.tasks.schedule_reports",
            "schedule": REMINDER_INTERVAL_SECONDS,
            "options": {"expires": REMINDER_INTERVAL_SECONDS},
        },
        "tidy reports": {
            "task": "scoring.tasks.tidy_reports",
            "schedule": EXPIRY_INTERVAL_SECONDS,
            "options": {"expires": EXPIRY_INTERVAL_SECONDS},
        },
        "expire": {
            "task": "scoring.tasks.expire",
            "schedule": EXPIRY_INTERVAL_SECONDS,
            "options": {"expires": EXPIRY_INTERVAL_SECONDS},
        },
        "calibrate by the month": {
            "task": "scoring.tasks.calibrate_monthly",
            "schedule": CALIBRATION_INTERVAL_SECONDS,
            "options": {"expires": CALIBRATION_INTERVAL_SECONDS},
        },
        "remind": {
            "task": "teams.tasks.remind",
            "schedule": REMINDER_INTERVAL_SECONDS,
            "options": {"expires": REMINDER_INTERVAL_SECONDS},
        },
        "tell": {
            "task": "scoring.tasks.tell",
            "schedule": REMINDER_INTERVAL_SECONDS,
            "options": {"expires": REMINDER_INTERVAL_SECONDS},
        },
    },
)
# Task names still begin with `scoring.tasks.` and `teams.tasks.`, so that messages queued by an
# older release are understood.
app.autodiscover_tasks(
    [
        "scoring.daily",
        "scoring.notifications",
        "scoring.privacy",
        "scoring.reports",
        "scoring.versions",
        "teams.imports",
        "teams.notifications",
    ]
)
