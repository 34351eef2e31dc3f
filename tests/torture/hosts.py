"""Two virtual hosts: network namespaces, each with a network cable that can be cut."""

import ipaddress
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from random import SystemRandom
from uuid import uuid4

from tests.servers import ServerUnavailableError

BENCHMARK_NETWORK = ipaddress.ip_network("198.18.0.0/15")  # reserved for benchmarks by RFC 2544


@dataclass(frozen=True)
class Host:
    """A network namespace; `here` is this machine's address at its cable."""

    name: str
    cable: str
    here: str
    address: str

    @property
    def within(self) -> tuple[str, ...]:
        """Command prefix to run a command on the host."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """Cuts the cable: packets are lost without notice."""
        _ip("link", "set", self.cable, "down")

    def mend(self) -> None:
        """Reconnects the cable."""
        _ip("link", "set", self.cable, "up")


@contextmanager
def create_two_hosts() -> Iterator[tuple[Host, Host]]:
    """Two hosts; NotAtHandError if namespaces can't be created."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise ServerUnavailableError("network namespaces need root and iproute2")
    with ExitStack() as stack:
        try:
            hosts = [stack.enter_context(_host()) for _ in range(2)]
        except subprocess.CalledProcessError as error:
            raise ServerUnavailableError(
                f"no network namespaces: {error.stderr.strip()}"
            ) from error
        yield hosts[0], hosts[1]


@contextmanager
def _host() -> Iterator[Host]:
    name = f"seventy{uuid4().hex[:7]}"
    here, address = _addresses()
    host = Host(name, f"{name}h", here, address)
    _ip("netns", "add", name)
    try:
        _ip("link", "add", host.cable, "type", "veth", "peer", "name", "cable", "netns", name)
        _ip("address", "add", f"{here}/30", "dev", host.cable)
        _ip("link", "set", host.cable, "up")
        _ip("-n", name, "address", "add", f"{address}/30", "dev", "cable")
        for device in ("lo", "cable"):
            _ip("-n", name, "link", "set", device, "up")
        yield host
    finally:
        for words in (("link", "delete", host.cable), ("netns", "delete", name)):
            with suppress(subprocess.CalledProcessError):
                _ip(*words)


def _addresses() -> tuple[str, str]:
    """Both ends of a cable, in an unused network of four addresses."""
    while True:
        at = SystemRandom().randrange(0, BENCHMARK_NETWORK.num_addresses, 4)
        here, address = BENCHMARK_NETWORK[at + 1], BENCHMARK_NETWORK[at + 2]
        if "dev" not in _ip("route", "show", "root", f"{BENCHMARK_NETWORK[at]}/30"):
            return str(here), str(address)


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=True)
    return done.stdout
