"""Where what is being done comes from: the network address of a request, else the server itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SERVER = "server"  # a command or a job
_current: ContextVar[str] = ContextVar("origin", default=SERVER)


def current() -> str:
    """The address of the request being answered, or `SERVER`."""
    return _current.get()


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    """Everything inside comes from that address."""
    token = _current.set(address)
    try:
        yield
    finally:
        _current.reset(token)
