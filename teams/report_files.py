"""Where files of reports are kept, for some days: a folder a job, shared by web and workers.

In it lie the pieces a batch is made of and the file itself. What nobody may have any more goes from
it: files that are over, that were superseded, and those that name a person who was erased.
"""

import shutil
from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_scopes import scopes_disabled

from teams.models import Organization, ReportJob

ERASED = "Somebody in it was erased, so the file is gone. Ask for it again."
PIECES = "pieces"
S = ReportJob.State


def folder_of(pk: int) -> Path:
    """All that is kept of a job."""
    folder: Path = settings.REPORT_DIR / str(pk)
    return folder


def pieces_of(pk: int) -> Path:
    """Files of one rep each, named by the rep's id, until they are packed together."""
    return folder_of(pk) / PIECES


def path_of(job: ReportJob) -> Path | None:
    """The job's file; None where there is none (any more)."""
    path = folder_of(job.pk) / job.file
    return path if job.file and path.is_file() else None


def write_whole(path: Path, content: bytes) -> None:
    """The file is there whole or not at all, whoever else writes it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{id(content)}.part")
    beside.write_bytes(content)
    beside.replace(path)


def drop(pks: Iterable[int]) -> None:
    """Nothing is kept of these jobs."""
    for pk in pks:
        shutil.rmtree(folder_of(pk), ignore_errors=True)


def keep_only_the_file(job: ReportJob) -> None:
    """Pieces, and files that somebody without a lease made, go."""
    shutil.rmtree(pieces_of(job.pk), ignore_errors=True)
    for path in folder_of(job.pk).glob("*"):
        if path.name != job.file:
            path.unlink(missing_ok=True)


def drop_pieces(pk: int, reps: Collection[int]) -> None:
    """Pieces of these reps go."""
    for path in pieces_of(pk).glob("*"):
        if path.name.partition(".")[0] in {str(rep) for rep in reps}:
            path.unlink(missing_ok=True)


def delete(job: ReportJob) -> None:
    """The job and its file are not wanted any more."""
    pk = job.pk
    ReportJob.objects.filter(pk=pk).delete()
    transaction.on_commit(partial(drop, [pk]), robust=True)


# Erasing ------------------------------------------------------------------------------------------


def forget_reps(organization: Organization, reps: Collection[int]) -> None:
    """No file kept names these reps any more. Call it in the transaction that erases them.

    Whatever is just being made loses its lease: it is made again of those who are left. A file that
    was finished a moment before is seen by the second look.
    """
    ours = ReportJob.objects.filter(organization=organization)
    ours.open().update(token=None, leased_until=None, attempts=0)
    open_ones = list(ours.open().values_list("pk", flat=True))
    naming = [job for job in ours.exclude(state=S.FAILED) if set(reps) & set(job.reps)]
    for job in naming:
        _forget(job, reps)
    made = [job.pk for job in naming if job.file]
    transaction.on_commit(partial(drop, made), robust=True)
    for pk in open_ones:
        transaction.on_commit(partial(drop_pieces, pk, reps), robust=True)


def _forget(job: ReportJob, reps: Collection[int]) -> None:
    """A finished one has failed; one whose mail has not left is made again."""
    now = {"file": "", "name": "", "size": 0, "made_at": None}
    if job.asked.get("kind") == "rep" and job.asked.get("pk") in reps:
        now["how"] = job.how | {"title": "A rep who was erased"}
    if job.state == S.MADE:
        now |= {"state": S.FAILED, "error": ERASED}
    ReportJob.objects.filter(pk=job.pk).update(**now)


# Tidying ------------------------------------------------------------------------------------------


def tidy(organization: Organization) -> int:
    """What was kept long enough goes; returns how many jobs it were."""
    over = [job.pk for job in ReportJob.objects.filter(organization=organization).over()]
    ReportJob.objects.filter(pk__in=over).delete()
    drop(over)
    for job in ReportJob.objects.filter(organization=organization).exclude(state=S.MAKING):
        keep_only_the_file(job)
    return len(over)


def tidy_orphans() -> None:
    """Folders of jobs that are not there any more go: the user was erased, say."""
    if not settings.REPORT_DIR.is_dir():
        return
    there = {int(path.name) for path in settings.REPORT_DIR.iterdir() if path.name.isdecimal()}
    with scopes_disabled():
        known = set(ReportJob.objects.filter(pk__in=there).order_by().values_list("pk", flat=True))
    drop(there - known)
