"""Mail that delivers a scheduled report.

The job stays open until the mail has left, so if a worker dies before that, the next one sends it.
If it dies after the server accepted the mail and before that is recorded, the next one sends it
again with the same Message-ID.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from scoring.daily.failpoints import stop_at_failpoint
from scoring.reports.spec import parse_report_spec
from teams.base.formatting import day_words
from teams.base.lease import Lease
from teams.models import Organization, ReportJob, ReportSchedule
from teams.notifications.mail import absolute_url, build_mail, mail_server, send_mail
from teams.notifications.unsubscribe import MailKind, Subscription
from teams.reports.files import path_of

MOST_ATTACHED: Final = 7_000_000  # bytes: 10 MB in base64, which most servers accept
MAIL_REFUSED = "The mail server refused the mail about it; the file is here."


def is_mail_due(job: ReportJob) -> bool:
    """Whether the job is of a schedule and its mail was not sent yet."""
    return "schedule" in job.how and job.state == ReportJob.State.MAKING


def send_report_mail(lease: Lease[ReportJob]) -> None:
    """Sends the mail, unless its schedule was deleted, and finishes the job.

    Raises MailDownError if no server answers; then nothing was sent.
    """
    job = lease.row
    schedule = (
        ReportSchedule.objects.select_related("by")
        .filter(pk=job.how["schedule"], by=job.by)
        .first()
    )
    error = ""
    if schedule:
        mail = build_report_mail(job, schedule).mail()
        with mail_server("reports") as server:
            lease.renew()
            stop_at_failpoint("report: before mail")
            error = "" if send_mail(mail, server, "a report") else MAIL_REFUSED
            stop_at_failpoint("report: after mail")
    lease.finish(ReportJob.State.MADE, error=error)


@dataclass(frozen=True)
class ReportMail:
    """A report's mail. `attached`: whether it contains the file; `why_not`: a sentence if not."""

    job: ReportJob
    to: str
    name: str
    organization: str
    title: str
    days: str
    every: str
    attached: bool
    why_not: str
    link: str
    settings: str
    stop: str

    @property
    def subject(self) -> str:
        return f"Progress of {self.title}: {self.days}"

    def mail(self) -> EmailMultiAlternatives:
        """The mail as sent; every attempt builds an equal one, with the same Message-ID."""
        text, html = (render_to_string(f"emails/report.{e}", {"letter": self}) for e in EXTENSIONS)
        mail = build_mail(to=self.to, subject=self.subject, text=text, html=html, stop=self.stop)
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        mail.extra_headers["Message-ID"] = f"<report-{self.job.pk}-{_stamp(self.job)}@{host}>"
        path = path_of(self.job) if self.attached else None
        if path:
            mail.attach(self.job.name, path.read_bytes())
        return mail


EXTENSIONS = ("txt", "html")


def _stamp(job: ReportJob) -> str:
    return f"{job.begun_at:%Y%m%d%H%M%S%f}"


def build_report_mail(job: ReportJob, schedule: ReportSchedule) -> ReportMail:
    """The mail of a job, with the file attached if the organisation chose that and it is small."""
    spec, organization = parse_report_spec(job.asked), job.organization
    wants_file = organization.report_by == Organization.ReportBy.ATTACHMENT
    fits = job.size <= MOST_ATTACHED
    year = organization.today().year
    return ReportMail(
        job=job,
        to=job.by.email,
        name=job.by.name,
        organization=organization.name,
        title=job.how.get("title", ""),
        days=f"{day_words(spec.first, year)} to {day_words(spec.last, year)}",
        every="each month"
        if schedule.every == ReportSchedule.Every.MONTH
        else "when the programme is over",
        attached=wants_file and fits,
        why_not="It is too large for a mail." if wants_file and not fits else "",
        link=absolute_url(reverse("report_download", args=[job.pk])),
        settings=absolute_url(reverse("report_schedules")),
        stop=Subscription(MailKind.REPORT, (schedule.pk, schedule.by_id)).link,
    )
