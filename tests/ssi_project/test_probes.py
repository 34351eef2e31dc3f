"""Health checks and metrics for monitoring: liveness, readiness, the daily job."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from scoring.daily.tasks import tick
from scoring.models import Run, Tick
from ssi_project.probes import PROBES
from teams.models import Organization
from tests.commands import ROOT, program_environment
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through
from tests.world import World

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)  # day 6: day 5 is over in every time zone
GAUGES = (
    "seventy_last_tick_timestamp_seconds",
    "seventy_oldest_due_seconds",
    'seventy_runs{state="due"}',
    'seventy_runs{state="running"}',
    'seventy_runs{state="failed"}',
    "seventy_failed_days",
)
every_probe = pytest.mark.parametrize("probe", PROBES)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def get_probe(probe: str, **headers: str) -> HttpResponse:
    answer: HttpResponse = Client().get(f"/{probe}", headers=headers)  # type: ignore[assignment]
    return answer


def probe_text(probe: str, status: int = 200) -> str:
    answer = get_probe(probe)
    assert answer.status_code == status
    return answer.content.decode()


def create_run(organization: Organization, number: int, **fields: Any) -> None:
    fields = {"zone": "UTC", "shard": 0, **fields}
    with scope(organization=organization):
        Run.objects.create(organization=organization, day=day(number), **fields)


# All probes ---------------------------------------------------------------------------------------


@every_probe
def test_probes_answer_under_any_host_name_without_reading_a_session(
    world: World, probe: str
) -> None:
    client = world.signed_in("rep")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/{probe}", headers={"host": "10.1.2.3:8000"})
    assert answer.status_code in (200, 503)
    assert not answer.cookies and "Cookie" not in answer.headers.get("Vary", "")
    assert [query["sql"] for query in queries if "session" in query["sql"]] == []


@every_probe
def test_probes_are_not_cached_and_allow_head_but_not_post(world: World, probe: str) -> None:
    assert "no-store" in get_probe(probe).headers["Cache-Control"]
    assert Client().head(f"/{probe}").content == b""
    assert Client().post(f"/{probe}").status_code == 405


@every_probe
def test_probes_reveal_no_names(world: World, probe: str) -> None:
    create_run(world.organization, 2, state="failed", error="ValueError: of Rep Reyes")
    text = get_probe(probe).content.decode().lower()
    for name in ("northwind", "contoso", "rep reyes", "valueerror", "north", "2026-01"):
        assert name not in text


def test_other_addresses_still_require_an_allowed_host(world: World) -> None:
    assert Client().get("/healthz/", headers={"host": "10.1.2.3"}).status_code == 400
    assert Client().get("/accounts/login/", headers={"host": "10.1.2.3"}).status_code == 400


PROBE_PROGRAM = """
import json, sys, django
django.setup()
from django.test import Client
from ssi_project.probes import PROBES
client = Client(headers={"host": "10.1.2.3"})
answers = {probe: client.get(f"/{probe}") for probe in PROBES}
print(json.dumps({p: [a.status_code, a.content.decode()] for p, a in answers.items()}))
"""


@pytest.mark.slow
def test_probes_answer_without_a_database_and_behind_tls(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder'}"
    given = {"HTTPS": "1", "DATABASE_URL": nowhere, "LOG_LEVEL": "CRITICAL"}
    asked = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE_PROGRAM],
        env=program_environment(tmp_path, DJANGO_SETTINGS_MODULE="ssi_project.settings", **given),
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    gone = [503, "The database does not answer, or was never migrated.\n"]
    assert json.loads(asked.stdout) == {
        "healthz": [200, "Here.\n"],
        "readyz": gone,
        "healthz/jobs": gone,
        "metrics": gone,
    }


# Alive and ready ----------------------------------------------------------------------------------


def test_liveness_needs_no_database() -> None:
    assert (
        probe_text("healthz") == "Here.\n"
    )  # without a database fixture, a query would fail the test


def test_readiness_passes_when_every_migration_is_applied(db: None) -> None:
    assert probe_text("readyz") == "Ready.\n"


def test_readiness_fails_while_a_migration_is_missing(db: None) -> None:
    newest = MigrationRecorder.Migration.objects.filter(app="scoring").latest("pk")
    newest.delete()
    assert probe_text("readyz", 503) == "The database lacks 1 migration.\n"


# The daily job ------------------------------------------------------------------------------------


def test_jobs_are_unhealthy_before_the_first_tick(db: None) -> None:
    assert probe_text("healthz/jobs", 503).startswith("Nobody has asked yet what is due")


def test_jobs_are_healthy_while_ticks_come_and_no_day_waits(world: World) -> None:
    for organization in (world.organization, world.contoso):
        close_through(organization, 5)
    tick()
    assert probe_text("healthz/jobs") == "The daily work gets done; no day is waiting.\n"


def test_jobs_are_unhealthy_when_the_last_tick_is_too_old(
    db: None, clock: time_machine.Traveller
) -> None:
    Tick.objects.create(at=NOON)
    clock.shift(timedelta(seconds=120))
    assert probe_text("healthz/jobs")
    clock.shift(timedelta(seconds=60))
    assert "The last tick was 3 min ago, more than 2 min" in probe_text("healthz/jobs", 503)


def test_jobs_are_unhealthy_when_a_day_of_any_organisation_waits_too_long(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 1, 10, 1, 10, tzinfo=UTC))
    Tick.objects.create(at=datetime(2026, 1, 10, 1, 9, tzinfo=UTC))
    create_run(world.contoso, 5)
    assert "waiting for 1 h" in probe_text("healthz/jobs")
    clock.shift(timedelta(seconds=1))
    assert "A day has been waiting for its close for 1 h, more than 1 h" in probe_text(
        "healthz/jobs", 503
    )


def test_jobs_are_unhealthy_when_a_day_has_failed(world: World) -> None:
    Tick.objects.create(at=NOON)
    create_run(world.organization, 5, state="failed")
    assert "for 11 h 50 min" in probe_text("healthz/jobs", 503)


def test_the_maximum_age_of_a_tick_is_configurable(db: None, settings: Any) -> None:
    Tick.objects.create(at=NOON - timedelta(minutes=3))
    settings.HEALTH_TICK = timedelta(minutes=5)
    assert probe_text("healthz/jobs")


# Metrics ------------------------------------------------------------------------------------------


def gauges() -> dict[str, float]:
    """All samples; fails on a line that is neither a sample nor a valid comment."""
    lines = probe_text("metrics").splitlines()
    samples = [line for line in lines if not re.fullmatch(r"# (HELP|TYPE) seventy_\w+ .+", line)]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in samples)}


def test_metrics_are_in_the_prometheus_format(db: None) -> None:
    assert (
        get_probe("metrics").headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    )
    assert tuple(gauges()) == GAUGES
    assert probe_text("metrics").count("# TYPE") == len({name.partition("{")[0] for name in GAUGES})


def test_metrics_are_zero_when_nothing_happened(db: None) -> None:
    assert set(gauges().values()) == {0}


def test_metrics_count_unfinished_runs_of_all_organisations(world: World) -> None:
    Tick.objects.create(at=NOON)
    for organization in (world.organization, world.contoso):
        create_run(organization, 4, state="done", finished_at=NOON)
        create_run(organization, 5, state="failed")
        create_run(organization, 5, shard=1, state="failed")
        create_run(organization, 5, shard=2, state="running")
    create_run(world.contoso, 5, shard=3)
    waited = timedelta(hours=11, minutes=50).total_seconds()
    assert gauges() == dict(zip(GAUGES, (NOON.timestamp(), waited, 1, 2, 4, 2), strict=True))


def test_metrics_stay_fast_however_long_the_ledger_is(world: World) -> None:
    """Finished runs are never scanned: every query uses the partial index of open runs."""
    create_run(world.organization, 5)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        if connection.vendor == "postgresql":  # which would otherwise scan such a small table
            cursor.execute("SET LOCAL enable_seqscan = off")
        probe_text("metrics")
        asked = [query["sql"] for query in queries if "scoring_run" in query["sql"]]
        assert len(asked) == 3
        for sql in asked:
            how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{how} {sql}")
            assert "run_open" in str(cursor.fetchall()), sql
