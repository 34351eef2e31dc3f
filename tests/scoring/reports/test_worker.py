"""Report jobs: killed, duplicate and late workers make one file, with permitted reps only."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.daily.failpoints import REPORT_POINTS
from scoring.privacy.erase import erase
from scoring.reports import worker
from scoring.reports.build import gather
from scoring.reports.content import single_person_report
from scoring.reports.request import MAX_OPEN_JOBS, ReportOutput, request_report
from scoring.reports.spec import ReportSpecError, SubjectKind
from scoring.reports.tasks import make_report, queue_pending_reports
from teams.models import Rep, ReportJob, Role, User
from teams.reports.files import folder_of, path_of, pieces_of
from tests.scoring.reports.background_reports import (
    FILE,
    FIRST,
    LAST,
    NOON,
    TODAY,
    ZIP,
    after_lease_expiry,
    build_spec,
    call_at_failpoint,
    create_job,
    create_scored_reps,
    kill_worker_at,
    names_in,
    run_job,
    viewer,
)
from tests.world import World, add_rep

S = ReportJob.State
ALL_FILES = [
    *(f"{name}-{FIRST}-{LAST}.csv" for name in ("ann-a", "ann-b", "ann-c", "rep-reyes")),
    "summary.csv",
]


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(NOON, tick=False):
        create_scored_reps(world)
        yield


def test_a_zip_has_a_file_of_each_rep_and_a_summary(world: World) -> None:
    job = run_job(world, create_job(world))
    assert (job.state, job.done, job.total, job.error) == (S.MADE, 4, 4, "")
    assert names_in(job) == ALL_FILES and job.left_out == []
    assert job.name == f"north-{FIRST}-{LAST}.zip" and job.size > 100
    assert [path.name for path in folder_of(job.pk).iterdir()] == [job.file]


def test_two_reps_of_one_name_have_two_files(world: World) -> None:
    other = add_rep(world.north, "Rep Reyes")
    names = names_in(run_job(world, create_job(world)))
    second = max(other.pk, world.rep.pk)
    assert len(names) == 6 and f"{second}-rep-reyes-{FIRST}-{LAST}.csv" in names


def test_one_file_has_all_reps_in_it(world: World) -> None:
    job = run_job(world, create_job(world, FILE))
    path = path_of(job)
    assert path and all(name in path.read_text() for name in ("Rep Reyes", "Ann A", "Ann C"))
    assert job.name.endswith(".csv")


def test_a_report_extracted_for_a_rep_equals_one_gathered_for_that_rep(
    world: World,
) -> None:
    whole = gather(build_spec(world.north), world.organization, Rep.objects.all(), today=TODAY)
    for person in whole.persons:
        just = replace(build_spec(world.north), kind=SubjectKind.REP, pk=person.pk)
        one = gather(just, world.organization, Rep.objects.all(), today=TODAY)
        assert single_person_report(whole, person) == replace(one, versions=whole.versions)


# Killed, duplicate and late workers ---------------------------------------------------------------


@pytest.mark.parametrize("how", [ZIP, FILE])
@pytest.mark.parametrize("point", [p for p in REPORT_POINTS if "mail" not in p])
def test_wherever_a_worker_dies_one_file_is_made(
    world: World, how: ReportOutput, point: str
) -> None:
    job = create_job(world, how)
    with kill_worker_at(point):
        worker.run_report_job(job.pk)
    assert not worker.run_report_job(job.pk) or point == "report: before claim"
    with after_lease_expiry():
        job = run_job(world, job)
    assert (job.state, job.done) == (S.MADE, 4)
    assert [path.name for path in folder_of(job.pk).iterdir()] == [job.file]


def test_existing_pieces_are_not_made_again(world: World) -> None:
    job = create_job(world)
    with kill_worker_at("report: before a file", after=2):
        worker.run_report_job(job.pk)
    there = {path: path.stat().st_mtime_ns for path in pieces_of(job.pk).iterdir()}
    assert len(there) == 2
    with after_lease_expiry(), kill_worker_at("report: before commit"):
        worker.run_report_job(job.pk)
    assert {path: path.stat().st_mtime_ns for path in there} == there
    assert len(list(pieces_of(job.pk).iterdir())) == 4


def test_a_worker_that_lost_its_lease_hands_nothing_over(world: World) -> None:
    job = create_job(world)
    with call_at_failpoint("report: before commit", lambda: _another_worker_runs(job)):
        worker.run_report_job(job.pk)
    now = ReportJob.objects.get(pk=job.pk)
    assert now.state == S.MADE and names_in(now) == ALL_FILES
    assert [path.name for path in folder_of(job.pk).iterdir()] == [now.file]


def _another_worker_runs(job: ReportJob) -> None:
    with after_lease_expiry():
        assert worker.run_report_job(job.pk)


def test_a_job_fails_after_three_attempts(world: World) -> None:
    job = create_job(world)
    for attempt in range(3):
        moment = time_machine.travel(f"{TODAY}T{13 + attempt}:00Z", tick=False)
        with moment, kill_worker_at("report: before a file"):
            worker.run_report_job(job.pk)
    with time_machine.travel(f"{TODAY}T17:00Z", tick=False):
        job = run_job(world, job)
    assert (job.state, "tried three times" in job.error) == (S.FAILED, True)


def test_the_tick_queues_a_task_for_each_free_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[tuple[int, int]] = []
    monkeypatch.setattr(make_report, "apply_async", lambda args, **_: rung.append(args))
    job = create_job(world)
    queue_pending_reports()
    assert rung == [(world.organization.pk, job.pk)]
    make_report(*rung[0])
    make_report(*rung[0])
    assert ReportJob.objects.get(pk=job.pk).state == S.MADE
    queue_pending_reports()
    assert len(rung) == 1


def test_an_unexpected_error_is_recorded_and_the_job_retried(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = create_job(world)
    with monkeypatch.context() as broken:
        broken.setattr(worker, "gather", lambda *_, **__: 1 / 0)
        job = run_job(world, job)
    assert job.state == S.MAKING and "ZeroDivisionError" in job.error
    assert run_job(world, job).state == S.MADE


# Permissions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [ZIP, FILE])
@pytest.mark.parametrize("point", ["report: before a file", "report: before commit"])
def test_a_rep_erased_meanwhile_is_left_out(world: World, how: ReportOutput, point: str) -> None:
    job, gone = create_job(world, how), Rep.objects.get(name="Ann B")
    with call_at_failpoint(point, lambda: erase(rep=gone, by=None)):
        worker.run_report_job(job.pk)
    job = run_job(world, job)
    assert (job.state, job.total) == (S.MADE, 4) and gone.pk not in job.reps
    assert job.left_out == ["1 rep left meanwhile, or was erased."]
    path = path_of(job)
    assert path and b"Ann B" not in path.read_bytes() and b"ann-b" not in path.read_bytes()


def test_a_rep_no_longer_overseen_is_left_out_and_the_zip_says_so(world: World) -> None:
    for name in ("Sue", "Sid"):
        add_rep(world.south, name)
    job = create_job(world, person="coach")
    moved = Rep.objects.get(name="Sue")
    with call_at_failpoint("report: before commit", lambda: moved.memberships.update(until=TODAY)):
        job = run_job(world, job)
    assert job.state == S.MADE
    assert names_in(job) == [
        "not in it.txt", f"ora-other-{FIRST}-{LAST}.csv", f"sid-{FIRST}-{LAST}.csv", "summary.csv",
    ]  # fmt: skip


def test_a_requester_who_no_longer_coaches_gets_nothing(world: World) -> None:
    job = create_job(world, person="coach")
    Role.objects.filter(user=world.users["coach"]).update(until=TODAY)
    job = run_job(world, job)
    assert (job.state, job.error) == (S.FAILED, "You look after nobody here any more.")
    assert not folder_of(job.pk).exists()


def test_a_deactivated_requester_gets_nothing(world: World) -> None:
    job = create_job(world, person="coach")
    User.objects.filter(pk=world.users["coach"].pk).update(is_active=False)
    assert run_job(world, job).state == S.FAILED


# Limits -------------------------------------------------------------------------------------------


def test_an_identical_request_returns_the_open_job(world: World) -> None:
    assert create_job(world) == create_job(world) != create_job(world, FILE)
    assert ReportJob.objects.count() == 2


def test_a_user_has_a_limited_number_of_open_jobs(world: World) -> None:
    for at in range(MAX_OPEN_JOBS):
        create_job(world, replace(ZIP, template=at))
    with pytest.raises(ValidationError, match="wait for one, or delete one"):
        create_job(world, FILE)
    assert create_job(world, FILE, person="coach").by == world.users["coach"]


def test_a_report_without_any_rep_is_refused(world: World) -> None:
    with pytest.raises(ReportSpecError, match="nobody to report on"):
        request_report(viewer=viewer(world, "coach"), spec=build_spec(world.north), output=ZIP)


def test_thirty_reps_take_no_more_queries_than_three(world: World) -> None:
    def queries(job: ReportJob) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert run_job(world, job).state == S.MADE
        return len([each for each in counted if "SAVEPOINT" not in each["sql"]])

    queries(create_job(world))  # loads what is remembered for the whole organisation
    few = queries(create_job(world))
    for at in range(30):
        add_rep(world.north, f"Bo {at}")
    many = queries(create_job(world))
    assert many == few <= 60 and many < 10 * 34


def test_the_lease_for_a_large_file_is_longer(world: World) -> None:
    held = worker.claim_report_job(create_job(world).pk)
    assert held
    held.renew()
    short = ReportJob.objects.get().leased_until
    held.renew(200 * worker.LEASE_PER_REP)
    long = ReportJob.objects.get().leased_until
    assert short and long and (long - short).total_seconds() == 400
