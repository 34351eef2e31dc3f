"""Chat webhooks (SSRF): only listed public hosts are called, however the address is written."""

import json
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from teams.notifications import webhook_client
from teams.notifications.webhook_client import (
    DeliveryError,
    UrlNotAllowedError,
    WebhookTarget,
    exchange,
    is_public,
    parse_target,
    post_json,
)

GOOD = "https://hooks.slack.com/services/T0/B0/x"
WORKFLOW = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/ab/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=Ab-c_d"
)
ALLOWED_HOSTS = ("localhost", "*.corp.example", "metadata.google.internal", "127.0.0.1", "10.0.0.1")
# Private targets that an attacker may try to reach, in many spellings.
HOSTS = """
127.0.0.1 127.1 127.0.1 127.0.0.1. 0177.0.0.1 0177.0.0.01 0x7f.0.0.1 0x7f000001 0x7f.1 2130706433
017700000001 0x7F000001 127.000.000.001 127.0.0.1.nip.io 0 0.0.0.0 00000000 0x0 127.0.0.2
127.255.255.254 10.0.0.1 10.1 012.0.0.1 0x0a000001 167772161 172.16.0.1 172.31.255.255 192.168.0.1
192.168.1 0xc0a80001 3232235521 169.254.169.254 169.254.169.254. 0xa9fea9fe 2852039166
0251.0376.0251.0376 169.254.43518 100.64.0.1 100.100.100.200 198.18.0.1 192.0.0.192 168.63.129.16
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1]
[::ffff:7f00:1] [::127.0.0.1] [::ffff:169.254.169.254] [fe80::1] [fe80::1%25eth0] [fc00::1]
[fd00::1] [fd00:ec2::254] [ff02::1] [2002:7f00:1::] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1]
[2001:db8::1] ::1 localhost localhost. LOCALHOST localhost.localdomain ip6-localhost a.corp.example
metadata metadata.google.internal metadata.google.internal. instance-data 1.2.3 1 example. . ..
-a.corp.example a-.corp.example .corp.example a..corp.example corp.example
xcorp.example a_b.corp.example hooks.slack.com. hooks.slack.com.evil.example evilhooks.slack.com
hooks.slack.com%2eevil.example hooks.slack.com%00.evil.example hooks%2eslack%2ecom
hooks.slack.com%23.evil.example
webhook.office.com evilwebhook.office.com logic.azure.com xn--hooks.slack.com.evil.example
""".split()
UNUSUAL_HOSTS = [
    "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "ｌocalhost",
    "hooks。slack。com", "hooks.ſlack.com", "hooks.slack.com\u200b", "hooks.slаck.com", "ⓛocalhost",
    "hooks.slack.com\t", "hooks.slack.com\n127.0.0.1", "hooks.slack.com\r\nHost: localhost",
    "hooks.slack.com\\@127.0.0.1", "127.0.0.1\\@hooks.slack.com", "hooks.slack.com\x00",
    "hooks.slack.com 127.0.0.1", " localhost", "hooks.slack.com#@127.0.0.1",
    "hooks.slack.com@127.0.0.1", "127.0.0.1@hooks.slack.com", "user:word@hooks.slack.com",
    "hooks.slack.com:80", "hooks.slack.com:8443", "hooks.slack.com:443:443", "hooks.slack.com:0443",
    "hooks.slack.com:", "hooks.slack.com:443@127.0.0.1", "hooks.slack.com?@127.0.0.1", "",
    "hooks.slack.com;127.0.0.1", "hooks.slack.com&127.0.0.1", "[hooks.slack.com]",
]  # fmt: skip
SCHEMES = [
    "http://{}/", "HTTP://{}/", "ftp://{}/", "file://{}/etc/passwd", "gopher://{}/_x", "dict://{}/",
    "//{}/", "https:{}/", "https:/{}/", "https:\\\\{}/", "https:///{}/", "HTTPS://{}/", "{}/",
    "javascript://{}/", "data:text/plain,{}", "unix://{}/", "ldap://{}/", " https://{}/",
    "\nhttps://{}/", "https://{}", "https://{}?x", "https://{}/#x", "https://{}/a b", "https://{}/é",
]  # fmt: skip
HOSTILE_URLS = [
    *(f"https://{host}/x" for host in (*HOSTS, *UNUSUAL_HOSTS)),
    *(
        f"https://{host}:{{port}}/x"
        for host in ("127.0.0.1", "localhost", "[::1]", "a.corp.example")
    ),
    *(scheme.format("127.0.0.1:{port}") for scheme in SCHEMES),
    *(scheme.format("hooks.slack.com") for scheme in SCHEMES if scheme != "https://{}/"),
]
connected_addresses: list[Any] = []
watch_active = threading.Event()


def _record_connection(event: str, given: Any) -> None:
    if watch_active.is_set() and event in ("socket.connect", "socket.sendto"):
        connected_addresses.append(given[1])


sys.addaudithook(_record_connection)


