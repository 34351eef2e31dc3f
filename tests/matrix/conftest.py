"""What the tests of the matrix share."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.matrix.stage import NOON, Stage, build_stage, undone


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Built once a file: a question leaves nothing behind, so all can be asked of the same.

    For longer it may not stand: other tests would find it in the database.
    """
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), undone():
        yield build_stage()
