"""HTTP request smuggling: ambiguous request lengths are refused."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import ROOT, program_environment
from tests.servers import free_port, wait_for

pytestmark = pytest.mark.slow

SMUGGLED_REQUEST = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(SMUGGLED_REQUEST), SMUGGLED_REQUEST)
HEAD = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
CHUNKS = b"Transfer-Encoding: chunked\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of the image's web server without a database; the liveness probe needs none."""
    data, number = Path(tmp_path_factory.mktemp("web")), free_port()
    command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
    web = subprocess.Popen(
        [sys.executable, *command, "--port", str(number), "ssi_project.wsgi:application"],
        env=program_environment(data), cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(lambda: b" 200 " in send_bytes(number, HEAD.replace(b"POST", b"GET") + b"\r\n"))
        yield number
    finally:
        web.terminate()
        web.wait(60)


def send_bytes(port: int, text: bytes) -> bytes:
    """The server's whole response until it closes the connection."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(text)
            return b"".join(iter(lambda: line.recv(65536), b""))
    except ConnectionError:
        return b""


@pytest.mark.parametrize(
    "length",
    [
        b"Content-Length: 4\r\n" + CHUNKS,
        CHUNKS + b"Content-Length: 4\r\n",
        b"Content-Length: 4\r\nContent-Length: %d\r\n" % len(CHUNKED),
        b"Content-Length: 4\r\nTransfer-Encoding: xchunked\r\n",
        b"Content-Length: 4\r\nTransfer-Encoding : chunked\r\n",
    ],
)
def test_a_request_with_two_lengths_can_not_smuggle_another(port: int, length: bytes) -> None:
    said = send_bytes(port, HEAD.replace(b"close", b"keep-alive") + length + b"\r\n" + CHUNKED)
    assert b"seventy_" not in said
    assert said.count(b"HTTP/1.1 ") <= 1 or b" 400 " in said


def test_a_chunked_request_is_read_to_its_end(port: int) -> None:
    said = send_bytes(port, HEAD + CHUNKS + b"\r\n" + CHUNKED)
    assert said.count(b"HTTP/1.1 ") == 1 and b" 405 " in said
    assert b"seventy_" not in said
