"""Fixtures for all tests; tests/settings.py has their Django settings."""

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

from scoring.daily.active_version import clear_timeline_cache
from scoring.models import version_of
from scoring.models.snapshots import coverage_of, half_range_of
from tests import databases, servers
from tests.settings import ON_POSTGRES
from tests.world import World, build_world

# Few examples, and always these, in every run; more, and others each time, in the slow ones. How
# fast the machine is decides nothing.
NO_DEADLINE = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("few", NO_DEADLINE, max_examples=10, derandomize=True)
hypothesis.settings.register_profile("many", NO_DEADLINE, max_examples=100)
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
    """Lists skipped tests by reason at the end of the output."""
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
    """Clears the caches, so that no test sees values cached by another (sign-in attempts etc.)."""
    for name in settings.CACHES:
        caches[name].clear()
    for remembered in (version_of, coverage_of, half_range_of):
        remembered.cache_clear()
    clear_timeline_cache()


@pytest.fixture(autouse=True)
def _uploads_of_ones_own(settings: Any, tmp_path: Path) -> None:
    """Parallel tests use separate databases, so their imports have equal numbers."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.REPORT_DIR = tmp_path / "reports"


@pytest.fixture
def in_debug(settings: Any) -> Iterator[None]:
    """Adds the routes that exist only in debug mode; routes are created at import."""
    settings.DEBUG = True
    _reload_routes()
    yield
    settings.DEBUG = False
    _reload_routes()


def _reload_routes() -> None:
    reload(import_module("ssi_project.urls"))
    clear_url_caches()


# People -------------------------------------------------------------------------------------------


@pytest.fixture
def world(db: None) -> World:
    """Northwind and its people; rep ids start at 1, so all reps share a shard."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('teams_rep', 'id'), 1, false)")
    return build_world()


# Servers ------------------------------------------------------------------------------------------


@contextmanager
def _skip_if_unavailable() -> Iterator[None]:
    try:
        yield
    except servers.ServerUnavailableError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """URL of an empty PostgreSQL database for this test alone."""
    with _skip_if_unavailable(), servers.postgres_database(settings.DATA_DIR) as url:
        yield url


@pytest.fixture
def redis_url() -> Iterator[str]:
    """URL of an empty Redis database for this test; the server may be shared (see own_redis)."""
    with _skip_if_unavailable(), servers.redis_database(settings.DATA_DIR) as url:
        yield url


@pytest.fixture
def own_redis(tmp_path: Any) -> Iterator[servers.OwnRedis]:
    """A Redis server for this test alone, which may be stopped, frozen and emptied."""
    with _skip_if_unavailable(), servers.own_redis(tmp_path) as server:
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
    """Runs the test on PostgreSQL; added by the `postgres` mark."""
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
        with _skip_if_unavailable(), django_db_blocker.unblock():
            config = stack.enter_context(databases.postgres_copy(settings.DATA_DIR))
        yield config
