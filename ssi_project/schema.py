"""The OpenAPI schema, generated once per process because it is equal for all users."""

from threading import Lock
from typing import Any

from drf_spectacular.generators import SchemaGenerator

_lock = Lock()
_schema_cache: list[Any] = []


class OneSchema(SchemaGenerator):
    """Schema generator that builds the public schema once, under a lock.

    Two threads generating it at the same time could interfere (drf-spectacular loads its extensions
    as it runs), and frequent requests would keep the server busy.
    """

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        if not public or self.patterns:
            return self._fresh(request, public)
        with _lock:
            if not _schema_cache:
                _schema_cache.append(self._fresh(request, public))
            return _schema_cache[0]

    def _fresh(self, request: Any, public: bool) -> Any:
        return super().get_schema(request, public)  # type: ignore[no-untyped-call]
