"""Default settings without configuration, and settings that must not be weakened."""

import json
import stat
from pathlib import Path

import pytest

from ssi_project.celery import app
from tests.commands import run_manage

DELIVERY_SETTINGS = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_ignore_result": True,
    "result_backend": None,
    "task_time_limit": 120,
    "task_soft_time_limit": 90,
    "broker_connection_retry_on_startup": True,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_soft_shutdown_timeout": 30,
    "worker_max_tasks_per_child": 200,
    "task_serializer": "json",
    "result_serializer": "json",
    "event_serializer": "json",
    "accept_content": ["json"],
    "worker_hijack_root_logger": False,
    "timezone": "UTC",
    "enable_utc": True,
}
REDIS_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
PRINT_BROKER = """
import json
from ssi_project.celery import app
print(json.dumps([app.conf.broker_url, app.conf.broker_transport_options]))
"""
PRINT_KEY = "from django.conf import settings; print(settings.SECRET_KEY)"


@pytest.mark.parametrize("name", DELIVERY_SETTINGS)
def test_celery_only_wakes_workers(name: str) -> None:
    assert app.conf[name] == DELIVERY_SETTINGS[name]


LONG_TASKS = {"teams.tasks.work_on_import", "scoring.tasks.make_report"}


def test_only_long_tasks_recorded_in_a_row_have_their_own_limits() -> None:
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if name.startswith(("scoring.", "teams."))]
    long = [task for task in ours if task.name in LONG_TASKS]
    assert [(task.acks_late, task.time_limit) for task in long] == [(False, 3600)] * len(LONG_TASKS)
    ours = [task for task in ours if task not in long]
    assert len(ours) >= 6
    for task in ours:
        assert task.acks_late and task.reject_on_worker_lost and task.ignore_result
        assert task.serializer == "json"
        assert (task.time_limit, task.soft_time_limit) == (120, 90)


def test_no_task_is_scheduled_by_the_time_of_day() -> None:
    """Schedules are plain seconds, no crontab: clock changes neither skip nor repeat a task."""
    assert {name: type(entry["schedule"]) for name, entry in app.conf.beat_schedule.items()} == {
        "tick": int,
        "imports": int,
        "tidy": int,
        "tidy ledgers": int,
        "reports": int,
        "reports by the calendar": int,
        "tidy reports": int,
        "expire": int,
        "remind": int,
        "tell": int,
        "calibrate by the month": int,
    }


def test_the_tick_has_a_fixed_interval_and_expires_when_late() -> None:
    tick = app.conf.beat_schedule["tick"]
    assert tick["schedule"] == tick["options"]["expires"] == 15


@pytest.mark.slow
def test_redis_redelivers_a_lost_message_soon(tmp_path: Path) -> None:
    printed = run_manage(
        tmp_path, "shell", "-v0", "-c", PRINT_BROKER, REDIS_URL="redis://nowhere/7"
    )
    assert json.loads(printed.stdout) == ["redis://nowhere/7", REDIS_OPTIONS]


@pytest.mark.slow
def test_without_redis_messages_are_files_in_the_data_folder(tmp_path: Path) -> None:
    url, options = json.loads(run_manage(tmp_path, "shell", "-v0", "-c", PRINT_BROKER).stdout)
    assert url.startswith("filesystem://")
    for folder in ("data_folder_in", "data_folder_out", "control_folder"):
        assert tmp_path in Path(options[folder]).parents


@pytest.mark.slow
def test_a_missing_data_folder_is_created(tmp_path: Path) -> None:
    data = tmp_path / "not" / "yet"
    assert run_manage(data, "check").returncode == 0
    assert data.is_dir()


@pytest.mark.slow
def test_the_secret_key_is_generated_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first, again = (run_manage(tmp_path, "shell", "-v0", "-c", PRINT_KEY).stdout for _ in range(2))
    assert first == again
    assert len(first.strip()) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_given_secret_key_is_used_and_none_is_generated(tmp_path: Path) -> None:
    printed = run_manage(tmp_path, "shell", "-v0", "-c", PRINT_KEY, SECRET_KEY="given " * 10)
    assert printed.stdout.strip() == ("given " * 10).strip()
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.slow
def test_the_deployment_check_warns_about_a_generated_key(tmp_path: Path) -> None:
    assert "SECRET_KEY is not set" in run_manage(tmp_path, "check", "--deploy").stderr


@pytest.mark.slow
def test_the_deployment_check_warns_about_links_to_localhost(tmp_path: Path) -> None:
    assert "SITE_URL is not set" in run_manage(tmp_path, "check", "--deploy").stderr


PRINT_SITE = "from django.conf import settings; print(settings.SITE_URL)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "http://127.0.0.1:8000"),
        ("https://seventy.example.com/", "https://seventy.example.com"),
        ("http://seventy:8080", "http://seventy:8080"),
    ],
)
def test_links_in_mails_use_the_site_url(tmp_path: Path, given: str, said: str) -> None:
    printed = run_manage(tmp_path, "shell", "-v0", "-c", PRINT_SITE, SITE_URL=given)
    assert printed.stdout.strip() == said


@pytest.mark.slow
def test_an_invalid_site_url_is_refused_with_an_explanation(tmp_path: Path) -> None:
    refused = run_manage(tmp_path, "check", SITE_URL="seventy.example.com")
    assert refused.returncode != 0
    assert "SITE_URL" in refused.stderr.splitlines()[-1]


@pytest.mark.slow
def test_the_deployment_check_passes_on_a_well_configured_server(tmp_path: Path) -> None:
    key = "".join(chr(33 + number % 90) for number in range(64))
    checked = run_manage(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=key, HTTPS="1",
        SITE_URL="https://seventy.example.com",
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


@pytest.mark.slow
def test_an_invalid_database_url_is_refused_with_an_explanation(tmp_path: Path) -> None:
    refused = run_manage(tmp_path, "check", DATABASE_URL="no such thing")
    assert refused.returncode != 0
    assert "DATABASE_URL" in refused.stderr.splitlines()[-1]
