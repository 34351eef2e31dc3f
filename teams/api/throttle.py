"""API rate limiting: requests per user and minute, counted in the cache."""

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

MINUTE = 60


class AMinute(BaseThrottle):
    """Counts all tokens and sessions of a user together."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return True  # rejected by permissions next
        key = f"api-{request.user.pk}-{self._now() // MINUTE}"
        if cache.add(key, 1, 2 * MINUTE):
            return True
        try:
            return bool(cache.incr(key) <= settings.API_REQUESTS_A_MINUTE)
        except ValueError:  # expired in between
            return True

    def wait(self) -> float:
        return float(MINUTE - self._now() % MINUTE)

    def _now(self) -> int:
        return int(timezone.now().timestamp())
