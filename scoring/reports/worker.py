"""Background job that makes a report: builds it, writes the files, packs them and mails them.

All reps' numbers are read once, in few queries. In a batch each rep's file is stored on disk as a
piece, so that a worker that takes over does not make it again. Permissions are checked before
anything is read, and again in the transaction in which the file is handed to the user.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.db import transaction
from django.utils import timezone

from scoring.daily.failpoints import stop_at_failpoint
from scoring.reports.build import gather
from scoring.reports.content import Report
from scoring.reports.mail import is_mail_due, send_report_mail
from scoring.reports.render.formats import file_name
from scoring.reports.render.writer import Writer, writer_for
from scoring.reports.request import EACH, parse_report_output
from scoring.reports.spec import ReportSpecError, parse_report_spec
from teams.access.viewer import Viewer, coaching_viewer_of
from teams.base.formatting import count_words
from teams.base.lease import Lease, LeaseLostError
from teams.models import ReportJob
from teams.notifications.mail import MailDownError
from teams.reports.files import (
    PIECES,
    delete_extra_files,
    delete_folders,
    folder_of,
    path_of,
    pieces_of,
    write_atomically,
)

JobState = ReportJob.State
log = logging.getLogger(__name__)
LEASE_PER_REP = timedelta(
    seconds=2
)  # added to the lease per rep, where a file is made in one piece
GAVE_UP_MESSAGE = (
    "It was tried three times and broke off each time. Ask for fewer people, or again later."
)
MAIL_RETRY_DELAY = timedelta(minutes=5)  # before the next try when no mail server answers
MAX_ROUNDS = 3  # attempts, when reps leave while it is made
COMPRESSED_FORMATS = {"pdf", "xlsx", "png"}  # already compressed
NO_MAIL_SERVER = "The mail server can’t be reached: the mail about it is tried again."
NO_REPS_LEFT = "You look after nobody here any more."


class RepsLeftError(Exception):
    """The report has reps that the user may not see any more."""


def run_report_job(pk: int) -> bool:
    """Does the work due for a report. Returns False if there was none or another worker has it."""
    stop_at_failpoint("report: before claim")
    lease = claim_report_job(pk)
    if lease is None:
        return False
    try:
        stop_at_failpoint("report: after claim")
        _make_and_send(lease)
    except LeaseLostError as lost:
        log.warning("%s", lost)
    except ReportSpecError as error:
        lease.finish(JobState.FAILED, error=str(error))
        delete_folders([pk])
    except MailDownError:
        lease.wait(MAIL_RETRY_DELAY, NO_MAIL_SERVER)
    except Exception as error:  # retried, up to teams.base.lease.MAX_ATTEMPTS times
        log.exception("Report %s broke off", pk)
        lease.release(f"It broke off ({type(error).__name__}) and is tried again.")
    return True


def claim_report_job(pk: int) -> Lease[ReportJob] | None:
    """Takes the job under a lease; None if there is nothing to do or another worker has it."""
    open_job = ReportJob.objects.open().filter(pk=pk).select_related("organization", "by")
    lease: Lease[ReportJob] | None = open_job.take(state=JobState.FAILED, error=GAVE_UP_MESSAGE)
    return lease


def _make_and_send(lease: Lease[ReportJob]) -> None:
    if path_of(lease.row) is None or not _may_see_all_reps(lease.row):
        _make(lease)
    delete_extra_files(lease.row)
    if is_mail_due(lease.row):
        send_report_mail(lease)
    stop_at_failpoint("report: done")


def _make(lease: Lease[ReportJob]) -> None:
    for _ in range(MAX_ROUNDS):
        try:
            _make_once(lease)
        except RepsLeftError:
            continue
        return
    raise ReportSpecError("Too many people come and go just now. Ask for it again later.")


def viewer_for(job: ReportJob) -> Viewer:
    """The requesting user with current roles; raises ReportSpecError if they oversee no rep."""
    viewer = coaching_viewer_of(job.by, job.organization_id)
    if viewer is None:
        raise ReportSpecError(NO_REPS_LEFT)
    return viewer


def _may_see_all_reps(job: ReportJob) -> bool:
    """Whether the user still oversees every rep in it; ReportSpecError if they oversee none."""
    return set(viewer_for(job).overseen_reps().values_list("pk", flat=True)).issuperset(job.reps)


def _check_access(job: ReportJob) -> None:
    if not _may_see_all_reps(job):
        raise RepsLeftError


def _make_once(lease: Lease[ReportJob]) -> None:
    job, output = lease.row, parse_report_output(lease.row.how)
    spec, organization = parse_report_spec(job.asked), job.organization
    visible_reps = viewer_for(job).overseen_reps()
    lease.renew(job.total * LEASE_PER_REP)
    report = gather(spec, organization, visible_reps, today=organization.today())
    rep_ids = [each.pk for each in report.persons]
    lease.save(reps=rep_ids, total=max(job.total, len(rep_ids)))
    writer, left_out = writer_for(output), list(_left_out_sentences(report, job.total))
    extension = "zip" if output.parts == EACH else writer.file_format.extension
    path = folder_of(job.pk) / f"{lease.token}.{extension}"
    if output.parts == EACH:
        _write_pieces(lease, report, writer)
        _pack(path, report, writer, left_out)
    else:
        lease.renew(len(rep_ids) * LEASE_PER_REP)
        stop_at_failpoint("report: before a file")
        write_atomically(path, writer.whole(report))
    name = Path(file_name(report, writer.file_format)).with_suffix(path.suffix).name
    _publish_file(lease, path, name, left_out)


def _left_out_sentences(report: Report, expected: int) -> Iterator[str]:
    """Sentences about reps left out; those who left while it was made are counted, not named."""
    missing = expected - len(report.persons)
    if missing > 0:
        yield f"{count_words(missing, 'rep')} left meanwhile, or {_was_or_were(missing)} erased."
    yield from report.without


def _was_or_were(number: int) -> str:
    return "was" if number == 1 else "were"


def _write_pieces(lease: Lease[ReportJob], report: Report, writer: Writer) -> None:
    """Writes one file per rep; keeps those that exist and deletes those of other reps."""
    folder, extension = pieces_of(lease.row.pk), writer.file_format.extension
    wanted = {f"{person.pk}.{extension}" for person in report.persons}
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
    for at, person in enumerate(report.persons):
        lease.progress(at)
        path = folder / f"{person.pk}.{extension}"
        if not path.exists():
            stop_at_failpoint("report: before a file")
            write_atomically(path, writer.of(report, person))
    lease.renew()
    lease.save(done=len(report.persons))


def _pack(path: Path, report: Report, writer: Writer, left_out: list[str]) -> None:
    """Packs all pieces, read from disk one by one, and a summary table into a ZIP file."""
    folder, extension = path.parent / PIECES, writer.file_format.extension
    compression = ZIP_STORED if extension in COMPRESSED_FORMATS else ZIP_DEFLATED
    partial = path.with_suffix(".part")
    with ZipFile(partial, "w", compression) as archive:
        archive.writestr(*writer.summary(report), compress_type=ZIP_DEFLATED)
        if left_out:
            archive.writestr("not in it.txt", "\n".join(left_out) + "\n")
        for pk, name in _names(report, writer).items():
            archive.write(folder / f"{pk}.{extension}", name)
    partial.replace(path)


def _names(report: Report, writer: Writer) -> dict[int, str]:
    """File name in the ZIP by rep id; a repeated name gets the id as a prefix."""
    names: dict[int, str] = {}
    for person in report.persons:
        name = writer.name_of(report, person)
        is_taken = name in names.values()
        names[person.pk] = f"{person.pk}-{name}" if is_taken else name
    return names


def _publish_file(lease: Lease[ReportJob], path: Path, name: str, left_out: list[str]) -> None:
    """Makes the file available to the user, if they may still see every rep in it."""
    job = lease.row
    stop_at_failpoint("report: before commit")
    try:
        with transaction.atomic():
            lease.renew()  # locks the row: erasing a rep waits from here on
            _check_access(job)
            fields = {
                "file": path.name,
                "name": name,
                "size": path.stat().st_size,
                "made_at": timezone.now(),
                "left_out": left_out,
                "done": job.total,
            }
            if is_mail_due(job):
                lease.save(**fields)
            else:
                lease.finish(JobState.MADE, **fields)
    except (RepsLeftError, LeaseLostError, ReportSpecError):
        path.unlink(missing_ok=True)
        raise
