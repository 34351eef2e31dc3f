"""What docker-compose.yml, the Dockerfile and .env.example promise, by reading them."""

import re
import shlex
from typing import Any

import pytest

from ssi_project.celery import app
from tests.compose import (
    OURS,
    SECRETS,
    THEIRS,
    MissingVariableError,
    bases,
    composition,
    image,
    let_in,
    seconds,
    size,
    variables_read,
)
from tests.programs import ROOT
from tests.test_docs import variables

# Of an installation from a folder, of the image's build, of tests: nobody sets them in .env.
NOT_IN_COMPOSE = {
    "UPLOAD_DIR", "REPORT_DIR", "DATA_DIR", "COLLECT_STATIC", "DEBUG", "FAILPOINT",
}  # fmt: skip
MEGABYTE = 10**6

each_of_ours = pytest.mark.parametrize("name", OURS)
each_secret = pytest.mark.parametrize("secret", SECRETS)


@pytest.fixture
def services() -> dict[str, Any]:
    """The services with nothing but the secrets set."""
    found: dict[str, Any] = composition(SECRETS)["services"]
    return found


def example() -> dict[str, str]:
    """.env.example, as compose would read it."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


# What the files say -------------------------------------------------------------------------------


def test_there_are_these_services_and_no_others(services: dict[str, Any]) -> None:
    assert set(services) == {*OURS, *THEIRS}


@each_of_ours
def test_all_of_ours_are_the_same_image(services: dict[str, Any], name: str) -> None:
    web, service = services["web"], services[name]
    assert (service["image"], service["build"]) == (web["image"], web["build"]) == ("seventy", ".")
    assert service["environment"] == web["environment"]


@each_of_ours
def test_none_of_ours_runs_as_root(services: dict[str, Any], name: str) -> None:
    assert image().user not in {"", "root", "0"}
    assert not {"user", "privileged", "cap_add"} & services[name].keys()
    assert services[name]["cap_drop"] == ["ALL"]


def test_the_user_of_the_image_can_write_to_the_data_folder_and_its_build_can_too() -> None:
    ours = image()
    (made,) = (run for by, run in ours.runs if run.startswith("useradd"))
    assert f"--create-home --home-dir {ours.variables['DATA_DIR']} {ours.user}" in made
    assert [by for by, run in ours.runs if "manage.py" in run] == [ours.user]


def test_images_of_others_are_pinned_to_a_major_version(services: dict[str, Any]) -> None:
    for name in THEIRS:
        assert re.fullmatch(rf"{name}:\d+", services[name]["image"])
    assert all(re.fullmatch(r"python:3\.\d+-slim", base) for base in bases())


def test_all_of_ours_wait_for_the_migrations_and_these_for_the_database(
    services: dict[str, Any],
) -> None:
    first = {"migrate": {"condition": "service_completed_successfully"}}
    redis = {"redis": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"] == {**first, **redis}
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_what_ends_is_started_again_but_for_the_migrations(services: dict[str, Any]) -> None:
    policies = {name: service["restart"] for name, service in services.items()}
    assert policies.pop("migrate") == "no"
    assert set(policies.values()) == {"unless-stopped"}


def test_everything_that_stays_says_whether_it_is_well(services: dict[str, Any]) -> None:
    checked = {name for name in services if "test" in services[name].get("healthcheck", {})}
    assert checked == {"postgres", "redis", "worker", "beat"}
    assert "/readyz" in " ".join(image().health)  # for web
    assert services["migrate"]["healthcheck"] == {"disable": True}


def test_only_postgres_keeps_anything(services: dict[str, Any]) -> None:
    mounted = {name for name in services if "volumes" in services[name]}
    assert mounted == {"postgres", "web", "worker"}
    # Web and worker share nothing but files sent and not read yet, and reports kept for a week.
    assert services["web"]["volumes"] == services["worker"]["volumes"]
    assert shlex.join(services["redis"]["command"]) == "redis-server --save '' --appendonly no"


def test_addresses_lead_to_the_services_beside(services: dict[str, Any]) -> None:
    told, server = services["web"]["environment"], services["postgres"]["environment"]
    user, password = server["POSTGRES_USER"], server["POSTGRES_PASSWORD"]
    # The image of postgres makes a database with the name of its user.
    assert told["DATABASE_URL"] == f"postgres://{user}:{password}@postgres:5432/{user}"
    assert told["REDIS_URL"] == "redis://redis:6379/0"


def test_only_web_is_reached_and_only_from_the_host_itself(services: dict[str, Any]) -> None:
    ours = image()
    (port,) = ours.ports
    assert ours.command[ours.command.index("--port") + 1] == str(port)
    reached = {name: services[name]["ports"] for name in services if "ports" in services[name]}
    assert reached == {"web": [f"127.0.0.1:8000:{port}"]}
    assert composition({**SECRETS, "PORT": "80"})["services"]["web"]["ports"] == [
        f"127.0.0.1:80:{port}"
    ]


def test_there_may_be_many_workers(services: dict[str, Any]) -> None:
    assert not {"container_name", "hostname", "ports"} & services["worker"].keys()
    more = composition({**SECRETS, "WORKER_CONCURRENCY": "7"})["services"]["worker"]
    assert "--concurrency=7" in more["command"]


def test_a_worker_has_300_mb_for_each_process(services: dict[str, Any]) -> None:
    words = dict(word.split("=") for word in services["worker"]["command"] if "=" in word)
    most = int(words["--max-memory-per-child"]) * 2**10
    assert most < 310 * MEGABYTE
    processes = int(words["--concurrency"]) + 1
    assert size(services["worker"]["mem_limit"]) >= most * processes


def test_a_worker_that_is_stopped_has_time_to_finish(services: dict[str, Any]) -> None:
    worker = services["worker"]
    assert worker["stop_signal"] == "SIGQUIT"  # the one that Celery gives a time to
    assert seconds(worker["stop_grace_period"]) > app.conf.worker_soft_shutdown_timeout


def test_the_image_is_given_what_it_copies_and_nothing_else() -> None:
    assert let_in() == {*image().sources, "requirements.lock"}


# Variables ----------------------------------------------------------------------------------------


@each_secret
@pytest.mark.parametrize("given", [{}, {"SECRET_KEY": "", "POSTGRES_PASSWORD": ""}])
def test_a_missing_secret_is_said_in_a_sentence(secret: str, given: dict[str, str]) -> None:
    others = {name: value for name, value in SECRETS.items() if name != secret}
    with pytest.raises(MissingVariableError, match=rf"{secret} .*missing, set it in \.env"):
        composition({**given, **others})


def test_no_secret_has_a_default(services: dict[str, Any]) -> None:
    # Empty: not offered, or not needed.
    providers = ("OIDC_", "GOOGLE_", "MICROSOFT_", "WEBHOOK_", "REPORT_FONTS")
    empty = {name for name, value in example().items() if not value}
    assert {name for name in empty if not name.startswith(providers)} == set(SECRETS)
    with pytest.raises(MissingVariableError):
        composition(example())
    assert not {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL"} & image().variables.keys()
    assert services["web"]["environment"]["EMAIL_URL"] == "console://"


def test_the_example_names_every_variable_the_compose_file_reads() -> None:
    assert set(example()) == variables_read()


def test_every_setting_of_a_server_can_be_made_in_the_environment(
    services: dict[str, Any],
) -> None:
    assert set(services["web"]["environment"]) == variables() - NOT_IN_COMPOSE
