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
    """Form of a report: format, one file or a ZIP of one per rep, and template."""

    format: str
    parts: str = ONE
    template: int | None = None

    def as_json(self) -> dict[str, Any]:
        """JSON data that `parse_report_output` reads."""
        return asdict(self)


def parse_report_output(kept: dict[str, Any]) -> ReportOutput:
    """The form stored by `How.as_json`."""
    return ReportOutput(kept["format"], kept.get("parts", ONE), kept.get("template"))


def request_report(
    *, viewer: Viewer, order: ReportSpec, how: ReportOutput, more: dict[str, Any] | None = None
) -> ReportJob:
    """Creates a job for the viewer's report, or returns an open job for the same one.

    `more` is stored beside `how`. Raises OrderError or ValidationError with a sentence.
    """
    subject = subject_of(order, viewer.organization, viewer.overseen_reps())
    said = {"title": subject.title, **how.as_json(), **(more or {})}
    being_made = list(ReportJob.objects.by_user(viewer.user).open())
    if same := _find_equal_job(being_made, order, said):
        return same
    if not more and len(being_made) >= MAX_OPEN_JOBS:
        raise ValidationError(
            f"{MAX_OPEN_JOBS} of your reports are being made: wait for one, or delete one."
        )
    job: ReportJob = ReportJob.objects.create(
        organization=viewer.organization,
        by=viewer.user,
        asked=order.as_json(),
        how=said,
        total=len(subject.reps),
    )
    delete_folders([job.pk])  # a restored database may reuse ids: delete old files
    return job


def _find_equal_job(
    jobs: Sequence[ReportJob], order: ReportSpec, said: dict[str, Any]
) -> ReportJob | None:
    return next((job for job in jobs if (job.asked, job.how) == (order.as_json(), said)), None)
