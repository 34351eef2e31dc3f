"""Requests a report in the background: creates its job."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError

from scoring.reports.spec import ReportSpec
from scoring.reports.subjects import subject_of
from teams.access.viewer import Viewer
from teams.models import ReportJob
from teams.reports.files import delete_folders

MAX_OPEN_JOBS: Final = 5  # jobs of one user being made
ONE, EACH = "one", "each"


@dataclass(frozen=True)
class ReportOutput:
    """Output options of a report: format, one file or a ZIP of one per rep, and template."""

    format: str
    parts: str = ONE
    template: int | None = None

    def as_json(self) -> dict[str, Any]:
        """JSON data that `parse_report_output` reads."""
        return asdict(self)


def parse_report_output(data: dict[str, Any]) -> ReportOutput:
    """The options stored by `ReportOutput.as_json`."""
    return ReportOutput(data["format"], data.get("parts", ONE), data.get("template"))


def request_report(
    *, viewer: Viewer, spec: ReportSpec, output: ReportOutput, extra: dict[str, Any] | None = None
) -> ReportJob:
    """Creates a job for the viewer's report, or returns an open job with equal options.

    `extra` is stored beside `output`. Raises ReportSpecError or ValidationError with a sentence.
    """
    subject = subject_of(spec, viewer.organization, viewer.overseen_reps())
    job_output = {"title": subject.title, **output.as_json(), **(extra or {})}
    open_jobs = list(ReportJob.objects.by_user(viewer.user).open())
    if equal_job := _find_equal_job(open_jobs, spec, job_output):
        return equal_job
    if not extra and len(open_jobs) >= MAX_OPEN_JOBS:
        raise ValidationError(
            f"{MAX_OPEN_JOBS} of your reports are being made: wait for one, or delete one."
        )
    job: ReportJob = ReportJob.objects.create(
        organization=viewer.organization,
        by=viewer.user,
        asked=spec.as_json(),
        how=job_output,
        total=len(subject.reps),
    )
    delete_folders([job.pk])  # a restored database may reuse ids: delete old files
    return job


def _find_equal_job(
    jobs: Sequence[ReportJob], spec: ReportSpec, job_output: dict[str, Any]
) -> ReportJob | None:
    return next((job for job in jobs if (job.asked, job.how) == (spec.as_json(), job_output)), None)
