"""How many requests a minute the API answers one user: counted in the cache, minute by minute."""

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

MINUTE = 60


class AMinute(BaseThrottle):
    """Tokens and sessions of a user are counted together."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return True  # refused next, by permission
        key = f"api-{request.user.pk}-{self._now() // MINUTE}"
        if cache.add(key, 1, 2 * MINUTE):
            return True
        try:
            return bool(cache.incr(key) <= settings.API_REQUESTS_A_MINUTE)
        except ValueError:  # forgotten meanwhile
            return True

    def wait(self) -> float:
        return float(MINUTE - self._now() % MINUTE)

    def _now(self) -> int:
        return int(timezone.now().timestamp())
