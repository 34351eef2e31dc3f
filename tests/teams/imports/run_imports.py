"""Helpers for import tests: upload on the page, then do the worker's steps."""

import io
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from teams.importers.archive.bundle import Upload
from teams.imports import actions, worker
from teams.models import DailyLog, Import, Rep
from tests.teams.importers.archives import basic_archive
from tests.world import Person, World


def content(upload: Upload) -> bytes:
    """The bytes of a generated archive."""
    assert isinstance(upload.content, io.BytesIO)
    return upload.content.getvalue()


def archive(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The basic archive download, of 10 March 2026, as file name and bytes."""
    upload = basic_archive(files)
    return {upload.name: content(upload)}


def upload_files(
    world: World, files: Mapping[str, bytes], person: Person = "rep", **form: Any
) -> Import:
    """Uploads whole files, as the form does without JavaScript, and reads them."""
    sent = [SimpleUploadedFile(name, each) for name, each in files.items()]
    answer = world.signed_in(person).post("/imports/", {"files": sent, **form})
    assert answer.status_code == 302, answer.content.decode()
    pk = int(answer.headers["Location"].strip("/").split("/")[-1])
    with world.scope():
        worker.perform_step(pk)
        return Import.objects.get(pk=pk)


def apply_import(world: World, imported: Import, *, skip_bad_rows: bool = False) -> Import:
    """Applies the import as the worker does."""
    with world.scope():
        actions.request_apply(imported, skip_bad_rows=skip_bad_rows)
        assert worker.perform_step(imported.pk)
        return Import.objects.get(pk=imported.pk)


def undo_import(world: World, imported: Import) -> Import:
    """Undoes the import as the worker does."""
    with world.scope():
        actions.request_undo(Import.objects.get(pk=imported.pk))
        assert worker.perform_step(imported.pk)
        return Import.objects.get(pk=imported.pk)


def known_by_day(rep: Rep) -> dict[int, dict[str, Any]]:
    """Known values of the rep's days by day of the month."""
    return {log.day.day: log.known() for log in DailyLog.objects.of(rep)}


def log_columns(rep: Rep) -> list[dict[str, Any]]:
    """All columns of the rep's daily logs except the time of saving."""
    rows = DailyLog.objects.of(rep).values()
    return [{key: each[key] for key in each if key != "saved_at"} for each in rows]
