"""Fixtures for the access matrix."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.matrix.stage import NOON, Stage, build_stage, rolled_back


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """The world for all tests of one module; every request is rolled back.

    Not shared between modules, because other tests would find it in the database.
    """
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), rolled_back():
        yield build_stage()
