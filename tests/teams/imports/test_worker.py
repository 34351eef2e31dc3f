"""Killed, duplicate and late import workers: every day is applied once and can be undone."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.utils import timezone

from teams.base import lease
from teams.imports import actions, apply, worker
from teams.imports.tasks import queue_pending_imports, work_on_import
from teams.models import AuditEntry, Import, ImportedDay
from tests.teams.importers.archives import shares
from tests.teams.imports.run_imports import (
    apply_import,
    archive,
    known_by_day,
    log_columns,
    undo_import,
    upload_files,
)
from tests.world import World

S = Import.State


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-03-10T12:00Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "BATCH", 2)


class WorkerKilledError(BaseException):
    """Simulated death of the worker."""


def kill_after_batches(world: World, pk: int, batches: int) -> None:
    """Works on an import and dies in the batch after `batches` committed ones."""
    real, left = lease.Lease.renew, iter(range(batches + 1))

    def renew(held: lease.Lease[Import]) -> None:
        real(held)
        if next(left, None) == batches:
            raise WorkerKilledError

    with world.scope(), patch.object(lease.Lease, "renew", renew), pytest.raises(WorkerKilledError):
        worker.perform_step(pk)


def after_lease_expiry() -> time_machine.travel:
    """Time travel to after the end of any lease."""
    return time_machine.travel(
        timezone.now() + lease.LEASE_DURATION + timedelta(seconds=1), tick=False
    )


@pytest.fixture
def found(world: World) -> Import:
    imported = upload_files(world, archive({"Shares.csv": shares(3, 5, 7)}))
    assert imported.found["rows"] == 7
    return imported


@pytest.fixture
def whole(world: World, found: Import) -> list[dict[str, object]]:
    """The rep's days after an import without interruptions."""
    with world.scope():
        pk = found.pk
    apply_import(world, found)
    with world.scope():
        days = log_columns(world.rep)
    undo_import(world, Import(pk=pk, state=S.APPLIED))
    return days


@pytest.mark.parametrize("batches", range(4))
def test_another_worker_applies_the_rest_and_undo_restores_everything(
    world: World, found: Import, batches: int
) -> None:
    with world.scope():
        actions.request_apply(found)
    kill_after_batches(world, found.pk, batches)
    with world.scope():
        assert not worker.perform_step(found.pk)  # the lease of the dead worker
        assert len(known_by_day(world.rep)) == min(7, 2 * batches)
    with after_lease_expiry(), world.scope():
        assert worker.perform_step(found.pk)
        imported = Import.objects.get(pk=found.pk)
        assert (imported.state, imported.changed) == (S.APPLIED, 7)
        assert len(known_by_day(world.rep)) == 7
        assert AuditEntry.objects.count() == 1
    with after_lease_expiry():
        undo_import(world, imported)
    with world.scope():
        assert log_columns(world.rep) == []


@pytest.mark.parametrize("batches", range(3))
def test_an_interrupted_undo_is_continued(world: World, found: Import, batches: int) -> None:
    apply_import(world, found)
    with world.scope():
        actions.request_undo(Import.objects.get(pk=found.pk))
    kill_after_batches(world, found.pk, batches)
    with after_lease_expiry(), world.scope():
        assert worker.perform_step(found.pk)
        assert Import.objects.get(pk=found.pk).state == S.UNDONE
        assert log_columns(world.rep) == []


def test_a_worker_that_comes_back_after_its_lease_writes_nothing(
    world: World, found: Import
) -> None:
    with world.scope():
        actions.request_apply(found)
        frozen = worker.lease_import(found.pk)
        assert frozen
    with after_lease_expiry(), world.scope():
        assert worker.perform_step(found.pk)
        with pytest.raises(lease.LeaseLostError):
            worker.apply_import(frozen)
        assert Import.objects.get(pk=found.pk).changed == 7


def test_an_import_fails_after_three_attempts(world: World, found: Import) -> None:
    with world.scope():
        actions.request_apply(found)
    for attempt in range(3):
        with time_machine.travel(timezone.now() + attempt * 2 * lease.LEASE_DURATION, tick=False):
            kill_after_batches(world, found.pk, 0)
    with time_machine.travel(timezone.now() + 8 * lease.LEASE_DURATION, tick=False), world.scope():
        assert not worker.perform_step(found.pk)
        imported = Import.objects.get(pk=found.pk)
        assert (imported.state, "tried three times" in imported.error) == (S.FAILED, True)


def test_a_partly_applied_failed_import_can_be_undone(world: World, found: Import) -> None:
    with world.scope():
        actions.request_apply(found)
    for attempt in range(3):
        with time_machine.travel(timezone.now() + attempt * 2 * lease.LEASE_DURATION, tick=False):
            kill_after_batches(world, found.pk, 1 if attempt == 0 else 0)
    with time_machine.travel(timezone.now() + 8 * lease.LEASE_DURATION, tick=False):
        with world.scope():
            worker.perform_step(found.pk)
            assert len(known_by_day(world.rep)) == 2
        page = world.signed_in("rep").get(f"/imports/{found.pk}/").content.decode()
        assert "Some of its days were applied before." in page
        assert undo_import(world, found).state == S.UNDONE
    with world.scope():
        assert log_columns(world.rep) == []


def test_the_tick_queues_imports_without_a_worker(
    world: World, found: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[tuple[int, int]] = []
    monkeypatch.setattr(work_on_import, "apply_async", lambda args, **_: rung.append(args))
    queue_pending_imports()
    assert rung == []
    with world.scope():
        actions.request_apply(found)
    queue_pending_imports()
    assert rung == [(world.organization.pk, found.pk)]
    work_on_import(*rung[0])
    work_on_import(*rung[0])
    with world.scope():
        assert Import.objects.get(pk=found.pk).state == S.APPLIED


def test_abandoned_imports_are_discarded_after_a_week(world: World, found: Import) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False), world.scope():
        actions.discard_abandoned_imports()
        assert Import.objects.get(pk=found.pk).state == S.FOUND
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False), world.scope():
        actions.discard_abandoned_imports()
        assert Import.objects.get(pk=found.pk).state == S.DISCARDED
        assert not ImportedDay.objects.exists()
