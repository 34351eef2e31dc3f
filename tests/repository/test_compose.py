"""docker-compose.yml in operation, without a Docker engine.

The commands in the file run with its environment as plain processes, in a folder laid out like the
image, against a real PostgreSQL and a real Redis. What can be checked by reading the file alone is
in test_compose_file.py.
"""

import csv
import http.client
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.commands import ROOT, program_environment
from tests.repository.compose import OUR_SERVICES, SECRETS, SERVER_SERVICES, image, load_compose
from tests.repository.containers import Container, containers
from tests.servers import free_port, wait_for

HOST = "seventy.example.com"
CLOSED_DAYS_QUERY = "SELECT count(*) FROM scoring_run WHERE state = 'done'"
MEGABYTE = 10**6

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's /proc"),
]

Services = dict[str, Container]


@pytest.fixture
def services(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Services]:
    """Our services, not yet started, connected to the test servers."""
    servers = {"postgres": postgres_url, "redis": redis_url}
    given = {**SECRETS, "ALLOWED_HOSTS": HOST, "CSRF_TRUSTED_ORIGINS": f"https://{HOST}"}
    made = containers(load_compose(given), tmp_path, servers, free_port())
    yield made
    for each in made.values():
        each.kill()


def two_days_ago() -> date:
    """A day that is closed at any time of the day."""
    return datetime.now(UTC).date() - timedelta(days=2)


def is_alive(web: Container) -> bool:
    """Whether web answers the liveness probe, with or without a database."""
    try:
        return get_response(web, "/healthz")[0] == 200
    except OSError:
        return False


def get_response(web: Container, path: str, **headers: str) -> tuple[int, str]:
    """Status and body of a GET request to web with exactly these headers."""
    page = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
    try:
        page.request("GET", path, headers=headers)
        answered = page.getresponse()
        return answered.status, answered.read().decode()
    finally:
        page.close()


def assert_sign_in_page(web: Container) -> None:
    """Checks that web shows the sign-in page, only behind its proxy and under its host name."""
    path, by_proxy = "/accounts/login/", {"X-Forwarded-Proto": "https"}
    status, page = get_response(web, path, Host=HOST, **by_proxy)
    assert status == 200
    assert "Seventy" in page
    assert get_response(web, path, Host=HOST)[0] == 301
    assert get_response(web, path, Host="elsewhere.example.com", **by_proxy)[0] == 400


def create_acme(web: Container, folder: Path) -> None:
    """Creates an organisation with facts as docs/operations.md describes, beside the services."""
    facts = folder / "activity.csv"
    lines = (f"{two_days_ago() + timedelta(days=n)},mona@acme.example,1,3" for n in (-1, 0, 1))
    facts.write_text("\n".join(("date,email,posts,comments", *lines)) + "\n")
    for words in (
        ("create_organization", "Acme Sales", "--slug", "acme", "--team", "North"),
        ("import_activity", str(facts), "--create-reps", "North"),
    ):
        done = web.run("python", "manage.py", *words)
        assert done.returncode == 0, done.stderr


def scored_days(web: Container) -> set[str]:
    """The days for which Mona has a score, from `export_scores`."""
    exported = web.run("python", "manage.py", "export_scores")
    assert exported.returncode == 0, exported.stderr
    rows = csv.DictReader(exported.stdout.splitlines())
    return {row["date"] for row in rows if row["email"] == "mona@acme.example"}


def test_the_services_start_close_a_day_answer_and_stop(
    services: Services, postgres_url: str, tmp_path: Path
) -> None:
    migrate, web, worker, beat = (services[name] for name in OUR_SERVICES)
    web.start()
    wait_for(lambda: is_alive(web))
    assert not web.is_healthy()  # without tables

    migrate.start()
    assert migrate.wait(60) == 0, migrate.text()
    beat.start()
    worker.start()
    create_acme(web, tmp_path)
    for each in (web, worker, beat):
        wait_for(each.is_healthy)
    assert_sign_in_page(web)

    with psycopg.connect(postgres_url, autocommit=True) as database:
        wait_for(lambda: database.execute(CLOSED_DAYS_QUERY).fetchone() != (0,), 60)
    assert str(two_days_ago()) in scored_days(web)

    for each in (web, worker, beat):
        assert 0 < each.largest_process() < 300 * MEGABYTE, each.name
        each.stop()
    for each in (web, worker, beat):
        assert each.wait(each.grace) == 0, each.text()
        assert not each.pids(), each.text()
    assert worker.run(*worker.health).returncode != 0


def test_beat_is_unhealthy_without_a_recently_written_schedule(services: Services) -> None:
    beat = services["beat"]
    assert beat.run(*beat.health).returncode != 0
    (beat.data / "beat").touch()
    assert beat.run(*beat.health).returncode == 0
    a_while_ago = time.time() - 11 * 60
    os.utime(beat.data / "beat", (a_while_ago, a_while_ago))
    assert beat.run(*beat.health).returncode != 0


def test_the_build_collects_static_files_without_other_variables(services: Services) -> None:
    """Dry run: compressing all files takes too long here."""
    (collect,) = (run for _, run in image().runs if "collectstatic" in run)
    assert "SECRET_KEY=unused" in collect
    web = services["web"]
    web.variables = {}
    done = web.run("/bin/sh", "-c", f"{collect} --dry-run")
    assert done.returncode == 0, done.stderr


# `docker compose config` --------------------------------------------------------------------- ----


def has_compose(docker: str) -> bool:
    """Whether this docker client has the compose plugin."""
    asked = subprocess.run([docker, "compose", "version"], capture_output=True, check=False)
    return asked.returncode == 0


def compose_config(folder: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    """Runs `docker compose config`, which needs no engine; skips if there is no such client."""
    docker = shutil.which("docker")
    if docker is None or not has_compose(docker):
        pytest.skip("no docker client that knows `compose`")
    return subprocess.run(
        [docker, "compose", "--env-file", os.devnull, "config", "--services"],
        cwd=ROOT,
        env=program_environment(folder, **given),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_docker_compose_accepts_the_file(tmp_path: Path) -> None:
    told = compose_config(tmp_path, **SECRETS)
    assert told.returncode == 0, told.stderr
    assert set(told.stdout.split()) == {*OUR_SERVICES, *SERVER_SERVICES}


@pytest.mark.parametrize("secret", SECRETS)
def test_docker_compose_reports_a_missing_secret(tmp_path: Path, secret: str) -> None:
    others = {name: value for name, value in SECRETS.items() if name != secret}
    told = compose_config(tmp_path, **others)
    assert told.returncode != 0
    assert secret in told.stderr
