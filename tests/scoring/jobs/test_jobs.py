"""Daily jobs page and command: finished days, failures, waiting time and progress."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope

from scoring.daily import ledger, runs
from scoring.daily.ledger import MAX_ATTEMPTS
from scoring.jobs.history import REASON_WORDS, LedgerDay, RestatedFacts
from scoring.jobs.jobs import JobStatus, load_job_status
from scoring.jobs.lag import closable_from, longest_late_close
from scoring.jobs.progress import MAX_COUNTED_REPS, JobProgress, load_job_progress
from scoring.models import Run, ShardState, Tick
from ssi_project.celery import app
from teams.base.formatting import duration_words
from teams.models import Change, Organization, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import (
    FIRST_SHARD,
    close_through,
    run_command,
    run_failing_command,
    save_inputs,
    save_reading,
)
from tests.world import World

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)  # day 6: day 5 is over in every time zone
OnCommit = Callable[..., Any]


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with world.scope(), time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def organization(world: World) -> Organization:
    """Northwind, whose rep has been logging since day 1."""
    save_inputs(world.rep, {day(1): {"posts": 1}})
    return world.organization


@pytest.fixture
def broker_is_down() -> Iterator[None]:
    """Points the broker URL at a port where nothing listens."""

    def use(**broker: object) -> None:
        app.conf.update(broker)
        app.amqp._producer_pool = None  # type: ignore[attr-defined]

    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    use(broker_url="redis://127.0.0.1:1/0", broker_transport_options={"socket_connect_timeout": 1})
    yield
    use(**before)


def load_jobs(organization: Organization, days: int = 14) -> JobStatus:
    return load_job_status(organization, days, timezone.now())


def newest_day(organization: Organization) -> LedgerDay:
    return load_jobs(organization).days[0]


def create_run(organization: Organization, number: int, **fields: Any) -> Run:
    """Opens a run of a day; due unless the fields say otherwise."""
    fields = {"zone": "UTC", "shard": 0, **fields}
    made: Run = Run.objects.create(organization=organization, day=day(number), **fields)
    return made


def create_failed_run(organization: Organization, number: int, **fields: Any) -> Run:
    return create_run(organization, number, state="failed", attempts=MAX_ATTEMPTS, **fields)


def page(world: World, path: str = "/jobs/", **headers: str) -> str:
    answer = world.signed_in("admin").get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def messages_sent() -> set[Path]:
    """Messages in the file-based broker."""
    return set((settings.DATA_DIR / "broker" / "messages").iterdir())


# Finished days ------------------------------------------------------------------------------------


def test_days_are_listed_newest_first_with_shards_by_state(organization: Organization) -> None:
    busy = {"state": "running", "leased_until": NOON + timedelta(seconds=9), "token": uuid4()}
    create_run(organization, 4, state="done", finished_at=NOON)
    create_run(organization, 5, **busy)
    create_run(organization, 5, shard=1)
    create_failed_run(organization, 5, shard=2)
    first, second = load_jobs(organization).days
    assert (first.day, first.shards, first.unfinished_text) == (
        day(5),
        3,
        "1 running, 1 due, 1 failed",
    )
    assert (second.day, second.done, second.unfinished_text) == (day(4), 1, "")


def test_a_run_with_an_expired_lease_is_not_running(organization: Organization) -> None:
    create_run(organization, 5, state="running", leased_until=NOON - timedelta(seconds=1))
    assert newest_day(organization).unfinished_text == "1 due"


def test_the_number_of_days_shown_is_limited(organization: Organization) -> None:
    close_through(organization, 1)
    close_through(organization, 5)
    assert [each.day for each in load_jobs(organization, days=2).days] == [day(5), day(4)]


def test_a_run_over_several_days_counts_once_on_the_last_day(
    organization: Organization, clock: time_machine.Traveller
) -> None:
    close_through(organization, 2)
    clock.shift(timedelta(hours=1))
    close_through(organization, 5)
    shown = {each.day: each.snapshots_text for each in load_jobs(organization).days}
    assert shown == {day(5): "3", day(4): "with 9 Jan", day(3): "with 9 Jan", day(2): "2"}


def test_a_run_that_began_before_the_days_shown_counts(
    organization: Organization, clock: time_machine.Traveller
) -> None:
    close_through(organization, 2)
    clock.shift(timedelta(hours=1))
    close_through(organization, 5)
    assert [(each.day, each.snapshots_text) for each in load_jobs(organization, days=1).days] == [
        (day(5), "3")
    ]


def test_the_query_for_recent_days_uses_the_index(organization: Organization) -> None:
    create_run(organization, 5, state="done", finished_at=NOON)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        if connection.vendor == "postgresql":  # which would scan a table of one row
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert newest_day(organization).done == 1
        asked = [query["sql"] for query in queries if " DESC" in query["sql"]]
        assert len(asked) == 2
        for sql in asked:
            how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{how} {sql}")
            assert "run_of_a_day" in str(cursor.fetchall()), sql


def test_a_rescored_day_says_from_when_for_how_many_reps_and_why(
    world: World, organization: Organization, clock: time_machine.Traveller
) -> None:
    close_through(organization, 4)
    clock.shift(timedelta(hours=1))
    close_through(organization, 5)
    save_inputs(world.rep, {day(2): {"posts": 3}})
    save_reading(world.rep_other, day(3), 10, 10, 10, 10)
    close_through(organization, 5)
    assert newest_day(organization).restated_text == (
        "restated from 6 January for 2 reps: a file or program, LinkedIn score"
    )
    assert "restated from 6 January for 2 reps" in page(world)


def test_days_closed_for_the_first_time_are_not_rescored(
    world: World, organization: Organization, clock: time_machine.Traveller
) -> None:
    close_through(organization, 3)
    clock.shift(timedelta(hours=1))
    save_inputs(world.rep, {day(4): {"posts": 3}, day(5): {"posts": 3}})
    close_through(organization, 5)
    assert [each.restated_text for each in load_jobs(organization).days] == ["", "", ""]


def test_the_last_day_alone_can_be_rescored(world: World, organization: Organization) -> None:
    close_through(organization, 5)
    save_inputs(world.rep, {day(5): {"posts": 3}})
    close_through(organization, 5)
    assert (
        newest_day(organization).restated_text
        == "restated from 9 January for 1 rep: a file or program"
    )


def test_rescored_days_are_reported_on_the_last_day_of_the_run(
    world: World, organization: Organization
) -> None:
    close_through(organization, 4)
    save_inputs(world.rep, {day(2): {"posts": 3}, day(5): {"posts": 3}})
    close_through(organization, 5)
    assert [each.restated_text for each in load_jobs(organization).days] == [
        "restated from 6 January for 1 rep: a file or program",
        "",
    ]


def test_a_rescored_day_of_another_year_shows_the_year() -> None:
    facts = RestatedFacts(date(2025, 12, 30), 1, Change.TEAM)
    assert facts.text(date(2026, 1, 5)) == (
        "restated from 30 December 2025 for 1 rep: a change of team"
    )


def test_every_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(Change)


def test_times_are_in_the_organisations_time_zone(world: World, organization: Organization) -> None:
    organization.time_zone = "Asia/Tokyo"
    create_run(organization, 4, state="done", finished_at=NOON)
    assert newest_day(organization).finished_at == "10 Jan 21:00"


# Failures -----------------------------------------------------------------------------------------


def test_a_failing_day_is_shown_with_its_error_and_attempts(
    world: World, organization: Organization
) -> None:
    close_through(organization, 4)
    ShardState.objects.update(states=b"poison")
    ledger.open_days(organization, day(5))
    runs.close_shard(organization, FIRST_SHARD)
    assert "1 shard not done after 1 attempt" in page(world)
    for _ in range(MAX_ATTEMPTS):
        runs.close_shard(organization, FIRST_SHARD)
    shown = page(world)
    assert "1 shard given up after 3 attempts" in shown and "<code>ValueError: " in shown


def test_shards_with_an_identical_error_are_grouped(organization: Organization) -> None:
    for shard in range(30):
        create_failed_run(organization, 5, shard=shard, error="ValueError: one\nand the same")
    trouble = load_jobs(organization).troubles[0]
    assert trouble.summary == "30 shards given up after 3 attempts"
    assert trouble.reason == "ValueError: one and the same"


def test_a_killed_worker_has_a_reason(organization: Organization) -> None:
    create_failed_run(organization, 5)
    assert load_jobs(organization).troubles[0].reason == "the worker died each time"


def test_the_oldest_failures_are_shown_with_a_hint_at_more(
    world: World, organization: Organization
) -> None:
    for shard in range(25):
        create_failed_run(organization, 5, shard=shard, error="x" * 999 + str(shard))
    shown = load_jobs(organization)
    assert (len(shown.troubles), shown.failed, shown.more_troubles) == (20, 1, True)
    assert shown.troubles[0].reason == "x" * 300 + "…"
    assert "There are more" in page(world)


def test_error_messages_are_escaped(world: World, organization: Organization) -> None:
    create_failed_run(organization, 5, error="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in page(world)


def test_an_organisation_sees_only_its_own_jobs(world: World) -> None:
    with scope(organization=world.contoso):
        create_failed_run(world.contoso, 5, error="of Contoso")
    assert "Nothing has been closed yet" in page(world)
    theirs = world.signed_in("outsider").get("/jobs/").content.decode()
    assert "of Contoso" in theirs


def test_only_admins_have_the_page_in_their_navigation(world: World) -> None:
    teams = f"/teams/{world.north.pk}/"
    shown = {who: world.signed_in(who).get(teams).content for who in ("admin", "manager", "rep")}
    assert [who for who, html in shown.items() if b'href="/jobs/"' in html] == ["admin"]


# Waiting time -------------------------------------------------------------------------------------


def test_nothing_waits_when_all_is_done(world: World, organization: Organization) -> None:
    close_through(organization, 5)
    assert longest_late_close(Run.objects.all()) is None
    assert load_jobs(organization).closed_through == "Fri 9 Jan"
    assert "nothing" in page(world)


@pytest.mark.parametrize(
    ("zone", "since"),
    [
        ("UTC", "2026-01-10T00:10Z"),
        ("Pacific/Kiritimati", "2026-01-09T10:10Z"),
        ("America/Los_Angeles", "2026-01-10T08:10Z"),
    ],
)
def test_a_day_waits_from_midnight_in_the_zone_of_its_reps(
    organization: Organization, zone: str, since: str
) -> None:
    create_run(organization, 5, zone=zone)
    waiting = longest_late_close(Run.objects.all())
    assert waiting and waiting.since == datetime.fromisoformat(since)


def test_waiting_time_excludes_an_hour_skipped_by_a_clock_change() -> None:
    # In Cairo, Friday 24 April 2026 began at 1:00; midnight was skipped.
    assert closable_from("Africa/Cairo", date(2026, 4, 23)) == datetime(
        2026, 4, 23, 22, 10, tzinfo=UTC
    )


def test_the_zone_that_waited_longest_counts(organization: Organization) -> None:
    create_run(organization, 5, zone="UTC")
    create_run(organization, 5, zone="Asia/Tokyo")
    create_run(organization, 4, zone="America/Los_Angeles")
    waiting = longest_late_close(Run.objects.all())
    assert waiting and (waiting.day, duration_words(waiting.age(NOON))) == (day(4), "1 d 3 h")


def test_a_failed_day_still_counts_as_waiting(world: World, organization: Organization) -> None:
    close_through(organization, 3)
    create_failed_run(organization, 4)
    shown = load_jobs(organization)
    assert (shown.lag, shown.closed_through) == ("1 d 11 h", "Wed 7 Jan")


def test_a_day_to_be_rescored_does_not_count_as_waiting(
    world: World, organization: Organization
) -> None:
    close_through(organization, 5)
    save_inputs(world.rep, {day(2): {"posts": 3}})
    ledger.open_days(organization)
    assert newest_day(organization).unfinished_text == "1 due"
    assert load_jobs(organization).lag == ""


def test_missing_ticks_are_reported(world: World, clock: time_machine.Traveller) -> None:
    assert "Nobody asks what is due. Days" in page(world)
    Tick.objects.create(at=NOON)
    clock.shift(timedelta(seconds=120))
    assert "Nobody asks" not in page(world)
    clock.shift(timedelta(hours=3))
    assert "the last tick was 3 h 2 min ago" in page(world)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (12_000, "3 h 20 min"),
        (86_400 + 59, "1 d"),
        (187_200, "2 d 4 h"),
    ],
)
def test_a_duration_has_at_most_two_units(seconds: float, words: str) -> None:
    assert duration_words(timedelta(seconds=seconds)) == words


# Progress -----------------------------------------------------------------------------------------


def load_progress() -> JobProgress:
    shown = load_job_progress(timezone.now())
    assert shown
    return shown


def test_no_progress_bar_is_shown_when_nothing_is_due(
    world: World, organization: Organization
) -> None:
    close_through(organization, 4)
    create_failed_run(organization, 5)
    assert load_job_progress(timezone.now()) is None
    assert "<progress" not in page(world)


def test_the_progress_bar_counts_shards_of_open_days(
    world: World, organization: Organization
) -> None:
    for number in (3, 4, 5):
        for shard in range(4):
            done = number == 3 or shard == 0
            create_run(organization, number, shard=shard, state="done" if done else "due")
    assert (load_progress().days, load_progress().text) == (
        "8 January to 9 January",
        "2 of 8 shards done, waiting for a worker",
    )
    shown = page(world)
    assert 'max="8" value="2"' in shown and 'hx-trigger="every 2s"' in shown


def test_the_progress_bar_is_indeterminate_until_a_shard_is_done(
    world: World, organization: Organization
) -> None:
    create_run(organization, 5, state="running", leased_until=NOON + timedelta(seconds=9))
    assert load_progress().text == "0 of 1 shard done, 1 running"
    assert 'max="1"></progress>' in page(world)


def test_reps_with_new_facts_decrease_as_they_are_scored(
    world: World, organization: Organization
) -> None:
    save_inputs(world.rep_other, {day(2): {"posts": 1}, day(6): {"posts": 1}})
    ledger.open_days(organization)
    assert load_progress().waiting_text == "New facts of 2 reps are still to be taken up."
    Rep.objects.filter(pk=world.rep.pk).update(changed_from=None)
    assert load_progress().waiting_text == "New facts of 1 rep are still to be taken up."
    Rep.objects.update(changed_from=day(6))  # of a day that is not over
    assert load_progress().waiting_text == ""


def test_more_than_ten_thousand_reps_are_not_counted_exactly() -> None:
    many = JobProgress(day(5), day(5), done=0, shards=1, running=0, reps=MAX_COUNTED_REPS + 1)
    assert many.waiting_text == "New facts of more than 10,000 reps are still to be taken up."


def test_the_progress_bar_is_polled_and_finally_reloads_the_page(
    world: World, organization: Organization
) -> None:
    ledger.open_days(organization)
    htmx = {"HX-Request": "true"}
    bar, whole = page(world, "/jobs/progress/", **htmx), page(world)
    assert bar.strip() in whole and "<html" not in bar
    runs.close_shard(organization, FIRST_SHARD)
    bar, whole = page(world, "/jobs/progress/", **htmx), page(world)
    assert 'hx-get="/jobs/" hx-trigger="load"' in bar and "every 2s" not in bar
    assert 'id="working"' not in whole


# Retry --------------------------------------------------------------------------------------------


def test_retry_makes_failed_days_due_and_queues_one_task_on_commit(
    world: World, organization: Organization, django_capture_on_commit_callbacks: OnCommit
) -> None:
    for shard in range(3):
        create_failed_run(organization, 5, shard=shard, error="ValueError: x")
    before = messages_sent()
    with django_capture_on_commit_callbacks(execute=True) as rings:
        answer = world.signed_in("admin").post("/jobs/retry/", follow=True)
        assert messages_sent() == before
    assert answer.redirect_chain == [("/jobs/", 302)]
    assert "1 failed day due again." in answer.content.decode()
    assert "3 shards not done, to be tried again" in answer.content.decode()
    assert set(Run.objects.values_list("state", "attempts")) == {("due", 0)}
    (message,) = messages_sent() - before
    assert len(rings) == 1 and "scoring.tasks.tick" in message.read_text()


def test_retry_works_while_the_broker_is_down(
    world: World,
    organization: Organization,
    broker_is_down: None,
    django_capture_on_commit_callbacks: OnCommit,
    caplog: pytest.LogCaptureFixture,
) -> None:
    create_failed_run(organization, 5)
    with django_capture_on_commit_callbacks(execute=True):
        assert world.signed_in("admin").post("/jobs/retry/").status_code == 302
    assert "Connection refused" in caplog.text
    assert Run.objects.get().state == "due"


def test_retry_without_failures_queues_no_task(
    world: World, organization: Organization, django_capture_on_commit_callbacks: OnCommit
) -> None:
    create_run(organization, 5)
    with django_capture_on_commit_callbacks() as rings:
        answer = world.signed_in("admin").post("/jobs/retry/", follow=True)
    assert "Nothing had failed." in answer.content.decode()
    assert rings == []


def test_retry_leaves_other_organisations_alone(world: World, organization: Organization) -> None:
    with scope(organization=world.contoso):
        theirs = create_failed_run(world.contoso, 5)
    world.signed_in("admin").post("/jobs/retry/")
    with scope(organization=world.contoso):
        theirs.refresh_from_db()
        assert theirs.state == "failed"


@pytest.mark.parametrize("person", ["manager", "rep", "outsider"])
def test_only_admins_can_retry(world: World, organization: Organization, person: Any) -> None:
    failed = create_failed_run(organization, 5)
    assert world.signed_in(person).post("/jobs/retry/").status_code == (
        302 if person == "outsider" else 404  # the admin of another organisation
    )
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_retry_requires_a_csrf_token(world: World, organization: Organization) -> None:
    failed = create_failed_run(organization, 5)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["admin"])
    assert client.post("/jobs/retry/").status_code == 403
    failed.refresh_from_db()
    assert failed.state == "failed"


# The command --------------------------------------------------------------------------------------


def test_the_command_reports_every_organisation(world: World, organization: Organization) -> None:
    close_through(organization, 4)
    save_inputs(world.rep, {day(2): {"posts": 3}})
    close_through(organization, 4)
    create_failed_run(organization, 5, error="ValueError: x")
    Tick.objects.create(at=NOON - timedelta(seconds=12))
    assert run_command("jobs").splitlines() == [
        "Last tick 12 s ago.",
        "",
        "contoso (UTC)",
        "  nothing closed yet",
        "",
        "northwind (UTC)",
        "  waiting for 11 h 50 min, since Friday 9 January was over",
        "  2026-01-09: 1 shard given up after 3 attempts: ValueError: x",
        "  2026-01-09  0 of 1 shard done  1 failed",
        "  2026-01-08  1 of 1 shard done  3 snapshots  restated from 6 January for 1 rep: "
        "a file or program",
    ]


def test_the_command_takes_an_organisation_and_a_number_of_days(
    organization: Organization,
) -> None:
    close_through(organization, 1)
    close_through(organization, 5)
    output = run_command("jobs", "--organization", "northwind", "--days", "1")
    assert "contoso" not in output and "2026-01-09  1 of 1" in output and "2026-01-08" not in output


def test_the_command_prints_progress(organization: Organization) -> None:
    ledger.open_days(organization)
    output = run_command("jobs", "--organization", "northwind")
    assert "closing Friday 9 January: 0 of 1 shard done, waiting for a worker" in output
    assert "New facts of 1 rep are still to be taken up." in output


def test_the_command_retries_on_request(organization: Organization) -> None:
    create_failed_run(organization, 5)
    assert "due again" not in run_command("jobs", "--organization", "northwind")
    assert "1 failed day due again" in run_command("jobs", "--organization", "northwind", "--retry")
    assert Run.objects.get().state == "due"


def test_the_command_works_without_any_organisation(world: World) -> None:
    Organization.objects.all().delete()
    assert run_command("jobs") == "Nobody has asked yet what is due: start beat and a worker.\n"


def test_the_command_refuses_invalid_options(world: World) -> None:
    assert "There is no organisation “acme”" in run_failing_command(
        "jobs", "--organization", "acme"
    )
    for days in ("0", "-1", "many", "9999"):
        assert "is not a number of days from 1 to 3650" in run_failing_command(
            "jobs", f"--days={days}"
        )
