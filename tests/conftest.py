"""What every test can ask for; tests/settings.py says in what surroundings they run."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module, reload
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.urls import clear_url_caches
from pytest_django import DjangoDbBlocker

from scoring.in_force import ask_again
from scoring.models import version_of
from tests import databases, servers
from tests.settings import ON_POSTGRES
from tests.world import World, build_world

# Few examples, and always these, in every run; more, and others each time, in the slow ones. How
# fast the machine is decides nothing.
NO_HURRY = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("few", max_examples=10, derandomize=True, **NO_HURRY)
hypothesis.settings.register_profile("many", max_examples=100, **NO_HURRY)
hypothesis.settings.load_profile("few")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test marked `postgres` runs on PostgreSQL: its database is changed before all else.

    Where the others run on SQLite it belongs to the slow ones, as do all that ask for a server of
    that kind.
    """
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        if item.get_closest_marker("postgres"):
            item.fixturenames.insert(0, "on_postgres")
        if {"on_postgres", "postgres_url"} & set(item.fixturenames) and not ON_POSTGRES:
            item.add_marker("slow")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Counts and names what was skipped, and why, in the last lines."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        by_reason[report.longrepr[2].removeprefix("Skipped: ")].append(report.nodeid)
    if not by_reason:
        return
    terminalreporter.section(f"{sum(map(len, by_reason.values()))} skipped")
    for reason, tests in by_reason.items():
        terminalreporter.line(f"{len(tests)} because: {reason}")
        terminalreporter.line(f"    {', '.join(sorted(tests))}")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """No test finds what another left in the caches, such as counted sign-in attempts."""
    for name in settings.CACHES:
        caches[name].clear()
    version_of.cache_clear()
    ask_again()


@pytest.fixture(autouse=True)
def _uploads_of_ones_own(settings: Any, tmp_path: Path) -> None:
    """Tests side by side have databases of their own, and so imports of the same number."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.REPORT_DIR = tmp_path / "reports"


@pytest.fixture
def in_debug(settings: Any) -> Iterator[None]:
    """The routes there are in debug only; they are made when they are imported."""
    settings.DEBUG = True
    _routes_again()
    yield
    settings.DEBUG = False
    _routes_again()


def _routes_again() -> None:
    reload(import_module("ssi_project.urls"))
    clear_url_caches()


# People -------------------------------------------------------------------------------------------


@pytest.fixture
def world(db: None) -> World:
    """Northwind and its people, whose reps' ids begin at 1: they share a shard."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('teams_rep', 'id'), 1, false)")
    return build_world()


# Servers ------------------------------------------------------------------------------------------


@contextmanager
def _or_skip() -> Iterator[None]:
    try:
        yield
    except servers.NotAtHandError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """URL of a PostgreSQL database of one's own, empty."""
    with _or_skip(), servers.postgres_database(settings.DATA_DIR) as url:
        yield url


@pytest.fixture
def redis_url() -> Iterator[str]:
    """URL of a Redis database of one's own, empty; its server may be shared (see own_redis)."""
    with _or_skip(), servers.redis_database(settings.DATA_DIR) as url:
        yield url


@pytest.fixture
def own_redis(tmp_path: Any) -> Iterator[servers.OwnRedis]:
    """A Redis server to stop, freeze and empty."""
    with _or_skip(), servers.own_redis(tmp_path) as server:
        yield server


# Databases ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A migrated database of this process, in place of one that pytest-django migrates."""
    copy = databases.postgres_copy if ON_POSTGRES else databases.sqlite_copy
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            config = stack.enter_context(copy(settings.DATA_DIR))
        stack.enter_context(databases.default_database(config))
        yield


@pytest.fixture
def on_postgres(request: pytest.FixtureRequest) -> Iterator[None]:
    """Puts the test on PostgreSQL; the `postgres` mark asks for it."""
    if ON_POSTGRES:
        yield
    else:
        with databases.default_database(request.getfixturevalue("_migrated_postgres")):
            yield


@pytest.fixture(scope="session")
def _migrated_postgres(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[databases.Config]:
    """Django's settings of a migrated PostgreSQL database, while the suite runs on SQLite."""
    with ExitStack() as stack:
        with _or_skip(), django_db_blocker.unblock():
            config = stack.enter_context(databases.postgres_copy(settings.DATA_DIR))
        yield config