@pytest.fixture(autouse=True)
def _listed(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ALLOWED_HOSTS


@pytest.fixture
def connects() -> Iterator[list[Any]]:
    """All addresses that are connected to, from the interpreter's audit hook."""
    connected_addresses.clear()
    watch_active.set()
    yield connected_addresses
    watch_active.clear()


@dataclass
class Listener:
    """A TLS server on this machine with a certificate for hooks.slack.com, and its requests."""

    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    asked: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    came: int = 0
    port: int = 0


@pytest.fixture
def listener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    """A running listener whose certificate is trusted."""
    path = tmp_path / "certificate.pem"
    path.write_bytes(certificate("hooks.slack.com"))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    found, plain = Listener(), socket.create_server(("127.0.0.1", 0))
    found.port = plain.getsockname()[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    context.sni_callback = lambda _, name, __: found.names.append(name)
    threading.Thread(target=_serve, args=(plain, context, found), daemon=True).start()
    yield found
    plain.close()


def _serve(plain: socket.socket, context: ssl.SSLContext, found: Listener) -> None:
    while True:
        try:
            taken, _ = plain.accept()
        except OSError:
            return
        found.came += 1
        try:
            with taken, context.wrap_socket(taken, server_side=True) as secured:
                found.asked.append(secured.recv(65536))
                if found.answer:
                    secured.sendall(found.answer)
                else:
                    secured.recv(1)
        except OSError:
            continue


def certificate(host: str) -> bytes:
    """A private key and a self-signed certificate for the host, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


# Refused addresses --------------------------------------------------------------------------------


def test_no_spelling_of_a_private_address_is_connected_to(
    listener: Listener, connects: list[Any]
) -> None:
    assert len(set(HOSTILE_URLS)) >= 180
    for form in HOSTILE_URLS:
        with pytest.raises((UrlNotAllowedError, DeliveryError)) as refused:
            post_json(form.replace("{port}", str(listener.port)), b"{}")
        assert "127.0.0.1:" not in str(refused.value)
    assert connects == [] and listener.came == 0


PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.8",
    "192.88.99.1", "203.0.113.1",
    "168.63.129.16", "::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2002:7f00:1::",
    "2002:808:808::", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
    "2001::1", "2001:db8::1", "100::1", "",
    "nonsense", "3fff::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_listed_name_that_resolves_to_a_private_address_is_not_called(
    address: str, listener: Listener, connects: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_public(address)
    for answers in (
        [address],
        ["93.184.216.34", address],
    ):  # one private address is enough
        found = [(2, 1, 6, "", (each, 443)) for each in answers]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=found, **__: found)
        with pytest.raises(UrlNotAllowedError, match="not on the internet"):
            post_json(GOOD, b"{}")
    assert connects == [] and listener.came == 0


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "3.5.6.7"])
def test_public_addresses_are_recognised(address: str) -> None:
    assert is_public(address)


def test_a_name_is_resolved_once_and_the_checked_address_is_called(
    connects: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look-up would give a private address (DNS rebinding)."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers), 443))]
    )
    assert webhook_client.public_address("hooks.slack.com", monotonic() + 1) == "93.184.216.34"
    assert next(answers) == "127.0.0.1" and connects == []


def test_a_slow_name_look_up_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(60) and [])
    monkeypatch.setattr(webhook_client, "SECONDS", 0.2)
    began = monotonic()
    with pytest.raises(DeliveryError):
        post_json(GOOD, b"{}")
    over.set()
    assert monotonic() - began < 30


# Allowed calls ------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [GOOD, WORKFLOW, "https://acme.webhook.office.com/webhookb2/a@b/c",
    "https://d1.e2.environment.api.powerplatform.com:443/powerautomate/x?sig=y"])  # fmt: skip
def test_webhook_addresses_of_slack_and_microsoft_are_accepted(url: str) -> None:
    if "@" in url:
        url = url.replace("@", "%40")
    found = parse_target(url)
    assert found.path.startswith("/") and found.host in url and url.endswith(found.path)


def test_the_request_goes_to_the_checked_address_with_the_hosts_name(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_client, "PORT", listener.port)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    body = json.dumps({"text": "Jo"}).encode()
    assert exchange(parse_target(GOOD), "127.0.0.1", body, monotonic() + 5) == 200
    (asked,) = listener.asked
    assert asked.startswith(b"POST /services/T0/B0/x HTTP/1.1\r\nHost: hooks.slack.com\r\n")
    assert asked.endswith(b"\r\n\r\n" + body) and listener.names == ["hooks.slack.com"]


def test_an_untrusted_or_wrong_certificate_is_refused(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_client, "PORT", listener.port)
    with pytest.raises(ssl.SSLCertVerificationError):
        exchange(WebhookTarget("other.example", "/x"), "127.0.0.1", b"{}", monotonic() + 5)
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(ssl.SSLCertVerificationError):
        exchange(parse_target(GOOD), "127.0.0.1", b"{}", monotonic() + 5)
    assert listener.asked == []


def test_redirects_are_not_followed_and_little_is_read(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_client, "PORT", listener.port)
    there = f"https://127.0.0.1:{listener.port}/inside".encode()
    listener.answer = b"HTTP/1.1 302 Found\r\nLocation: " + there + b"\r\n\r\n" + b"x" * 10_000_000
    assert exchange(parse_target(GOOD), "127.0.0.1", b"{}", monotonic() + 5) == 302
    assert listener.came == 1
    listener.answer = b"x" * 100_000
    with pytest.raises(HTTPException):
        exchange(parse_target(GOOD), "127.0.0.1", b"{}", monotonic() + 5)


def test_a_silent_host_times_out(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_client, "PORT", listener.port)
    listener.answer = b""
    began = monotonic()
    with pytest.raises(TimeoutError):
        exchange(parse_target(GOOD), "127.0.0.1", b"{}", monotonic() + 0.3)
    assert monotonic() - began < 30
