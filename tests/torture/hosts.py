"""Two hosts beside this one: network namespaces, each joined to it by a cable that can be cut."""

import ipaddress
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from random import SystemRandom
from uuid import uuid4

from tests.servers import NotAtHandError

BENCHES = ipaddress.ip_network("198.18.0.0/15")  # kept free for measurements by RFC 2544


@dataclass(frozen=True)
class Host:
    """A namespace of our own; `here` is the address this machine has at its cable."""

    name: str
    cable: str
    here: str
    address: str

    @property
    def within(self) -> tuple[str, ...]:
        """Words before a command that is to run there."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """The cable is pulled: nobody is told, packets are gone."""
        _ip("link", "set", self.cable, "down")

    def mend(self) -> None:
        """And put back."""
        _ip("link", "set", self.cable, "up")


@contextmanager
def two_hosts() -> Iterator[tuple[Host, Host]]:
    """Both; NotAtHandError where namespaces may not be made."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise NotAtHandError("network namespaces need root and iproute2")
    with ExitStack() as stack:
        try:
            hosts = [stack.enter_context(_host()) for _ in range(2)]
        except subprocess.CalledProcessError as error:
            raise NotAtHandError(f"no network namespaces: {error.stderr.strip()}") from error
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
    """Both ends of a cable, in a network of four addresses nobody here uses."""
    while True:
        at = SystemRandom().randrange(0, BENCHES.num_addresses, 4)
        here, address = BENCHES[at + 1], BENCHES[at + 2]
        if "dev" not in _ip("route", "show", "root", f"{BENCHES[at]}/30"):
            return str(here), str(address)


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=True)
    return done.stdout
