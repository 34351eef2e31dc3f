"""Settings of tests and checks: the product's own, in a temporary folder and with their tools.

What the product's settings read from the environment is set before they are imported, so tests
never use var/ or variables from the developer's shell. With TEST_DATABASE=postgres the database is
PostgreSQL instead of SQLite. Workers of pytest-xdist share the folder and the server.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

from tests import servers

ON_POSTGRES = {"": False, "sqlite": False, "postgres": True}[os.environ.get("TEST_DATABASE", "")]
SETTINGS_VARIABLES = ("ALLOWED_HOSTS", "DEBUG", "HTTPS", "REDIS_URL", "SECRET_KEY", "SITE_URL")


def _new_folder() -> Path:
    """A folder that is removed when this process ends, after stopping a server started in it."""
    folder, owner = Path(tempfile.mkdtemp(prefix="seventy-tests-")), os.getpid()

    def take_down() -> None:
        if os.getpid() == owner:
            servers.stop_postgres(folder)
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(take_down)
    return folder


def _database_url(folder: Path) -> str:
    if not ON_POSTGRES:
        return f"sqlite:///{folder / 'seventy.sqlite3'}"
    try:
        server = servers.postgres_server(folder)
    except servers.ServerUnavailableError as missing:
        raise SystemExit(f"TEST_DATABASE=postgres, but {missing}.") from None
    return servers.database_url(server, f"seventy_{uuid4().hex[:12]}")


if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in SETTINGS_VARIABLES:
        os.environ.pop(name, None)
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["DATA_DIR"] = str(_new_folder())
    os.environ["DATABASE_URL"] = _database_url(Path(os.environ["DATA_DIR"]))

# The Celery app reads its settings while these are still being made, and programs that tests start
# are the product, not the tests: both get the product's own.
os.environ["DJANGO_SETTINGS_MODULE"] = "ssi_project.settings"

from ssi_project.settings import *  # noqa: E402, F403
from ssi_project.settings import (  # noqa: E402
    CACHES,
    INSTALLED_APPS,
    MIDDLEWARE,
    STATIC_ROOT,
)

TOOLS = ["django_linear_migrations", "django_migration_linter"]
# WATCH_QUERIES=1 (set by `make test-all`) makes N+1 queries raise. It is slow, and
# tests/site/test_queries.py holds the query counts of pages in any case.
WATCHES_QUERIES = bool(os.environ.get("WATCH_QUERIES"))
if WATCHES_QUERIES:
    TOOLS += ["zeal"]
    MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
INSTALLED_APPS = [*INSTALLED_APPS, *(app for app in TOOLS if app not in INSTALLED_APPS)]
MIDDLEWARE = [each.replace("whitenoise.middleware", "tests.static_files") for each in MIDDLEWARE]
# allauth loads the sessions of a user one by one when signing in; users have few.
ZEAL_ALLOWLIST = [{"model": "sessions.Session"}]
# Our model replaces knox's token model, whose table would get in the way of emptying the others.
MIGRATION_LINTER_OPTIONS = {
    "include_apps": ["teams", "scoring"],
    "ignore_initial_migrations": True,
    "no_cache": True,
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about a missing folder
