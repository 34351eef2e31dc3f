"""Limits on request bodies: size, nesting, number of fields, and no unexpected files."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from teams.models import ApiToken, DailyLog
from tests.site.test_headers import HEADERS, POLICY
from tests.world import World

TOO_MANY_BYTES = 5 * 1024 * 1024 + 1
FORM = "application/x-www-form-urlencoded"


def assert_refused(answer: Any, status: int, sentence: str) -> None:
    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)
    policy = answer.headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == POLICY
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def token_header(world: World) -> dict[str, str]:
    _, token = ApiToken.objects.create(user=world.users["rep"], organization=world.organization)
    return {"authorization": f"Token {token}"}


def test_a_page_refuses_a_body_that_is_too_large(world: World) -> None:
    answer = world.signed_in("rep").post(
        "/log/", f"posts={'1' * TOO_MANY_BYTES}", content_type=FORM
    )
    assert_refused(answer, 413, "It is larger than 5 MB. Send it in parts. Nothing was saved.")


def test_a_page_refuses_too_many_fields(world: World) -> None:
    fields = "&".join(f"f{n}=1" for n in range(1001))
    answer = world.signed_in("rep").post("/log/", fields, content_type=FORM)
    assert_refused(answer, 413, "It has more than 1,000 fields.")


def test_a_page_without_an_upload_refuses_files(world: World) -> None:
    file = SimpleUploadedFile("days.csv", b"date,email\n")
    answer = world.signed_in("rep").post("/log/", {"posts": "1", "file": file})
    assert_refused(answer, 400, "No page takes in files.")
    with world.scope():
        assert not DailyLog.objects.exists()


def test_a_truncated_upload_is_refused(world: World) -> None:
    kind = "multipart/form-data; boundary="
    answer = world.signed_in("rep").post("/log/", b"--x", content_type=kind)
    assert_refused(answer, 400, "can’t be read")


def test_the_api_refuses_a_body_that_is_too_large(world: World) -> None:
    for headers in (token_header(world), {}):
        client = Client() if headers else world.signed_in("rep")
        answer = client.post(
            "/api/v1/days/", b" " * TOO_MANY_BYTES, content_type="application/json", headers=headers
        )
        assert_refused(answer, 413, "The request is larger than 5 MB.")
        assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 100_000, "[" * 2_000_000])
def test_the_api_refuses_deeply_nested_json(world: World, body: str) -> None:
    answer = Client().post(
        "/api/v1/days/", body, content_type="application/json", headers=token_header(world)
    )
    assert_refused(answer, 400, "detail")


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "text/csv", "x"])
def test_the_api_accepts_only_json(world: World, kind: str) -> None:
    answer = Client().post("/api/v1/days/", b"a=1", content_type=kind, headers=token_header(world))
    assert_refused(answer, 415, "Unsupported media type")
