"""Origin of an action for the audit log: the IP address of a request, or the server itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SERVER = "server"  # a command or background job
_current: ContextVar[str] = ContextVar("origin", default=SERVER)


def current() -> str:
    """Returns the IP address of the current request, or `SERVER`."""
    return _current.get()


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    """Sets the origin for the duration of the block."""
    token = _current.set(address)
    try:
        yield
    finally:
        _current.reset(token)
