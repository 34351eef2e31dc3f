"""Kept report files: for the requester only, while they may see every rep; deleted after a week."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from scoring.privacy.erase import erase
from scoring.reports.tasks import tidy_reports
from teams.models import AuditEntry, Rep, ReportJob, Role, Team, User
from teams.reports.files import ERASED_MESSAGE, folder_of, path_of
from tests.scoring.reports.background_reports import (
    FILE,
    FIRST,
    LAST,
    NOON,
    TODAY,
    ZIP,
    create_job,
    create_scored_reps,
    run_job,
)
from tests.world import FIRST_DAY, Person, World, add_rep

S = ReportJob.State


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(NOON, tick=False):
        create_scored_reps(world, people=1)
        yield


def fetch(world: World, job: ReportJob, person: Person = "admin") -> Any:
    return world.signed_in(person).get(f"/progress/files/{job.pk}/")


def status(client: Client, path: str) -> int:
    """Status code of a GET request; consumes streamed files so that they are closed."""
    response = client.get(path)
    if response.streaming:
        list(response.streaming_content)  # type: ignore[attr-defined]
    return response.status_code


def form(world: World, **changed: str) -> dict[str, str]:
    defaults = {"whom": f"team-{world.north.pk}", "first": str(FIRST), "last": str(LAST)}
    return defaults | {"format": "csv", "parts": "each", "template": ""} | changed


def post_report_form(client: Client, data: dict[str, str]) -> str:
    """The page after requesting a report."""
    return client.post("/progress/begin/", data, follow=True).content.decode()


# Requests -----------------------------------------------------------------------------------------


def test_a_form_requests_it_and_the_page_shows_progress_until_it_can_be_downloaded(
    world: World,
) -> None:
    client = world.signed_in("admin")
    page = post_report_form(client, form(world))
    assert "North" in page and "0 of 2 reps" in page and 'hx-trigger="every 2s"' in page
    run_job(world, ReportJob.objects.get())
    page = client.get("/progress/files/").content.decode()
    assert "Ready" in page and "Download" in page and "every 2s" not in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"format": "exe"}, "exe is not one of the available choices"),
        ({"parts": "many"}, "many is not one of the available choices"),
        ({"template": "9"}, "not one of the available choices"),
        ({"whom": "team-999999"}, "team-999999 is not one of the available choices"),
        ({"first": "soon"}, "Enter a valid date"),
        ({"first": str(LAST)}, "ends before it begins"),
        ({"whom": "team-1\x00"}, "not one of the available choices"),
    ],
)
def test_an_invalid_request_is_refused_with_a_sentence(
    world: World, changed: dict[str, str], sentence: str
) -> None:
    assert sentence in post_report_form(world.signed_in("admin"), form(world, **changed))
    assert not ReportJob.objects.exists()


@pytest.mark.parametrize("person", ["rep", "manager", "outsider"])
def test_only_coaches_and_admins_may_request_reports(world: World, person: Person) -> None:
    client = world.signed_in(person)
    if person == "outsider":  # an admin, elsewhere
        post_report_form(client, form(world))
    else:
        assert client.post("/progress/begin/", form(world)).status_code == 404
        assert client.get("/progress/files/").status_code == 404
    assert not ReportJob.objects.exists()


# Downloads ----------------------------------------------------------------------------------------


def test_the_requester_downloads_it_and_that_is_audited(world: World) -> None:
    job = run_job(world, create_job(world))
    response = fetch(world, job)
    path = path_of(job)
    assert path and b"".join(response.streaming_content) == path.read_bytes()
    assert response.headers["Content-Type"] == "application/zip"
    assert f'attachment; filename="{job.name}"' in response.headers["Content-Disposition"]
    noted = AuditEntry.objects.get(action="exported")
    assert noted.details == {"what": "report", "about": "North", "file": job.name, "rows": 2}


@pytest.mark.parametrize("person", ["rep", "manager", "coach", "outsider"])
def test_others_can_neither_download_nor_delete_it(world: World, person: Person) -> None:
    job = run_job(world, create_job(world))
    assert fetch(world, job, person).status_code == 404
    response = world.signed_in(person).post(f"/progress/files/{job.pk}/delete/")
    assert response.status_code == 404 and path_of(job)


def test_an_admin_can_not_download_a_coachs_report(world: World) -> None:
    assert (
        fetch(world, run_job(world, create_job(world, person="coach")), "admin").status_code == 404
    )


def end_role(world: World) -> None:
    Role.objects.filter(user=world.users["coach"]).update(until=TODAY)


def move_role(world: World) -> None:
    Role.objects.filter(user=world.users["coach"]).update(team=world.north)


def end_membership(world: World) -> None:
    world.rep_other.memberships.update(until=TODAY)


def make_manager(world: World) -> None:
    Role.objects.filter(user=world.users["coach"]).update(kind="manager")


def deactivate_user(world: World) -> None:
    User.objects.filter(pk=world.users["coach"].pk).update(is_active=False)


@pytest.mark.parametrize(
    "happened",
    [end_role, move_role, end_membership, make_manager, deactivate_user],
)
def test_a_requester_who_lost_permissions_can_not_download_it(world: World, happened: Any) -> None:
    job = run_job(world, create_job(world, person="coach"))
    client = world.signed_in("coach")
    path = f"/progress/files/{job.pk}/"
    assert status(client, path) == 200
    happened(world)
    assert status(client, path) == (302 if happened is deactivate_user else 404)


def test_a_link_works_whichever_organisation_is_selected(world: World) -> None:
    job = run_job(world, create_job(world, person="coach"))
    coach = world.users["coach"]
    Role.objects.create(
        organization=world.contoso, user=coach, kind="coach", team=world.east, since=FIRST_DAY
    )
    client = world.signed_in("coach")
    client.post(f"/organizations/{world.contoso.pk}/")
    assert status(client, f"/progress/files/{job.pk}/") == 200
    assert "Nothing is being made" in client.get("/progress/files/").content.decode()


def test_a_file_not_yet_made_or_deleted_redirects_to_the_list(world: World) -> None:
    job = create_job(world)
    assert fetch(world, job).headers["Location"] == "/progress/files/"
    run_job(world, job)
    for path in folder_of(job.pk).iterdir():
        path.unlink()
    assert fetch(world, job).headers["Location"] == "/progress/files/"


# Deletion -----------------------------------------------------------------------------------------


def test_deleting_a_report_deletes_its_file(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    job = run_job(world, create_job(world))
    with django_capture_on_commit_callbacks(execute=True):
        world.signed_in("admin").post(f"/progress/files/{job.pk}/delete/")
    assert not ReportJob.objects.exists() and not folder_of(job.pk).exists()


def test_a_report_is_deleted_after_seven_days(world: World) -> None:
    job = run_job(world, create_job(world))
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=False):
        tidy_reports()
        assert path_of(job)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        tidy_reports()
    assert not ReportJob.objects.exists() and not folder_of(job.pk).exists()


def test_orphaned_folders_are_deleted_and_known_ones_kept(world: World) -> None:
    job = run_job(world, create_job(world))
    folder_of(job.pk + 1000).mkdir()
    (folder_of(job.pk) / "another workers.zip").write_bytes(b"x")
    (settings.REPORT_DIR / "lost+found").mkdir()
    tidy_reports()
    assert {path.name for path in settings.REPORT_DIR.iterdir()} == {str(job.pk), "lost+found"}
    assert [path.name for path in folder_of(job.pk).iterdir()] == [job.file]


def test_an_erased_rep_is_in_no_kept_file(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with_rep, without = (
        run_job(world, create_job(world)),
        run_job(world, create_job(world, person="coach")),
    )
    with django_capture_on_commit_callbacks(execute=True):
        erase(rep=world.rep, by=None)
    gone = ReportJob.objects.get(pk=with_rep.pk)
    assert (gone.state, gone.error, gone.file, gone.name) == (S.FAILED, ERASED_MESSAGE, "", "")
    assert not folder_of(with_rep.pk).exists()
    assert path_of(ReportJob.objects.get(pk=without.pk))
    assert ERASED_MESSAGE in world.signed_in("admin").get("/progress/files/").content.decode()


def test_an_erased_reps_own_report_does_not_keep_the_name(world: World) -> None:
    client = world.signed_in("admin")
    post_report_form(client, form(world, whom=f"rep-{world.rep.pk}", parts="one"))
    run_job(world, ReportJob.objects.get())
    assert "Rep Reyes" in str(ReportJob.objects.values())
    erase(rep=world.rep, by=None)
    assert "eyes" not in str(ReportJob.objects.values())


def test_pieces_of_an_erased_rep_are_deleted_during_a_batch(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    job = create_job(world)
    other = Rep.objects.get(name="Ann A")
    pieces = folder_of(job.pk) / "pieces"
    pieces.mkdir(parents=True)
    for rep in (world.rep, other):
        (pieces / f"{rep.pk}.csv").write_text("x")
    with django_capture_on_commit_callbacks(execute=True):
        erase(rep=world.rep, by=None)
    assert [path.name for path in pieces.iterdir()] == [f"{other.pk}.csv"]


def test_names_and_titles_are_text_on_the_page(world: World) -> None:
    team = Team.objects.create(organization=world.organization, name="<b>Bold</b>")
    add_rep(team, "<i>Ida</i>")
    page = post_report_form(world.signed_in("admin"), form(world, whom=f"team-{team.pk}"))
    assert "&lt;b&gt;Bold" in page and "<b>Bold" not in page
    job = run_job(world, ReportJob.objects.get())
    assert "/" not in job.name and "<" not in job.name


def test_small_reports_can_be_made_in_the_background_too(world: World) -> None:
    assert run_job(world, create_job(world, FILE)).state == S.MADE
    assert run_job(world, create_job(world, ZIP)).state == S.MADE
