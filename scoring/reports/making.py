"""What the worker does with a report that was asked for: gather, write, pack, and send it on.

Everybody's numbers are read once, in few queries. Of a batch each rep's file is a piece on the
disk, which whoever takes over need not make again. Who may see whom is asked before anything is
read, and once more in the transaction in which the file becomes the user's.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.db import transaction
from django.utils import timezone

from scoring.failpoints import reach
from scoring.reports.beginning import EACH, how_of
from scoring.reports.content import Report
from scoring.reports.formats import file_name
from scoring.reports.gathering import gather
from scoring.reports.mailing import is_to_be_mailed, send
from scoring.reports.order import OrderError, order_of
from scoring.reports.written import Writer, writer_for
from scoring.wording import counted
from teams.base.lease import Lease, LeaseLostError
from teams.mailing import MailDownError
from teams.models import ReportJob
from teams.report_files import (
    PIECES,
    drop,
    folder_of,
    keep_only_the_file,
    path_of,
    pieces_of,
    write_whole,
)
from teams.viewer import Viewer, coaching_viewer_of

S = ReportJob.State
log = logging.getLogger(__name__)
A_REP = timedelta(seconds=2)  # by which the lease is longer, where several are made in one piece
GAVE_UP = "It was tried three times and broke off each time. Ask for fewer people, or again later."
PAUSE = timedelta(minutes=5)  # where no mail server answers
ROUNDS = 3  # of making it, where people leave meanwhile
PACKED = {"pdf", "xlsx", "png"}  # nothing is gained by packing them again
NO_MAIL = "The mail server can’t be reached: the mail about it is tried again."
NOBODY = "You look after nobody here any more."


class LeftMeanwhileError(Exception):
    """Somebody in the file may not be in it any more."""


def perform(pk: int) -> bool:
    """Does what is due of a report; False where there was nothing to do, or somebody has it."""
    reach("report: before claim")
    held = take(pk)
    if held is None:
        return False
    try:
        reach("report: after claim")
        _make_and_send(held)
    except LeaseLostError as lost:
        log.warning("%s", lost)
    except OrderError as error:
        held.finish(S.FAILED, error=str(error))
        drop([pk])
    except MailDownError:
        held.wait(PAUSE, NO_MAIL)
    except Exception as error:  # tried again, three times in all
        log.exception("Report %s broke off", pk)
        held.release(f"It broke off ({type(error).__name__}) and is tried again.")
    return True


def take(pk: int) -> Lease[ReportJob] | None:
    """Takes the job under a lease; None where there is nothing to do, or somebody has it."""
    mine = ReportJob.objects.open().filter(pk=pk).select_related("organization", "by")
    held: Lease[ReportJob] | None = mine.take(state=S.FAILED, error=GAVE_UP)
    return held


def _make_and_send(held: Lease[ReportJob]) -> None:
    if path_of(held.row) is None or not _may_have(held.row):
        _make(held)
    keep_only_the_file(held.row)
    if is_to_be_mailed(held.row):
        send(held)
    reach("report: done")


def _make(held: Lease[ReportJob]) -> None:
    for _ in range(ROUNDS):
        try:
            _make_once(held)
        except LeftMeanwhileError:
            continue
        return
    raise OrderError("Too many people come and go just now. Ask for it again later.")


def viewer_for(job: ReportJob) -> Viewer:
    """Whoever asked for it, with the roles of this moment. Raises OrderError for who has none."""
    viewer = coaching_viewer_of(job.by, job.organization_id)
    if viewer is None:
        raise OrderError(NOBODY)
    return viewer


def _may_have(job: ReportJob) -> bool:
    """Whether all in it are still looked after by whoever asked. Raises OrderError for none."""
    return set(viewer_for(job).overseen_reps().values_list("pk", flat=True)).issuperset(job.reps)


def _check(job: ReportJob) -> None:
    if not _may_have(job):
        raise LeftMeanwhileError


def _make_once(held: Lease[ReportJob]) -> None:
    job, how = held.row, how_of(held.row.how)
    order, organization = order_of(job.asked), job.organization
    seen = viewer_for(job).overseen_reps()
    held.renew(job.total * A_REP)
    report = gather(order, organization, seen, today=organization.today())
    people = [each.pk for each in report.persons]
    held.save(reps=people, total=max(job.total, len(people)))
    writer, left_out = writer_for(how), list(_left_out(report, job.total))
    ending = "zip" if how.parts == EACH else writer.form.extension
    path = folder_of(job.pk) / f"{held.token}.{ending}"
    if how.parts == EACH:
        _write_pieces(held, report, writer)
        _pack(path, report, writer, left_out)
    else:
        held.renew(len(people) * A_REP)
        reach("report: before a file")
        write_whole(path, writer.whole(report))
    name = Path(file_name(report, writer.form)).with_suffix(path.suffix).name
    _hand_over(held, path, name, left_out)


def _left_out(report: Report, begun_with: int) -> Iterator[str]:
    """Who is not in it: of those who left while it was made nobody is named."""
    gone = begun_with - len(report.persons)
    if gone > 0:
        yield f"{counted(gone, 'rep')} left meanwhile, or {_was(gone)} erased."
    yield from report.without


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _write_pieces(held: Lease[ReportJob], report: Report, writer: Writer) -> None:
    """A file a rep; those that are there need not be made again, others' go."""
    folder, ending = pieces_of(held.row.pk), writer.form.extension
    wanted = {f"{person.pk}.{ending}" for person in report.persons}
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
    for at, person in enumerate(report.persons):
        held.progress(at)
        path = folder / f"{person.pk}.{ending}"
        if not path.exists():
            reach("report: before a file")
            write_whole(path, writer.of(report, person))
    held.renew()
    held.save(done=len(report.persons))


def _pack(path: Path, report: Report, writer: Writer, left_out: list[str]) -> None:
    """All pieces into one, read from the disk one by one, with a summary of everybody."""
    folder, ending = path.parent / PIECES, writer.form.extension
    packing = ZIP_STORED if ending in PACKED else ZIP_DEFLATED
    beside = path.with_suffix(".part")
    with ZipFile(beside, "w", packing) as packed:
        packed.writestr(*writer.summary(report), compress_type=ZIP_DEFLATED)
        if left_out:
            packed.writestr("not in it.txt", "\n".join(left_out) + "\n")
        for pk, name in _names(report, writer).items():
            packed.write(folder / f"{pk}.{ending}", name)
    beside.replace(path)


def _names(report: Report, writer: Writer) -> dict[int, str]:
    """What each rep's file is called, by id: two of one name are told apart."""
    found: dict[int, str] = {}
    for person in report.persons:
        name = writer.name_of(report, person)
        taken = name in found.values()
        found[person.pk] = f"{person.pk}-{name}" if taken else name
    return found


def _hand_over(held: Lease[ReportJob], path: Path, name: str, left_out: list[str]) -> None:
    """The file is the user's, if everybody in it may still be seen by the user."""
    job = held.row
    reach("report: before commit")
    try:
        with transaction.atomic():
            held.renew()  # from here on who erases somebody waits
            _check(job)
            made = {
                "file": path.name,
                "name": name,
                "size": path.stat().st_size,
                "made_at": timezone.now(),
                "left_out": left_out,
                "done": job.total,
            }
            if is_to_be_mailed(job):
                held.save(**made)
            else:
                held.finish(S.MADE, **made)
    except (LeftMeanwhileError, LeaseLostError, OrderError):
        path.unlink(missing_ok=True)
        raise
