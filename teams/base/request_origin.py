"""Origin of an action for the audit log: the IP address of a request, or the server itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SERVER_ORIGIN = "server"  # a command or background job
_current: ContextVar[str] = ContextVar("origin", default=SERVER_ORIGIN)


def current() -> str:
    """Returns the IP address of the current request, or `SERVER_ORIGIN`."""
    return _current.get()


@contextmanager
def use_origin(address: str) -> Iterator[None]:
    """Sets the origin for the duration of the block."""
    token = _current.set(address)
    try:
        yield
    finally:
        _current.reset(token)
