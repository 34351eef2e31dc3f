"""Background job that makes a report: gathers it, writes the files, packs them and mails them.

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
    held = claim_report_job(pk)
    if held is None:
        return False
    try:
        stop_at_failpoint("report: after claim")
        _make_and_send(held)
    except LeaseLostError as lost:
        log.warning("%s", lost)
    except ReportSpecError as error:
        held.finish(JobState.FAILED, error=str(error))
        delete_folders([pk])
    except MailDownError:
        held.wait(MAIL_RETRY_DELAY, NO_MAIL_SERVER)
    except Exception as error:  # retried, up to ATTEMPTS times
        log.exception("Report %s broke off", pk)
        held.release(f"It broke off ({type(error).__name__}) and is tried again.")
    return True


def claim_report_job(pk: int) -> Lease[ReportJob] | None:
    """Takes the job under a lease; None if there is nothing to do or another worker has it."""
    mine = ReportJob.objects.open().filter(pk=pk).select_related("organization", "by")
    held: Lease[ReportJob] | None = mine.take(state=JobState.FAILED, error=GAVE_UP_MESSAGE)
    return held


def _make_and_send(held: Lease[ReportJob]) -> None:
    if path_of(held.row) is None or not _may_see_all_reps(held.row):
        _make(held)
    delete_extra_files(held.row)
    if is_mail_due(held.row):
        send_report_mail(held)
    stop_at_failpoint("report: done")


def _make(held: Lease[ReportJob]) -> None:
    for _ in range(MAX_ROUNDS):
        try:
            _make_once(held)
        except RepsLeftError:
            continue
        return
    raise ReportSpecError("Too many people come and go just now. Ask for it again later.")


def viewer_for(job: ReportJob) -> Viewer:
    """The requesting user with current roles. Raises OrderError if they may have no reports now."""
    viewer = coaching_viewer_of(job.by, job.organization_id)
    if viewer is None:
        raise ReportSpecError(NO_REPS_LEFT)
    return viewer


def _may_see_all_reps(job: ReportJob) -> bool:
    """Whether the user still oversees every rep in it. Raises OrderError if they oversee no one."""
    return set(viewer_for(job).overseen_reps().values_list("pk", flat=True)).issuperset(job.reps)


def _check_access(job: ReportJob) -> None:
    if not _may_see_all_reps(job):
        raise RepsLeftError


def _make_once(held: Lease[ReportJob]) -> None:
    job, how = held.row, parse_report_output(held.row.how)
    order, organization = parse_report_spec(job.asked), job.organization
    seen = viewer_for(job).overseen_reps()
    held.renew(job.total * LEASE_PER_REP)
    report = gather(order, organization, seen, today=organization.today())
    people = [each.pk for each in report.persons]
    held.save(reps=people, total=max(job.total, len(people)))
    writer, left_out = writer_for(how), list(_left_out_sentences(report, job.total))
    ending = "zip" if how.parts == EACH else writer.form.extension
    path = folder_of(job.pk) / f"{held.token}.{ending}"
    if how.parts == EACH:
        _write_pieces(held, report, writer)
        _pack(path, report, writer, left_out)
    else:
        held.renew(len(people) * LEASE_PER_REP)
        stop_at_failpoint("report: before a file")
        write_atomically(path, writer.whole(report))
    name = Path(file_name(report, writer.form)).with_suffix(path.suffix).name
    _publish_file(held, path, name, left_out)


def _left_out_sentences(report: Report, begun_with: int) -> Iterator[str]:
    """Sentences on who is not in it; reps who left while it was made are counted, not named."""
    gone = begun_with - len(report.persons)
    if gone > 0:
        yield f"{count_words(gone, 'rep')} left meanwhile, or {_was_or_were(gone)} erased."
    yield from report.without


def _was_or_were(number: int) -> str:
    return "was" if number == 1 else "were"


def _write_pieces(held: Lease[ReportJob], report: Report, writer: Writer) -> None:
    """Writes one file per rep; keeps those that exist and deletes those of other reps."""
    folder, ending = pieces_of(held.row.pk), writer.form.extension
    wanted = {f"{person.pk}.{ending}" for person in report.persons}
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
    for at, person in enumerate(report.persons):
        held.progress(at)
        path = folder / f"{person.pk}.{ending}"
        if not path.exists():
            stop_at_failpoint("report: before a file")
            write_atomically(path, writer.of(report, person))
    held.renew()
    held.save(done=len(report.persons))


def _pack(path: Path, report: Report, writer: Writer, left_out: list[str]) -> None:
    """Packs all pieces, read from disk one by one, and a summary table into a ZIP file."""
    folder, ending = path.parent / PIECES, writer.form.extension
    packing = ZIP_STORED if ending in COMPRESSED_FORMATS else ZIP_DEFLATED
    beside = path.with_suffix(".part")
    with ZipFile(beside, "w", packing) as packed:
        packed.writestr(*writer.summary(report), compress_type=ZIP_DEFLATED)
        if left_out:
            packed.writestr("not in it.txt", "\n".join(left_out) + "\n")
        for pk, name in _names(report, writer).items():
            packed.write(folder / f"{pk}.{ending}", name)
    beside.replace(path)


def _names(report: Report, writer: Writer) -> dict[int, str]:
    """File name in the ZIP by rep id; a repeated name gets the id as a prefix."""
    found: dict[int, str] = {}
    for person in report.persons:
        name = writer.name_of(report, person)
        taken = name in found.values()
        found[person.pk] = f"{person.pk}-{name}" if taken else name
    return found


def _publish_file(held: Lease[ReportJob], path: Path, name: str, left_out: list[str]) -> None:
    """Makes the file available to the user, if they may still see every rep in it."""
    job = held.row
    stop_at_failpoint("report: before commit")
    try:
        with transaction.atomic():
            held.renew()  # locks the row: erasing a rep waits from here on
            _check_access(job)
            made = {
                "file": path.name,
                "name": name,
                "size": path.stat().st_size,
                "made_at": timezone.now(),
                "left_out": left_out,
                "done": job.total,
            }
            if is_mail_due(job):
                held.save(**made)
            else:
                held.finish(JobState.MADE, **made)
    except (RepsLeftError, LeaseLostError, ReportSpecError):
        path.unlink(missing_ok=True)
        raise
