"""Requests that are refused for everyone: unknown HTTP methods, API tokens without TLS."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT, program_environment
from tests.world import World

PATHS = ("/", "/teams/", "/accounts/login/", "/api/v1/reps/", "/nothing/here/", "/log/")
PLAIN_HTTP_PROGRAM = """
import json, django
django.setup()
from django.test import Client
client = Client(headers={"host": "localhost", "Authorization": "Token seventy_x"})
plain = client.get("/api/v1/reps/")
print(json.dumps({
    "api": [plain.status_code, plain.json()["detail"]],
    "page": client.get("/accounts/login/").headers["Location"],
    "schema": Client(headers={"host": "localhost"}).get("/api/schema/", secure=True).status_code,
}))
"""


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PROPFIND", "BREW"])
@pytest.mark.parametrize("place", PATHS)
def test_an_unknown_http_method_is_refused(world: World, place: str, method: str) -> None:
    answer = world.signed_in("admin").generic(method, place, headers={"X-Secret": "echo"})
    assert answer.status_code == 405
    assert "TRACE" not in answer.headers["Allow"]
    assert answer.content == b""
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.slow
def test_over_plain_http_a_browser_is_redirected_and_an_api_client_refused(tmp_path: Path) -> None:
    given = {"HTTPS": "1", "DJANGO_SETTINGS_MODULE": "ssi_project.settings"}
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PLAIN_HTTP_PROGRAM],
        env=program_environment(tmp_path, **given),
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
    ).stdout  # fmt: skip
    found = json.loads(said)
    assert found["api"][0] == 403 and "https only" in found["api"][1]
    assert found["page"] == "https://localhost/accounts/login/"
    assert found["schema"] == 200
