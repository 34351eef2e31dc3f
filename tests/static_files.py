"""WhiteNoise as in production, except that it lists the static files once per process.

Each `django.test.Client` builds the middleware again, and the list took a third of a page's time.
"""

from typing import Any

from whitenoise import middleware

_listed: dict[tuple[str, Any], dict[str, Any]] = {}


class WhiteNoiseMiddleware(middleware.WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves static files by a list shared by all of its instances with equal settings."""

    def add_files_from_finders(self) -> None:
        """Copies the list made by an earlier instance, or makes it."""
        key = (self.static_prefix, self.max_age)
        if key not in _listed:
            super().add_files_from_finders()
            _listed[key] = dict(self.files)
        self.files.update(_listed[key])
