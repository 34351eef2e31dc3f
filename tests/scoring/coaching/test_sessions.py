"""Coaching page of a rep: who reads which note, who writes, and how errors are shown."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
import time_machine
from django.test import Client

from teams.coaching.programmes import create_programme, set_members
from teams.coaching.sessions import add_action_item, add_note, add_session
from teams.models import ActionItem, CoachingSession, Programme, Rep, Role, SessionNote, Team, User
from tests.scoring.core.histories import day
from tests.world import FIRST_DAY, World

TODAY = 59
Kind = Role.Kind
Who = Literal[
    "rep",
    "teammate",
    "coach",
    "coach of the region",
    "coach of the rep alone",
    "coach elsewhere",
    "coach until yesterday",
    "manager",
    "manager who coaches too",
    "admin",
    "admin who wrote a private one",
    "viewer",
    "outsider",
]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def create_user(
    world: World, *roles: tuple[Kind, Team | None, Rep | None], until: Any = None
) -> User:
    user = User.objects.create_user(f"{User.objects.count()}@example.com", "a long password")
    for kind, team, rep in roles:
        Role.objects.create(
            organization=world.organization, user=user, kind=kind, team=team, rep=rep,
            since=FIRST_DAY, until=until,
        )  # fmt: skip
    return user


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """A user of every role; North belongs to a region."""
    with world.scope():
        region = Team.objects.create(organization=world.organization, name="Region")
        Team.objects.filter(pk=world.north.pk).update(region=region)
        north, users = world.north, world.users
        return {
            "rep": users["rep"],
            "teammate": users["rep_other"],
            "coach": create_user(world, (Kind.COACH, north, None)),
            "coach of the region": create_user(world, (Kind.COACH, region, None)),
            "coach of the rep alone": create_user(world, (Kind.COACH, None, world.rep)),
            "coach elsewhere": users["coach"],
            "coach until yesterday": create_user(
                world, (Kind.COACH, north, None), until=day(TODAY)
            ),
            "manager": users["manager"],
            "manager who coaches too": create_user(
                world, (Kind.MANAGER, north, None), (Kind.COACH, north, None)
            ),
            "admin": users["admin"],
            "admin who wrote a private one": create_user(world, (Kind.ADMIN, None, None)),
            "viewer": create_user(world, (Kind.VIEWER, north, None)),
            "outsider": users["outsider"],
        }


@pytest.fixture
def met(world: World, people: dict[str, User]) -> CoachingSession:
    """A session with notes and an action item.

    The coach wrote a private and a shared note; a former coach and an admin wrote private ones.
    """
    with world.scope():
        (met,) = add_session(reps=[world.rep], day=day(50), topic="Begin", by=people["coach"])
        for who, audience, text in (
            ("coach", "private", "Said in confidence"),
            ("coach", "shared", "Said to all"),
            ("coach until yesterday", "private", "Of one who left"),
            ("admin who wrote a private one", "private", "From the admin"),
        ):
            add_note(sessions=[met], audience=audience, text=text, by=people[who])
        add_action_item(
            rep=world.rep, text="Three posts", signal="posts", due_on=day(70), by=people["coach"],
            agreed_on=day(50), session=met,
        )  # fmt: skip
    return met


def client_for(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


NOTES = ("Said in confidence", "Of one who left", "From the admin", "Said to all")
ALL, SHARED, NOTHING = set(NOTES), {"Said to all"}, None
READERS: list[tuple[Who, set[str] | None]] = [
    ("rep", ALL),
    ("coach", ALL),
    ("coach of the region", ALL),
    ("coach of the rep alone", ALL),
    ("manager who coaches too", ALL),
    ("manager", SHARED),
    ("admin", SHARED),
    ("admin who wrote a private one", {"Said to all", "From the admin"}),
    ("teammate", NOTHING),
    ("coach elsewhere", NOTHING),
    ("coach until yesterday", NOTHING),
    ("viewer", NOTHING),
    ("outsider", NOTHING),
]


@pytest.mark.parametrize(("who", "reads"), READERS)
def test_a_note_is_shown_to_its_audience_only(
    world: World, people: dict[str, User], met: CoachingSession, who: Who, reads: set[str] | None
) -> None:
    response = client_for(people[who]).get(f"/reps/{world.rep.pk}/coaching/")
    said = response.content.decode()
    if reads is None:
        assert response.status_code == 404 and not any(text in said for text in NOTES)
    else:
        assert response.status_code == 200 and "Begin" in said and "Three posts" in said
        assert {text for text in NOTES if text in said} == reads


WRITERS: list[tuple[Who, int, int]] = [  # status for session, note and item; status for ticking
    ("rep", 404, 302),
    ("coach", 302, 302),
    ("coach of the region", 302, 302),
    ("coach of the rep alone", 302, 302),
    ("admin", 302, 302),
    ("manager", 404, 404),
    ("teammate", 404, 404),
    ("coach elsewhere", 404, 404),
    ("coach until yesterday", 404, 404),
    ("viewer", 404, 404),
    ("outsider", 404, 404),
]


@pytest.mark.parametrize(("who", "writes", "ticks"), WRITERS)
def test_coaches_and_admins_write_and_the_rep_ticks_off(
    world: World, people: dict[str, User], met: CoachingSession, who: Who, writes: int, ticks: int
) -> None:
    with world.scope():
        item = ActionItem.objects.get()
    browser, rep = client_for(people[who]), world.rep.pk
    note = {"text": "New", "audience": "shared"}
    sent = [
        (f"/coaching/reps/{rep}/sessions/", {"day": day(TODAY), "topic": "Again", **note}),
        (f"/coaching/reps/{rep}/items/", {"text": "A post", "due_on": day(70)}),
        (f"/coaching/sessions/{met.pk}/notes/", note),
    ]
    assert [browser.post(path, form).status_code for path, form in sent] == [writes] * 3
    assert browser.post(f"/coaching/items/{item.pk}/done/").status_code == ticks
    assert browser.post(f"/coaching/items/{item.pk}/drop/").status_code == writes
    with world.scope():
        wrote = writes == 302
        assert SessionNote.objects.filter(text="New").count() == 2 * wrote
        assert CoachingSession.objects.count() == 1 + wrote
        assert set(ActionItem.objects.values_list("text", flat=True)) == (
            {"A post"} if wrote else {"Three posts"}
        )


def test_each_note_says_who_can_read_it(
    world: World, people: dict[str, User], met: CoachingSession
) -> None:
    def said(who: str) -> str:
        return client_for(people[who]).get(f"/reps/{world.rep.pk}/coaching/").content.decode()

    assert "Only you and your coaches read this." in said("rep")
    assert "Only you, Rep Reyes and Rep Reyes’s coaches read this." in said("coach")
    assert "Only Rep Reyes and Rep Reyes’s coaches read this." in said("coach of the region")
    to_manager = said("manager")
    assert "coaches and managers, and admins read this" in to_manager
    assert "You read what is shared." in to_manager and "Private.</b>" not in to_manager


def test_only_its_author_removes_a_note(
    world: World, people: dict[str, User], met: CoachingSession
) -> None:
    with world.scope():
        note = SessionNote.objects.get(text="Said in confidence")
    path = f"/coaching/notes/{note.pk}/remove/"
    for who in ("coach of the region", "admin", "rep"):
        assert client_for(people[who]).post(path).status_code == 404
    assert client_for(people["coach"]).post(path).status_code == 302
    with world.scope():
        assert not SessionNote.objects.filter(pk=note.pk).exists()


def test_a_session_with_notes_by_others_cannot_be_removed(
    world: World, people: dict[str, User], met: CoachingSession
) -> None:
    browser = client_for(people["coach"])
    response = browser.post(f"/coaching/sessions/{met.pk}/remove/", follow=True)
    assert "Somebody else wrote a note of this session" in response.content.decode()


def test_an_invalid_form_shows_the_error_and_keeps_the_input(
    world: World, people: dict[str, User], met: CoachingSession
) -> None:
    browser, rep = client_for(people["coach"]), world.rep.pk
    for path, form, says in (
        (f"/coaching/reps/{rep}/sessions/", {"topic": "Kept"}, "This field is required"),
        (f"/coaching/reps/{rep}/items/", {"text": "Kept", "due_on": day(9)}, "Choose a day from"),
        (f"/coaching/reps/{rep}/items/", {"text": "Kept", "signal": "luck"}, "valid choice"),
        (f"/coaching/sessions/{met.pk}/notes/", {"text": "Kept"}, "This field is required"),
    ):
        response = browser.post(path, form)
        text = response.content.decode()
        assert response.status_code == 422 and says in text and "Kept" in text


def test_a_reps_page_links_to_coaching_for_coaches_or_if_there_is_any(
    world: World, people: dict[str, User]
) -> None:
    def leads(who: str) -> bool:
        text = client_for(people[who]).get(f"/reps/{world.rep.pk}/").content.decode()
        return f"/reps/{world.rep.pk}/coaching/" in text

    assert leads("rep") and leads("coach") and leads("admin") and not leads("manager")
    with world.scope():
        add_action_item(rep=world.rep, text="Post", signal="", due_on=day(70), by=people["coach"])
    assert leads("manager")


# Programmes ---------------------------------------------------------------------------------------


@pytest.fixture
def spring(world: World, people: dict[str, User]) -> Programme:
    with world.scope():
        made = create_programme(
            organization=world.organization, name="Spring", starts_on=day(50), ends_on=day(90),
            target=70, by=people["coach"],
        )  # fmt: skip
        both = [world.rep, world.rep_other]
        set_members(
            programme=made, reps=both, overseen_ids={rep.pk for rep in both}, by=people["coach"]
        )
    return made


def test_only_its_coach_and_admins_see_a_programme(
    world: World, people: dict[str, User], spring: Programme
) -> None:
    path = f"/programmes/{spring.pk}/"
    sees = {who for who, user in people.items() if client_for(user).get(path).status_code == 200}
    assert sees == {"coach", "admin", "admin who wrote a private one"}
    listed = client_for(people["coach of the region"]).get("/programmes/").content.decode()
    assert "Spring" not in listed
    assert "Spring" in client_for(people["coach"]).get("/programmes/").content.decode()


def test_reps_outside_the_coachs_care_are_counted_and_not_named(
    world: World, people: dict[str, User], spring: Programme
) -> None:
    browser, path = client_for(people["coach"]), f"/programmes/{spring.pk}/"
    with world.scope():
        both = [world.rep, world.rep_other]
        add_session(reps=both, day=day(51), topic="Kick", by=people["coach"], programme=spring)
    for said in (browser.get(path), browser.get(f"{path}edit/")):
        assert "Rep Reyes" in said.content.decode() and "Ora Other" not in said.content.decode()
    page = browser.get(path).content.decode()
    assert "and 1 you don’t look after" in page
    assert "Rep Reyes and 1 you don’t look after" in page
    everybody = client_for(people["admin"]).get(path).content.decode()
    assert "Ora Other" in everybody


def test_a_former_coach_sees_no_programme(
    world: World, people: dict[str, User], spring: Programme
) -> None:
    with world.scope():
        Role.objects.filter(user=people["coach"]).update(kind=Kind.MANAGER)
    assert client_for(people["coach"]).get(f"/programmes/{spring.pk}/").status_code == 404
    assert client_for(people["coach"]).get("/programmes/").status_code == 404


def test_a_rep_sees_their_programme(
    world: World, people: dict[str, User], spring: Programme
) -> None:
    def said(who: str) -> str:
        return client_for(people[who]).get(f"/reps/{world.rep.pk}/coaching/").content.decode()

    assert "You take part in Spring" in said("rep")
    assert f'href="/programmes/{spring.pk}/"' in said("coach")
    assert "Spring" not in said("coach of the region") and "Spring" not in said("manager")


def test_members_are_chosen_among_the_coachs_reps_only(
    world: World, people: dict[str, User], spring: Programme
) -> None:
    browser, path = client_for(people["coach"]), f"/programmes/{spring.pk}/members/"
    for foreign in (world.rep_other.pk, world.elsewhere.pk, 10**8):
        assert browser.post(path, {"rep": [foreign]}).status_code == 404
    assert browser.post(path, {}).status_code == 302
    with world.scope():
        assert [each.rep for each in spring.members.all()] == [world.rep_other]


def test_a_group_session_is_saved_for_each_rep_and_needs_at_least_one(
    world: World, people: dict[str, User], spring: Programme
) -> None:
    browser, path = client_for(people["admin"]), f"/programmes/{spring.pk}/sessions/"
    form = {"day": day(58), "topic": "Posts", "text": "One a week", "audience": "shared"}
    response = browser.post(path, form)
    assert response.status_code == 422 and "Nobody was there" in response.content.decode()
    both = [world.rep.pk, world.rep_other.pk]
    assert browser.post(path, form | {"rep": both}).status_code == 302
    with world.scope():
        notes = SessionNote.objects.filter(session__programme=spring)
        assert {note.session.rep_id for note in notes} == set(both)


def test_a_programme_is_created_on_a_page_that_shows_errors(
    world: World, people: dict[str, User]
) -> None:
    browser = client_for(people["coach"])
    form = {"name": "Autumn", "starts_on": day(60), "ends_on": day(40), "target": "70"}
    response = browser.post("/programmes/", form)
    assert response.status_code == 422 and "ends before it begins" in response.content.decode()
    response = browser.post("/programmes/", form | {"ends_on": day(99)})
    with world.scope():
        made = Programme.objects.get()
    assert response.headers["Location"] == f"/programmes/{made.pk}/edit/"
    assert made.by == people["coach"]
    assert browser.post(f"/programmes/{made.pk}/delete/").status_code == 302
    with world.scope():
        assert not Programme.objects.exists()
