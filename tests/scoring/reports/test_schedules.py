"""Scheduled reports: sent exactly once whenever a worker dies, and made up for when late."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import override_settings

from scoring.reports import mail as report_mail
from scoring.reports import worker
from scoring.reports.request import ReportOutput
from scoring.reports.run_schedules import create_due_jobs
from scoring.reports.tasks import open_scheduled_reports_of, queue_scheduled_reports
from teams.base.lease import LEASE_DURATION
from teams.models import Organization, Programme, ReportJob, ReportSchedule, Role, User
from teams.notifications.unsubscribe import MailKind, Subscription
from teams.people.organization_settings import set_report_by
from teams.people.working_days import set_working_days
from teams.reports.schedules import (
    create_schedule,
    is_due,
    next_first_working_day,
    next_period,
    next_report_day,
)
from tests.scoring.core.histories import day
from tests.scoring.daily.test_time_zones import ZONES, offset_changes
from tests.scoring.facts import close_through
from tests.scoring.reports.background_reports import build_spec, create_scored_reps, kill_worker_at
from tests.slow import sample_cases
from tests.teams.notifications.test_reminder_clocks import local_tick_times
from tests.teams.notifications.test_reminders_once import FlakyBackend
from tests.world import World

Every = ReportSchedule.Every
S = ReportJob.State
CREATED_ON = day(59)  # Wednesday 4 March 2026
MORNING = datetime(2026, 4, 1, 7, tzinfo=UTC)  # a Wednesday
MARCH = (date(2026, 2, 28), date(2026, 3, 31))


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{CREATED_ON}T12:00Z", tick=False):
        create_scored_reps(world, people=1)
        yield


@pytest.fixture
def server() -> Iterator[type[FlakyBackend]]:
    """A mail server that can be made to fail."""
    FlakyBackend.plan, FlakyBackend.is_down = [], False
    with override_settings(
        EMAIL_BACKEND="tests.teams.notifications.test_reminders_once.FlakyBackend"
    ):
        yield FlakyBackend
    FlakyBackend.plan, FlakyBackend.is_down = [], False


def create_monthly_schedule(
    world: World, how: ReportOutput = ReportOutput("csv"), every: str = Every.MONTH, **more: Any
) -> Any:
    """A schedule of the admin, about North."""
    return create_schedule(
        user=world.users["admin"],
        organization=world.organization,
        asked=build_spec(world.north).as_json(),
        how=how.as_json(),
        every=every,
        **more,
    )


def close_days_until(world: World, through: date) -> None:
    with time_machine.travel(f"{through + timedelta(days=1)}T12:00Z", tick=False):
        close_through(world.organization, (through - day(1)).days + 1)


def travel_to(moment: datetime, **shift: float) -> Any:
    return time_machine.travel(moment + timedelta(**shift), tick=False)


def run_scheduler(world: World, moment: datetime, **shift: float) -> list[Any]:
    """Mails sent when the scheduler runs at that time and a worker does all open jobs."""
    before = len(mail.outbox)
    with travel_to(moment, **shift):
        create_due_jobs(world.organization, lambda job: None)
        for pk in list(ReportJob.objects.open().free().values_list("pk", flat=True)):
            worker.run_report_job(pk)
    return list(mail.outbox[before:])


def messages() -> set[str]:
    """Distinct Message-IDs: a mailbox shows two mails with one id once."""
    return {each.extra_headers["Message-ID"] for each in mail.outbox}


# Due dates ----------------------------------------------------------------------------------------


def test_a_monthly_report_comes_on_the_morning_of_the_next_months_first_working_day(
    world: World,
) -> None:
    schedule = create_monthly_schedule(world)
    assert schedule.next_on == MORNING.date()
    close_days_until(world, MARCH[1])
    assert run_scheduler(world, MORNING, minutes=-1) == []
    [sent] = run_scheduler(world, MORNING)
    assert sent.to == ["admin@northwind.example"]
    assert sent.subject == "Progress of North: 28 February to 31 March"
    job = ReportJob.objects.get()
    assert (job.asked["first"], job.asked["last"]) == tuple(map(str, MARCH))
    assert ReportSchedule.objects.get().next_on == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("today", "digits", "comes"),
    [
        ("2026-01-30", "12345", "2026-02-02"),  # the first is a Sunday
        ("2026-02-01", "12345", "2026-02-02"),
        ("2026-02-02", "12345", "2026-03-02"),  # it was sent already
        ("2026-01-30", "7", "2026-02-01"),
        ("2026-12-15", "12345", "2027-01-01"),
        ("2028-01-31", "12345", "2028-02-01"),
    ],
)
def test_the_next_first_working_day(world: World, today: str, digits: str, comes: str) -> None:
    set_working_days(world.organization, digits, date(2026, 1, 1))
    found = next_first_working_day(world.organization, date.fromisoformat(today))
    assert found == date.fromisoformat(comes)


@pytest.mark.parametrize(
    ("comes", "first", "last"),
    [
        ("2026-03-02", "2026-01-31", "2026-02-28"),
        ("2028-03-01", "2028-01-31", "2028-02-29"),
        ("2027-01-01", "2026-11-30", "2026-12-31"),
        ("2026-05-04", "2026-03-31", "2026-04-30"),
    ],
)
def test_the_period_is_the_month_before_from_close_to_close(
    comes: str, first: str, last: str
) -> None:
    period = next_period(ReportSchedule(every=Every.MONTH, next_on=date.fromisoformat(comes)))
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize("zone", sample_cases(ZONES, 8))
def test_a_morning_is_due_through_every_change_of_clocks(zone: str) -> None:
    for change in offset_changes(zone):
        times = list(local_tick_times(zone, change))
        for on in {now.date() for now in times} - {times[0].date(), times[-1].date()}:
            schedule = ReportSchedule(every=Every.MONTH, next_on=on)
            first = next(now for now in times if is_due(schedule, now))
            assert first.date() == on and first.hour in (7, 8), (zone, change)


def test_it_comes_in_the_recipients_morning(world: World) -> None:
    world.rep.time_zone = "America/Los_Angeles"
    world.rep.user = world.users["admin"]
    world.rep.save()
    create_monthly_schedule(world)
    assert run_scheduler(world, MORNING, hours=2) == []
    close_days_until(world, MARCH[1])
    los_angeles = datetime(2026, 4, 1, 7, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert len(run_scheduler(world, los_angeles)) == 1


def test_a_report_waits_for_its_closes_for_two_days_at_most(
    world: World,
) -> None:
    create_monthly_schedule(world)
    close_days_until(world, date(2026, 3, 30))
    assert run_scheduler(world, MORNING) == [] and run_scheduler(world, MORNING, hours=12) == []
    assert len(run_scheduler(world, MORNING, days=2)) == 1


def test_a_recipient_further_east_waits_until_the_month_is_over_at_home(world: World) -> None:
    Organization.objects.update(time_zone="America/Los_Angeles")
    world.organization.refresh_from_db()
    world.rep.time_zone, world.rep.user = "Pacific/Auckland", world.users["admin"]
    world.rep.save()
    create_monthly_schedule(world)
    auckland = datetime(2026, 4, 1, 7, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert run_scheduler(world, auckland) == []  # in Los Angeles it is still 31 March
    close_days_until(world, MARCH[1])
    assert len(run_scheduler(world, auckland, days=1)) == 1


def test_missed_months_are_made_up_for_one_by_one(world: World) -> None:
    create_monthly_schedule(world)
    close_days_until(world, date(2026, 5, 31))
    june = datetime(2026, 6, 1, 9, tzinfo=UTC)
    sent = [each.subject for _ in range(4) for each in run_scheduler(world, june)]
    assert sent == [
        "Progress of North: 28 February to 31 March",
        "Progress of North: 31 March to 30 April",
        "Progress of North: 30 April to 31 May",
    ]


# The end of a programme ---------------------------------------------------------------------------


def programme(world: World, ends_on: date) -> Programme:
    made: Programme = Programme.objects.create(
        organization=world.organization, name="Spring", starts_on=day(20), ends_on=ends_on
    )
    return made


def test_a_programme_report_comes_once_when_its_last_day_is_scored(world: World) -> None:
    create_monthly_schedule(world, every=Every.END, programme=programme(world, date(2026, 3, 31)))
    assert run_scheduler(world, MORNING) == []  # not scored
    close_days_until(world, MARCH[1])
    assert len(run_scheduler(world, MORNING, hours=1)) == 1
    assert ReportSchedule.objects.get().next_on is None
    assert run_scheduler(world, MORNING, days=40) == []


def test_the_report_of_a_prolonged_programme_moves_with_its_end(world: World) -> None:
    it = programme(world, date(2026, 3, 20))
    schedule = create_monthly_schedule(world, every=Every.END, programme=it)
    Programme.objects.update(ends_on=date(2026, 3, 31))
    assert next_report_day(ReportSchedule.objects.get(pk=schedule.pk)) == date(2026, 4, 1)
    close_days_until(world, MARCH[1])
    assert run_scheduler(world, MORNING, days=-5) == []
    assert len(run_scheduler(world, MORNING)) == 1


def test_a_schedule_that_could_never_be_due_is_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="Only a programme has an end"):
        create_monthly_schedule(world, every=Every.END)
    with pytest.raises(ValidationError, match="is over"):
        create_monthly_schedule(world, every=Every.END, programme=programme(world, day(58)))
    assert create_monthly_schedule(world) == create_monthly_schedule(world)


# No report lost or sent twice ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "point",
    [
        "report: before claim", "report: after claim", "report: before a file",
        "report: before commit", "report: before mail", "report: after mail", "report: done",
    ],
)  # fmt: skip
def test_wherever_a_worker_dies_one_mail_is_sent(world: World, point: str) -> None:
    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    with kill_worker_at(point):
        run_scheduler(world, MORNING)
    for minutes in (5, 10, 15):
        run_scheduler(world, MORNING, minutes=minutes)
    assert len(messages()) == 1
    # A crash between acceptance by the server and recording it looks like one before acceptance.
    assert len(mail.outbox) == (2 if point == "report: after mail" else 1)
    assert [job.state for job in ReportJob.objects.all()] == [S.MADE]


def test_duplicate_beats_and_tasks_send_one_mail(
    world: World, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    for minutes in range(0, 20, 5):
        with travel_to(MORNING, minutes=minutes), django_capture_on_commit_callbacks(execute=True):
            for _ in range(2):
                queue_scheduled_reports()
                open_scheduled_reports_of(world.organization.pk)
                open_scheduled_reports_of(world.contoso.pk)
        run_scheduler(world, MORNING, minutes=minutes)
    assert len(mail.outbox) == 1 and ReportJob.objects.count() == 1


def test_a_report_already_sent_is_not_made_again(world: World) -> None:
    schedule = create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    assert len(run_scheduler(world, MORNING)) == 1
    ReportSchedule.objects.filter(pk=schedule.pk).update(next_on=MORNING.date())
    assert run_scheduler(world, MORNING, hours=1) == []


def test_an_unreachable_mail_server_is_waited_for(
    world: World, server: type[FlakyBackend], caplog: pytest.LogCaptureFixture
) -> None:
    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    server.is_down = True
    for minutes in range(0, 60, 6):  # far more often than there are attempts
        assert run_scheduler(world, MORNING, minutes=minutes) == []
    job = ReportJob.objects.get()
    assert job.state == S.MAKING and job.file and "can’t be reached" in job.error
    with travel_to(MORNING, minutes=61):
        page = world.signed_in("admin").get("/progress/files/").content.decode()
        assert "Ready, being sent" in page and "Download" in page
    server.is_down = False
    assert len(run_scheduler(world, MORNING, minutes=70)) == 1


def test_a_refused_mail_is_recorded_on_the_job(
    world: World, server: type[FlakyBackend], caplog: pytest.LogCaptureFixture
) -> None:
    from smtplib import SMTPRecipientsRefused  # noqa: PLC0415

    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    server.plan = [SMTPRecipientsRefused({})]
    assert run_scheduler(world, MORNING) == []
    job = ReportJob.objects.get()
    assert (job.state, job.error) == (S.MADE, report_mail.MAIL_REFUSED)


def test_a_recipient_who_lost_the_role_gets_none(world: World) -> None:
    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    Role.objects.filter(user=world.users["admin"]).update(kind="viewer")
    assert run_scheduler(world, MORNING) == [] and not ReportJob.objects.exists()
    Role.objects.filter(user=world.users["admin"]).update(kind="admin")
    close_days_until(world, date(2026, 4, 30))
    assert len(run_scheduler(world, datetime(2026, 5, 1, 7, tzinfo=UTC))) == 1


def test_permissions_are_checked_again_before_sending(
    world: World, server: type[FlakyBackend]
) -> None:
    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    server.is_down = True
    run_scheduler(world, MORNING)
    server.is_down = False
    User.objects.filter(pk=world.users["admin"].pk).update(is_active=False)
    assert run_scheduler(world, MORNING, minutes=10) == []
    assert ReportJob.objects.get().state == S.FAILED


# Content of the mail ------------------------------------------------------------------------------


def test_by_default_the_mail_has_a_link_behind_the_sign_in_and_no_attachment(world: World) -> None:
    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    [sent] = run_scheduler(world, MORNING)
    job = ReportJob.objects.get()
    assert sent.attachments == [] and f"/progress/files/{job.pk}/" in sent.body
    assert "Rep Reyes" not in sent.body
    assert "You asked for this mail each month." in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_file_is_attached_if_the_organisation_wants_it(world: World) -> None:
    set_report_by(organization=world.organization, report_by="attachment")
    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    [sent] = run_scheduler(world, MORNING)
    [(name, content, _)] = sent.attachments
    assert name == "north-2026-02-28-2026-03-31.csv" and "Rep Reyes" in content


def test_a_file_too_large_for_a_mail_comes_as_a_link(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_mail, "MOST_ATTACHED", 10)
    set_report_by(organization=world.organization, report_by="attachment")
    create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    [sent] = run_scheduler(world, MORNING)
    assert sent.attachments == [] and "It is too large for a mail." in sent.body


def test_one_click_unsubscribes_without_signing_in(world: World) -> None:
    schedule = create_monthly_schedule(world)
    client = world.signed_in("rep")
    client.logout()
    mails = Subscription(MailKind.REPORT, (schedule.pk, schedule.by_id))
    path = mails.link.removeprefix(settings.SITE_URL)
    assert path.startswith("/progress/schedules/stop/")
    assert "Stop this report?" in client.get(path).content.decode()
    assert ReportSchedule.objects.exists()
    assert "comes no more" in client.post(path).content.decode()
    assert not ReportSchedule.objects.exists()
    assert client.post(path[:-2] + "x/").status_code == 404


def test_a_schedule_stopped_while_its_mail_waits_is_not_sent(
    world: World, server: type[FlakyBackend]
) -> None:
    schedule = create_monthly_schedule(world)
    close_days_until(world, MARCH[1])
    server.is_down = True
    run_scheduler(world, MORNING)
    server.is_down = False
    schedule.delete()
    assert run_scheduler(world, MORNING, minutes=10) == []
    assert ReportJob.objects.get().state == S.MADE


# Pages --------------------------------------------------------------------------------------------


def form(world: World, **changed: str) -> dict[str, str]:
    defaults = {"whom": f"team-{world.north.pk}", "every": "month", "format": "csv"}
    return defaults | {"parts": "one", "template": ""} | changed


def test_a_coach_creates_sees_and_ends_a_schedule(world: World) -> None:
    client = world.signed_in("coach")
    values = form(world, whom=f"team-{world.south.pk}")
    page = client.post("/progress/schedules/", values, follow=True).content.decode()
    assert "South" in page and "Wed 1 Apr 2026" in page
    schedule = ReportSchedule.objects.get()
    assert (
        world.signed_in("admin").post(f"/progress/schedules/{schedule.pk}/end/").status_code == 404
    )
    client.post(f"/progress/schedules/{schedule.pk}/end/")
    assert not ReportSchedule.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"every": "end"}, "Only a programme has an end"),
        ({"every": "hour"}, "hour is not one of the available choices"),
        ({"whom": "team-9999"}, "team-9999 is not one of the available choices"),
        ({"format": ""}, "This field is required"),
    ],
)
def test_an_invalid_schedule_is_refused_with_a_sentence(
    world: World, changed: dict[str, str], sentence: str
) -> None:
    response = world.signed_in("admin").post("/progress/schedules/", form(world, **changed))
    assert response.status_code == 422 and sentence in response.content.decode()


def test_the_pause_for_an_unreachable_mail_server_outlasts_the_lease() -> None:
    assert worker.MAIL_RETRY_DELAY > LEASE_DURATION
