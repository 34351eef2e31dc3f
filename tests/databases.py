"""Test databases: migrated by the first process of a run, then copied for every other.

Migrating takes two seconds of a processor and copying none.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import dj_database_url
from django.core.management import call_command
from django.db import connections

from tests import servers

Config = dict[str, Any]  # as in DATABASES


@contextmanager
def sqlite_copy(folder: Path) -> Iterator[Config]:
    """A migrated file of its own. A file, as in production: several connections see it."""
    template = servers.run_once(folder, "sqlite", lambda: str(_migrated_file(folder)))
    own = folder / f"test-{uuid4().hex[:12]}.sqlite3"
    shutil.copyfile(template, own)
    yield _config(NAME=str(own))
    own.unlink()


@contextmanager
def postgres_copy(folder: Path) -> Iterator[Config]:
    """A migrated PostgreSQL database of its own; raises `servers.NotAtHandError`."""
    with servers.postgres_template_copy(folder, lambda url: _migrate(_postgres_config(url))) as url:
        yield _postgres_config(url)


@contextmanager
def default_database(config: Config) -> Iterator[None]:
    """Makes another database Django's default one meanwhile, in new threads too."""
    before = connections.settings["default"], connections["default"]
    connections.settings["default"] = config
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before


def _migrated_file(folder: Path) -> Path:
    path = folder / "template.sqlite3"
    _migrate(_config(NAME=str(path)))
    return path


def empty_sqlite_file(path: Path) -> Config:
    """Settings of an SQLite file without tables, on whichever database the suite runs."""
    return _config(OPTIONS={}, **dj_database_url.parse(f"sqlite:///{path}"))


def _postgres_config(url: str) -> Config:
    return _config(OPTIONS={}, **dj_database_url.parse(url))


def _config(**changed: Any) -> Config:
    return {**connections.settings["default"], **changed}


def _migrate(config: Config) -> None:
    with default_database(config):
        call_command("migrate", verbosity=0, interactive=False)
