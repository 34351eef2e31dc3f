"""Admin pages that erase a rep or merge two records of one person."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teams.models import DailyLog, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_rep, save_inputs
from tests.world import Person, World

CLOSE = 12


@pytest.fixture(autouse=True)
def _here(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False):
        save_inputs(world.rep, {day(3): {"posts": 1}, day(4): {"posts": 2}})
        close_through(world.organization, CLOSE)
        yield


def pages(pk: int) -> tuple[str, str]:
    return f"/settings/people/reps/{pk}/erase/", f"/settings/people/reps/{pk}/merge/"


@pytest.mark.parametrize("person", ["rep", "rep_other", "manager", "coach", "outsider"])
def test_only_admins_of_the_organisation_open_the_pages(world: World, person: Person) -> None:
    client = world.signed_in(person)
    for path in pages(world.rep.pk):
        for answer in (client.get(path), client.post(path, {"name": "Rep Reyes"})):
            assert answer.status_code == 404
    assert Rep.objects.get(pk=world.rep.pk).erased_on is None


def test_the_page_says_what_goes_and_what_stays(world: World) -> None:
    page = world.signed_in("admin").get(pages(world.rep.pk)[0]).content.decode()
    for words in ("What goes", "What stays", "Type “Rep Reyes”", "Former rep"):
        assert words in page
    assert DailyLog.objects.count() == 2


@pytest.mark.parametrize("typed", ["", "Rep", "Ora Other"])
def test_typing_another_name_erases_no_one(world: World, typed: str) -> None:
    answer = world.signed_in("admin").post(pages(world.rep.pk)[0], {"name": typed})
    assert answer.status_code == 422 and "That is not the name" in answer.content.decode()
    assert DailyLog.objects.count() == 2


def test_typing_the_name_erases_the_rep(world: World) -> None:
    client = world.signed_in("admin")
    answer = client.post(pages(world.rep.pk)[0], {"name": " rep  reyes "})
    assert answer.status_code == 302 and not DailyLog.objects.exists()
    assert client.get(pages(world.rep.pk)[0]).status_code == 404
    assert client.get(f"/reps/{world.rep.pk}/").status_code == 404


def test_a_merge_is_previewed_first_and_then_done(world: World) -> None:
    other = create_rep(world.north, "Rep Reyes")
    Rep.objects.filter(pk=other.pk).update(email="reyes@example.com")
    save_inputs(other, {day(4): {"posts": 9}, day(5): {"posts": 1}})
    client, path = world.signed_in("admin"), pages(world.rep.pk)[1]
    assert "?other=reyes%40example.com" in client.get(path).content.decode()
    shown = client.get(path, {"other": "Reyes@example.com"}).content.decode()
    assert "Days both know of</dt><dd>1</dd>" in shown
    assert DailyLog.objects.filter(rep=other).count() == 2
    assert client.post(path, {"other": "reyes@example.com"}).status_code == 302
    assert DailyLog.objects.filter(rep=world.rep).count() == 3


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("nobody@example.com", "Nobody here has that address"),
        ("else.where@example.com", "Nobody here has that address"),
        ("rep@northwind.example", "Choose the other one"),
        ("rep_other@northwind.example", "deactivate one of them first"),
        ("no address", "valid email"),
        ("", "required"),
    ],
)
def test_a_refused_merge_says_why(world: World, email: str, why: str) -> None:
    path = pages(world.rep.pk)[1]
    for answer in (
        world.signed_in("admin").get(path, {"other": email}),
        world.signed_in("admin").post(path, {"other": email}),
    ):
        assert answer.status_code == 422 and why in answer.content.decode()
    assert Rep.objects.filter(erased_on__isnull=False).count() == 0


def test_each_page_takes_at_most_fifteen_queries(world: World) -> None:
    other = create_rep(world.north, "Rep Reyes")
    save_inputs(other, {day(n): {"posts": n} for n in range(1, 10)})
    erasing, merging = pages(world.rep.pk)
    for person, path in (
        ("admin", erasing),
        ("admin", merging),
        ("admin", f"{merging}?other={other.email}"),
        ("rep", "/me/data/"),
    ):
        client = world.signed_in(person)  # type: ignore[arg-type]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        assert len(queries) <= 15, (path, len(queries))
