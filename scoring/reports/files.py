"""A user's report jobs, open and finished, as shown on the page Your reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from scoring.reports.render.writer import output_words
from scoring.reports.request import parse_report_output
from scoring.reports.spec import parse_report_spec
from teams.access.viewer import Viewer
from teams.base.formatting import count_words, day_words
from teams.models import ReportJob
from teams.models.reports import JOB_LIFETIME

JobState = ReportJob.State
MB, KB = 1_000_000, 1000
MAX_SHOWN = 100


@dataclass(frozen=True)
class JobRow:
    """A report in the list: its subject and progress. `notes` are sentences about it."""

    pk: int
    title: str
    days: str
    output: str
    state: str
    done: int
    total: int
    is_open: bool
    has_file: bool
    size: str
    kept_until: datetime
    notes: tuple[str, ...]

    @property
    def progress(self) -> str:
        """`12 of 200 reps`."""
        return f"{self.done} of {count_words(self.total, 'rep')}"


def job_rows(viewer: Viewer) -> tuple[JobRow, ...]:
    """The viewer's own reports, newest first; one query."""
    jobs = ReportJob.objects.filter(organization=viewer.organization).by_user(viewer.user)
    zone = ZoneInfo(viewer.organization.time_zone)
    year = viewer.organization.today().year
    return tuple(_job_row(job, zone, year) for job in jobs[:MAX_SHOWN])


def is_any_open(rows: Iterable[JobRow]) -> bool:
    """Whether any report is still being made, so that the page polls."""
    return any(row.is_open for row in rows)


def _job_row(job: ReportJob, zone: ZoneInfo, year: int) -> JobRow:
    spec, output = parse_report_spec(job.asked), parse_report_output(job.how)
    has_file = bool(job.file)
    notes = ([job.error] if job.error else []) + list(job.left_out)
    return JobRow(
        pk=job.pk,
        title=job.how.get("title") or spec.kind.value,
        days=f"{day_words(spec.first, year)} to {day_words(spec.last, year)}",
        output=output_words(output),
        state=_state(job),
        done=job.done,
        total=job.total,
        is_open=job.state == JobState.MAKING,
        has_file=has_file,
        size=size_words(job.size) if has_file else "",
        kept_until=(job.begun_at + JOB_LIFETIME).astimezone(zone),
        notes=tuple(notes),
    )


def _state(job: ReportJob) -> str:
    if job.state == JobState.MADE:
        return "Ready"
    if job.state == JobState.FAILED:
        return "Not made"
    if job.file:
        return "Ready, being sent"
    is_waiting = job.token is None and job.begun_at > timezone.now() - timedelta(minutes=1)
    return "About to be made" if is_waiting and not job.done else "Being made"


def size_words(size: int) -> str:
    """File size for display.

    >>> size_words(1_234_567), size_words(5300), size_words(3)
    ('1.2 MB', '5 KB', '1 KB')
    """
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, size // KB)} KB"
