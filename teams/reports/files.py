"""Storage of report files: one folder per job, shared by web and workers, kept for some days.

A folder holds the finished file and the pieces of a batch. Files that expired, were superseded, or
name an erased person are deleted.
"""

import shutil
from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_scopes import scopes_disabled

from teams.models import Organization, ReportJob

ERASED_MESSAGE = "Somebody in it was erased, so the file is gone. Ask for it again."
PIECES = "pieces"
S = ReportJob.State


def folder_of(pk: int) -> Path:
    """Returns the folder of a job."""
    folder: Path = settings.REPORT_DIR / str(pk)
    return folder


def pieces_of(pk: int) -> Path:
    """Returns the folder of single-rep files, named by rep id, that are packed at the end."""
    return folder_of(pk) / PIECES


def path_of(job: ReportJob) -> Path | None:
    """Returns the job's file, or None if there is none (any more)."""
    path = folder_of(job.pk) / job.file
    return path if job.file and path.is_file() else None


def write_atomically(path: Path, content: bytes) -> None:
    """Writes a file atomically, safe against concurrent writers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{id(content)}.part")
    part.write_bytes(content)
    part.replace(path)


def delete_folders(pks: Iterable[int]) -> None:
    """Deletes the folders of these jobs."""
    for pk in pks:
        shutil.rmtree(folder_of(pk), ignore_errors=True)


def delete_extra_files(job: ReportJob) -> None:
    """Deletes pieces, and files left by workers that had lost their lease."""
    shutil.rmtree(pieces_of(job.pk), ignore_errors=True)
    for path in folder_of(job.pk).glob("*"):
        if path.name != job.file:
            path.unlink(missing_ok=True)


def delete_pieces(pk: int, reps: Collection[int]) -> None:
    """Deletes the pieces of these reps."""
    for path in pieces_of(pk).glob("*"):
        if path.name.partition(".")[0] in {str(rep) for rep in reps}:
            path.unlink(missing_ok=True)


def delete_job(job: ReportJob) -> None:
    """Deletes the job and, after the transaction, its files."""
    pk = job.pk
    ReportJob.objects.filter(pk=pk).delete()
    transaction.on_commit(partial(delete_folders, [pk]), robust=True)


# Erasing ------------------------------------------------------------------------------------------


def delete_reports_of_reps(organization: Organization, reps: Collection[int]) -> None:
    """Deletes all report files that name these reps. Call it in the erasing transaction.

    Reports in progress lose their lease and are made again without them. A file finished just
    before is found by the query that follows.
    """
    jobs = ReportJob.objects.filter(organization=organization)
    jobs.open().update(token=None, leased_until=None, attempts=0)
    open_ones = list(jobs.open().values_list("pk", flat=True))
    affected = [job for job in jobs.exclude(state=S.FAILED) if set(reps) & set(job.reps)]
    for job in affected:
        _fail_job(job, reps)
    with_file = [job.pk for job in affected if job.file]
    transaction.on_commit(partial(delete_folders, with_file), robust=True)
    for pk in open_ones:
        transaction.on_commit(partial(delete_pieces, pk, reps), robust=True)


def _fail_job(job: ReportJob, reps: Collection[int]) -> None:
    """Marks a finished report as failed; one still to be mailed is made again."""
    emptied = {"file": "", "name": "", "size": 0, "made_at": None}
    if job.asked.get("kind") == "rep" and job.asked.get("pk") in reps:
        emptied["how"] = job.how | {"title": "A rep who was erased"}
    if job.state == S.MADE:
        emptied |= {"state": S.FAILED, "error": ERASED_MESSAGE}
    ReportJob.objects.filter(pk=job.pk).update(**emptied)


# Deleting expired files ---------------------------------------------------------------------------


def delete_expired_jobs(organization: Organization) -> int:
    """Deletes expired jobs with their files; returns how many."""
    expired = [job.pk for job in ReportJob.objects.filter(organization=organization).expired()]
    ReportJob.objects.filter(pk__in=expired).delete()
    delete_folders(expired)
    for job in ReportJob.objects.filter(organization=organization).exclude(state=S.MAKING):
        delete_extra_files(job)
    return len(expired)


def delete_orphan_folders() -> None:
    """Deletes folders whose job no longer exists, such as after erasing its user."""
    if not settings.REPORT_DIR.is_dir():
        return
    folder_ids = {int(path.name) for path in settings.REPORT_DIR.iterdir() if path.name.isdecimal()}
    with scopes_disabled():
        job_ids = set(
            ReportJob.objects.filter(pk__in=folder_ids).order_by().values_list("pk", flat=True)
        )
    delete_folders(folder_ids - job_ids)
