"""manage.py jobs: status of the daily closes by organisation, with failures and their reasons."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django_scopes import scope

from scoring.jobs.history import LedgerDay
from scoring.jobs.jobs import JobStatus, load_job_status
from scoring.jobs.lag import last_tick
from scoring.jobs.progress import JobProgress, load_job_progress
from scoring.jobs.retry import retry_failed
from teams.base.formatting import count_words, duration_words, weekday_words
from teams.management.options import open_organization
from teams.models import Organization

DAYS = 7


class Command(BaseCommand):
    help = (
        "Says of every organisation which days are done, due, running or failed, why, and what "
        "was restated. Changes nothing, unless asked to try again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="only this one")
        parser.add_argument(
            "--days",
            type=_number_of_days,
            default=DAYS,
            metavar="N",
            help=f"newest days (default {DAYS})",
        )
        parser.add_argument("--retry", action="store_true", help="try failed days again, first")

    def handle(self, *, days: int, **options: Any) -> None:
        self.stdout.write(_tick_line())
        for organization in _organizations(options["organization"]):
            with scope(organization=organization):
                self.stdout.write(f"\n{organization.slug} ({organization.time_zone})")
                if options["retry"]:
                    days_due = count_words(retry_failed(organization=organization), "failed day")
                    self.stdout.write(f"  {days_due} due again")
                now = timezone.now()
                for line in _lines(
                    load_job_status(organization, days, now), load_job_progress(now)
                ):
                    self.stdout.write(f"  {line}")


def _organizations(slug: str | None) -> list[Organization]:
    if slug is None:
        return list(Organization.objects.order_by("slug"))
    with open_organization(slug) as organization:
        return [organization]


def _tick_line() -> str:
    at = last_tick()
    if at is None:
        return "Nobody has asked yet what is due: start beat and a worker."
    return f"Last tick {duration_words(timezone.now() - at)} ago."


def _lines(status: JobStatus, progress: JobProgress | None) -> Iterator[str]:
    if status.waiting:
        yield f"waiting for {status.lag}, since {weekday_words(status.waiting.day)} was over"
    if progress:
        yield f"closing {progress.days}: {progress.text}"
        if progress.waiting_text:
            yield progress.waiting_text
    for trouble in status.troubles:
        yield f"{trouble.day}: {trouble.summary}: {trouble.reason}"
    if status.more_troubles:
        yield "and more; these are the oldest"
    if not status.days:
        yield "nothing closed yet"
    for day in status.days:
        yield "  ".join(_cells(day)).rstrip()


def _cells(day: LedgerDay) -> Iterator[str]:
    yield str(day.day)
    yield f"{day.done} of {count_words(day.shards, 'shard')} done"
    if day.unfinished_text:
        yield day.unfinished_text
    if day.snapshots_text:
        yield f"{day.snapshots_text}{' snapshots' if day.snapshots else ''}"
    yield day.restated_text


def _number_of_days(text: str) -> int:
    """Argument type: a number of days from 1 to 3650."""
    if not text.isdecimal() or not 1 <= int(text) <= 3650:
        raise ArgumentTypeError(f"“{text}” is not a number of days from 1 to 3650.")
    return int(text)
