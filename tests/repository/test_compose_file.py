"""Checks of docker-compose.yml, the Dockerfile and .env.example by reading them."""

import re
import shlex
from typing import Any

import pytest

from ssi_project.celery import app
from tests.commands import ROOT
from tests.repository.compose import (
    OUR_SERVICES,
    SECRETS,
    SERVER_SERVICES,
    MissingVariableError,
    allowed_names,
    bases,
    image,
    load_compose,
    seconds,
    size,
    variables_read,
)
from tests.repository.test_docs import variables

# Settings of an installation from a folder, of the image's build and of tests; not for .env.
NOT_IN_COMPOSE = {
    "UPLOAD_DIR", "REPORT_DIR", "DATA_DIR", "COLLECT_STATIC", "DEBUG", "FAILPOINT",
}  # fmt: skip
MEGABYTE = 10**6

each_service = pytest.mark.parametrize("name", OUR_SERVICES)
each_secret = pytest.mark.parametrize("secret", SECRETS)


@pytest.fixture
def services() -> dict[str, Any]:
    """The services with only the secrets set."""
    found: dict[str, Any] = load_compose(SECRETS)["services"]
    return found


def example() -> dict[str, str]:
    """The variables of .env.example, as compose would read them."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


# The files ----------------------------------------------------------------------------------------


def test_these_are_all_the_services(services: dict[str, Any]) -> None:
    assert set(services) == {*OUR_SERVICES, *SERVER_SERVICES}


@each_service
def test_all_our_services_use_one_image_and_environment(
    services: dict[str, Any], name: str
) -> None:
    web, service = services["web"], services[name]
    assert (service["image"], service["build"]) == (web["image"], web["build"]) == ("seventy", ".")
    assert service["environment"] == web["environment"]


@each_service
def test_no_service_of_ours_runs_as_root(services: dict[str, Any], name: str) -> None:
    assert image().user not in {"", "root", "0"}
    assert not {"user", "privileged", "cap_add"} & services[name].keys()
    assert services[name]["cap_drop"] == ["ALL"]


def test_the_image_user_owns_the_data_folder_and_runs_the_build() -> None:
    ours = image()
    (made,) = (run for by, run in ours.runs if run.startswith("useradd"))
    assert f"--create-home --home-dir {ours.variables['DATA_DIR']} {ours.user}" in made
    assert [by for by, run in ours.runs if "manage.py" in run] == [ours.user]


def test_third_party_images_are_pinned_to_a_major_version(services: dict[str, Any]) -> None:
    for name in SERVER_SERVICES:
        assert re.fullmatch(rf"{name}:\d+", services[name]["image"])
    assert all(re.fullmatch(r"python:3\.\d+-slim", base) for base in bases())


def test_services_wait_for_migrations_and_migrations_for_the_database(
    services: dict[str, Any],
) -> None:
    first = {"migrate": {"condition": "service_completed_successfully"}}
    redis = {"redis": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"] == {**first, **redis}
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_services_restart_except_the_migrations(services: dict[str, Any]) -> None:
    policies = {name: service["restart"] for name, service in services.items()}
    assert policies.pop("migrate") == "no"
    assert set(policies.values()) == {"unless-stopped"}


def test_every_long_running_service_has_a_health_check(services: dict[str, Any]) -> None:
    checked = {name for name in services if "test" in services[name].get("healthcheck", {})}
    assert checked == {"postgres", "redis", "worker", "beat"}
    assert "/readyz" in " ".join(image().health)  # for web
    assert services["migrate"]["healthcheck"] == {"disable": True}


def test_only_postgres_stores_data_permanently(services: dict[str, Any]) -> None:
    mounted = {name for name in services if "volumes" in services[name]}
    assert mounted == {"postgres", "web", "worker"}
    # Web and worker share only uploads that are not read yet, and reports kept for a week.
    assert services["web"]["volumes"] == services["worker"]["volumes"]
    assert shlex.join(services["redis"]["command"]) == "redis-server --save '' --appendonly no"


def test_urls_point_to_the_services_of_the_file(services: dict[str, Any]) -> None:
    told, server = services["web"]["environment"], services["postgres"]["environment"]
    user, password = server["POSTGRES_USER"], server["POSTGRES_PASSWORD"]
    # The postgres image creates a database named after its user.
    assert told["DATABASE_URL"] == f"postgres://{user}:{password}@postgres:5432/{user}"
    assert told["REDIS_URL"] == "redis://redis:6379/0"


def test_only_web_has_a_port_and_only_on_localhost(services: dict[str, Any]) -> None:
    ours = image()
    (port,) = ours.ports
    assert ours.command[ours.command.index("--port") + 1] == str(port)
    reached = {name: services[name]["ports"] for name in services if "ports" in services[name]}
    assert reached == {"web": [f"127.0.0.1:8000:{port}"]}
    assert load_compose({**SECRETS, "PORT": "80"})["services"]["web"]["ports"] == [
        f"127.0.0.1:80:{port}"
    ]


def test_workers_can_be_scaled(services: dict[str, Any]) -> None:
    assert not {"container_name", "hostname", "ports"} & services["worker"].keys()
    more = load_compose({**SECRETS, "WORKER_CONCURRENCY": "7"})["services"]["worker"]
    assert "--concurrency=7" in more["command"]


def test_a_worker_has_300_mb_for_each_process(services: dict[str, Any]) -> None:
    words = dict(word.split("=") for word in services["worker"]["command"] if "=" in word)
    most = int(words["--max-memory-per-child"]) * 2**10
    assert most < 310 * MEGABYTE
    processes = int(words["--concurrency"]) + 1
    assert size(services["worker"]["mem_limit"]) >= most * processes


def test_a_stopped_worker_has_time_to_finish(services: dict[str, Any]) -> None:
    worker = services["worker"]
    assert worker["stop_signal"] == "SIGQUIT"  # the signal for Celery's soft shutdown
    assert seconds(worker["stop_grace_period"]) > app.conf.worker_soft_shutdown_timeout


def test_the_build_context_contains_only_what_the_image_copies() -> None:
    assert allowed_names() == {*image().sources, "requirements.lock"}


# Variables ----------------------------------------------------------------------------------------


@each_secret
@pytest.mark.parametrize("given", [{}, {"SECRET_KEY": "", "POSTGRES_PASSWORD": ""}])
def test_a_missing_secret_is_reported_with_an_explanation(
    secret: str, given: dict[str, str]
) -> None:
    others = {name: value for name, value in SECRETS.items() if name != secret}
    with pytest.raises(MissingVariableError, match=rf"{secret} .*missing, set it in \.env"):
        load_compose({**given, **others})


def test_no_secret_has_a_default(services: dict[str, Any]) -> None:
    # Empty because optional, or not needed.
    providers = ("OIDC_", "GOOGLE_", "MICROSOFT_", "WEBHOOK_", "REPORT_FONTS")
    empty = {name for name, value in example().items() if not value}
    assert {name for name in empty if not name.startswith(providers)} == set(SECRETS)
    with pytest.raises(MissingVariableError):
        load_compose(example())
    assert not {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL"} & image().variables.keys()
    assert services["web"]["environment"]["EMAIL_URL"] == "console://"


def test_the_example_lists_every_variable_of_the_compose_file() -> None:
    assert set(example()) == variables_read()


def test_every_server_setting_is_passed_through_by_compose(
    services: dict[str, Any],
) -> None:
    assert set(services["web"]["environment"]) == variables() - NOT_IN_COMPOSE
