"""Redis only wakes workers: without it, people still sign in and log their day."""

from pathlib import Path

import pytest

from tests.commands import run_manage

pytestmark = pytest.mark.slow

UNREACHABLE_REDIS = "redis://127.0.0.1:1/0"
SIGN_IN_AND_LOG = """
from django.test import Client
from teams.demo.sign_ins import sign_in_lines

email, password = next(line.split(maxsplit=2)[1:] for line in sign_in_lines() if "rep" in line)
client = Client()
print(client.post("/accounts/login/", {"login": email, "password": "wrong"}).status_code)
print(client.post("/accounts/login/", {"login": email, "password": password}).status_code)
print(client.post("/log/", {"posts": "1"}).status_code, client.get("/reps/1/").status_code)
"""


def test_people_sign_in_and_log_a_day_while_redis_is_down(tmp_path: Path) -> None:
    given = {"REDIS_URL": UNREACHABLE_REDIS, "ALLOWED_HOSTS": "testserver"}
    run_manage(tmp_path, "migrate", **given)
    run_manage(tmp_path, "load_demo", "--reps", "1", "--days", "3", **given)
    said = run_manage(tmp_path, "shell", "--no-imports", "-c", SIGN_IN_AND_LOG, **given)
    assert said.stdout.split() == ["200", "302", "302", "200"], said.stderr
