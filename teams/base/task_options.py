"""Options with which Celery tasks are queued."""

from typing import Final

EXPIRES_SECONDS: Final = 300  # a task not taken within is dropped; beat queues the next one
# One retry for a stale connection, but no waiting for a broker that is down: the next tick queues
# the work again.
PUBLISH_RETRY_POLICY: Final = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
