"""Outgoing webhook requests, protected against SSRF. No other file opens connections.

URLs are entered by users and therefore hostile. Only HTTPS on port 443 to host names on an
allowlist is called; the name is resolved once, each of its addresses has to be public, and the
connection goes to the address that was checked. No redirects, no proxy, little of the answer is
read, and everything ends within five seconds.
"""

import socket
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

PORT: Final = 443
SECONDS: Final = 5.0
MAX_RESPONSE_BYTES: Final = 4096
MAX_URL_LENGTH: Final = 2000
# Slack; Teams' old connectors, and their successors, Power Automate workflows.
KNOWN_HOSTS: Final = (
    "hooks.slack.com",
    "*.webhook.office.com",
    "*.logic.azure.com",
    "*.api.powerplatform.com",
)
HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
URL_CHARACTERS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?&=%+,;!*'()$"
)
# Networks that are not public, though Python counts some of them as global.
PRIVATE_NETWORKS: Final = tuple(map(ip_network, (
    "0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24",
    "198.18.0.0/15", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
    "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
    "fec0::/10", "ff00::/8",
)))  # fmt: skip
Address = IPv4Address | IPv6Address


class UrlNotAllowedError(Exception):
    """The URL is not allowed; the message says why, without the URL."""


class DeliveryError(Exception):
    """The message was not accepted; the error says why, without the URL."""


@dataclass(frozen=True)
class WebhookTarget:
    """A checked URL: its host, and its path with query."""

    host: str
    path: str


def parse_target(url: str) -> WebhookTarget:
    """Parses and checks a URL; raises UrlNotAllowedError with a sentence if it is not allowed.

    Unusual input is rejected rather than normalised: what two parsers may read differently is never
    called.
    """
    if len(url) > MAX_URL_LENGTH:
        raise UrlNotAllowedError("The address is too long.")
    if not set(url) <= URL_CHARACTERS:
        raise UrlNotAllowedError("The address has signs in it that none has.")
    if not url.startswith("https://"):
        raise UrlNotAllowedError("The address has to begin with https://.")
    name, slash, _ = url.removeprefix("https://").partition("/")
    host = name.lower().removesuffix(f":{PORT}")  # Power Automate includes the port
    if not slash or not is_host_name(host):
        raise UrlNotAllowedError("The address has to name a host, as hooks.slack.com, and no port.")
    if not is_allowed_host(host):
        raise UrlNotAllowedError(f"Messages go to {', '.join(allowed_hosts())} alone.")
    parts = urlsplit(url)
    if parts.netloc != name or parts.fragment or ".." in parts.path:
        raise UrlNotAllowedError("The address can be read in two ways.")
    return WebhookTarget(host, url.removeprefix(f"https://{name}"))


def is_host_name(host: str) -> bool:
    """Whether this is an alphabetic host name: no IP address in any notation, no trailing dot."""
    labels = host.split(".")
    return (
        len(labels) > 1
        and len(host) <= 253
        and all(_is_label(label) for label in labels)
        and labels[-1].isalpha()
    )


def _is_label(label: str) -> bool:
    return 0 < len(label) <= 63 and set(label) <= HOST_CHARACTERS and label.strip("-") == label


def allowed_hosts() -> tuple[str, ...]:
    """Returns the allowed hosts: the known ones and WEBHOOK_HOSTS."""
    return (*KNOWN_HOSTS, *(each.strip().lower() for each in settings.WEBHOOK_HOSTS if each))


def is_allowed_host(host: str) -> bool:
    """Whether the host is allowed; `*.` matches subdomains of a name, never the name itself."""
    return any(
        host.endswith(each[1:]) and host != each[2:] if each.startswith("*.") else host == each
        for each in allowed_hosts()
    )


def is_public(address: str) -> bool:
    """Whether the address is on the public internet, and not a tunnel or translation to another."""
    try:
        ip: Address = ip_address(address)
    except ValueError:
        return False  # has a zone (fe80::1%eth0), or is no address
    is_private = any(ip.version == each.version and ip in each for each in PRIVATE_NETWORKS)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or is_private)


def resolve(host: str, deadline: float) -> list[str]:
    """Returns all addresses of the host; raises DeliveryError if there are none in time."""
    executor = ThreadPoolExecutor(max_workers=1)  # getaddrinfo has no timeout
    future = executor.submit(socket.getaddrinfo, host, PORT, type=socket.SOCK_STREAM)
    try:
        addresses = future.result(_seconds_left(deadline))
    except (OSError, UnicodeError) as error:
        raise DeliveryError("The host has no address.") from error
    finally:
        executor.shutdown(wait=False)
    return list(dict.fromkeys(str(each[4][0]) for each in addresses))


def public_address(host: str, deadline: float) -> str:
    """Returns the address to connect to.

    Raises UrlNotAllowedError if any of the host's addresses is not public.
    """
    addresses = resolve(host, deadline)
    if not addresses or not all(is_public(each) for each in addresses):
        raise UrlNotAllowedError("The host is not on the internet.")
    return addresses[0]


def post_json(url: str, body: bytes) -> None:
    """Posts JSON to a webhook, once.

    Raises UrlNotAllowedError for a URL that is not allowed, DeliveryError if it was not accepted.
    """
    deadline = monotonic() + SECONDS
    target = parse_target(url)
    address = public_address(target.host, deadline)
    try:
        status = exchange(target, address, body, deadline)
    except (OSError, HTTPException, ValueError) as error:
        raise DeliveryError(f"The host did not answer ({type(error).__name__}).") from error
    if not 200 <= status < 300:
        raise DeliveryError(f"The host answered {status}.")


def exchange(target: WebhookTarget, address: str, body: bytes, deadline: float) -> int:
    """Sends the request over TLS to this address, verified for the host; returns the status."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection((address, PORT), timeout=_seconds_left(deadline)) as raw:
        raw.settimeout(_seconds_left(deadline))
        with context.wrap_socket(raw, server_hostname=target.host) as secured:
            secured.settimeout(_seconds_left(deadline))
            secured.sendall(build_request(target, body))
            return _status(secured, deadline)


def build_request(target: WebhookTarget, body: bytes) -> bytes:
    """Returns the raw HTTP request: connection close, no identifying headers."""
    lines: Sequence[str] = (
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.host}",
        "User-Agent: Seventy",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Accept: */*",
        "Connection: close",
    )
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _status(secured: ssl.SSLSocket, deadline: float) -> int:
    """Returns the HTTP status from the first bytes of the answer; the rest is not read."""
    response = b""
    while b"\r\n" not in response and len(response) < MAX_RESPONSE_BYTES:
        secured.settimeout(_seconds_left(deadline))
        chunk = secured.recv(MAX_RESPONSE_BYTES - len(response))
        if not chunk:
            break
        response += chunk
    version, _, rest = response.partition(b" ")
    if not version.startswith(b"HTTP/1.") or not rest[:3].isdigit():
        raise HTTPException("no answer of the kind")
    return int(rest[:3])


def _seconds_left(deadline: float) -> float:
    """Returns the seconds left; raises TimeoutError if there are none."""
    seconds = deadline - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
