"""The OpenAPI schema is valid, generated without warnings, and lists every address of the API."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from openapi_spec_validator import validate

from scoring.api import urls as api_urls
from tests.commands import ROOT, program_environment

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    answer = Client().get("/api/schema/", {"format": "json"})
    found: dict[str, Any] = answer.json()
    return found


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def test_the_schema_is_valid_openapi(schema: dict[str, Any]) -> None:
    validate(schema)
    assert schema["info"]["title"] == "Seventy"


def test_the_schema_is_generated_without_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--fail-on-warn", "--validate", "--format", "openapi-json")
    assert capsys.readouterr().err == ""


def test_the_schema_lists_every_api_address(schema: dict[str, Any]) -> None:
    ours = {re.sub(r"<int:(\w+)>", r"{\1}", str(each.pattern)) for each in api_urls.urlpatterns}
    described = set(schema["paths"]) - {"/api/schema/"}
    assert {re.sub(r"{\w+}", "{pk}", path) for path in described} == {f"/api/v1/{u}" for u in ours}
    assert any(str(each.pattern) == "api/v1/" for each in get_resolver().url_patterns)


def test_every_operation_has_a_unique_id_and_a_description(
    schema: dict[str, Any],
) -> None:
    found = operations(schema)
    names = [operation["operationId"] for _, _, operation in found]
    assert len(set(names)) == len(names)
    assert [path for path, _, operation in found if not operation.get("description")] == []


def test_every_operation_requires_a_session_or_a_token(schema: dict[str, Any]) -> None:
    ways = schema["components"]["securitySchemes"]
    assert {(way["in"], way["name"]) for way in ways.values()} == {
        ("cookie", "sessionid"),
        ("header", "Authorization"),
    }
    for path, _, operation in operations(schema):
        if path.startswith("/api/v1/"):
            accepted = {name for way in operation["security"] for name in way}
            assert accepted == ({"cookieAuth"} if path.endswith("/tokens/") else set(ways)), path


@pytest.mark.parametrize("what", ["days", "readings", "snapshots"])
def test_lists_are_described_as_paginated(schema: dict[str, Any], what: str) -> None:
    path = next(path for path in schema["paths"] if path.endswith(f"/{what}/") and "{" in path)
    listing = schema["paths"][path]["get"]
    answer = listing["responses"]["200"]["content"]["application/json"]["schema"]
    assert "$ref" in answer and "Paginated" in answer["$ref"]
    assert {"limit", "offset"} <= {each["name"] for each in listing["parameters"]}


CONCURRENT_PROGRAM = """
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.test import Client
def ask(_):
    return Client(headers={"host": "localhost"}, raise_request_exception=False).get("/api/schema/")
with ThreadPoolExecutor(8) as threads:
    answers = list(threads.map(ask, range(8)))
print({answer.status_code for answer in answers}, len({answer.content for answer in answers}))
"""


@pytest.mark.slow
def test_concurrent_first_requests_get_one_schema(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", CONCURRENT_PROGRAM],
        env=program_environment(tmp_path, DJANGO_SETTINGS_MODULE="ssi_project.settings"),
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == "{200} 1"
