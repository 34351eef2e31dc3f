"""The API's schema: the same for everybody, so it is made once and kept while the process runs."""

from threading import Lock
from typing import Any

from drf_spectacular.generators import SchemaGenerator

_lock = Lock()
_made: list[Any] = []


class OneSchema(SchemaGenerator):
    """Made by the first who asks; who asks meanwhile waits.

    Two threads that made it side by side could get in each other's way (drf-spectacular loads its
    extensions as it goes along), and whoever asked often would keep the server busy.
    """

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        if not public or self.patterns:
            return self._fresh(request, public)
        with _lock:
            if not _made:
                _made.append(self._fresh(request, public))
            return _made[0]

    def _fresh(self, request: Any, public: bool) -> Any:
        return super().get_schema(request, public)  # type: ignore[no-untyped-call]
