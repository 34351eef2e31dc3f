"""Coaching: programmes, sessions, notes and action items; validation, erasure, merge, export."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from json import loads
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.exceptions import ValidationError

from scoring.privacy.data_export import ExportedPerson, write_export
from teams.coaching.programmes import (
    change_programme,
    create_programme,
    delete_programme,
    set_members,
)
from teams.coaching.sessions import (
    add_action_item,
    add_note,
    add_session,
    delete_action_item,
    delete_note,
    delete_session,
    finish_action_item,
)
from teams.models import (
    Action,
    ActionItem,
    AuditEntry,
    CoachingSession,
    Programme,
    ProgrammeMember,
    Rep,
    SessionNote,
)
from teams.privacy.erase import erase_rep
from teams.privacy.merge import merge_reps
from tests.world import World, add_rep

TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T12:00Z", tick=False):
        yield


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with world.scope():
        yield world


def start_programme(world: World, **said: Any) -> Programme:
    values: dict[str, Any] = {
        "name": "Spring",
        "starts_on": TODAY,
        "ends_on": date(2026, 6, 1),
        "target": 60,
    }
    return create_programme(
        organization=world.organization, by=world.users["coach"], **(values | said)
    )


def add_members(world: World, made: Programme, *reps: Rep, among: set[int] | None = None) -> None:
    mine = among if among is not None else {rep.pk for rep in Rep.objects.all()}
    set_members(programme=made, reps=reps, overseen_ids=mine, by=world.users["coach"])


def start_session(world: World, *reps: Rep, **said: Any) -> list[CoachingSession]:
    values: dict[str, Any] = {"day": TODAY, "topic": "Start", "by": world.users["coach"]}
    return add_session(reps=reps, **(values | said))


def create_item(world: World, rep: Rep, **said: Any) -> ActionItem:
    values: dict[str, Any] = {
        "text": "A post",
        "signal": "posts",
        "due_on": TODAY,
        "by": world.users["coach"],
    }
    return add_action_item(rep=rep, **(values | said))


def sentence(write: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as wrong:
        write()
    (said,) = wrong.value.messages
    return said


def member_names(made: Programme) -> set[str]:
    return set(ProgrammeMember.objects.filter(programme=made).values_list("rep__name", flat=True))


# Programmes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 121}, "at most 120"),
        ({"ends_on": TODAY}, "ends before it begins"),
        ({"ends_on": TODAY + timedelta(days=1200)}, "three years"),
        ({"starts_on": date(1990, 1, 1)}, "Choose a day from"),
        ({"starts_on": TODAY + timedelta(days=400)}, "Choose a day from"),
        ({"target": 0.5}, "from 1 to 100"),
        ({"target": 101.0}, "from 1 to 100"),
        ({"target": float("nan")}, "from 1 to 100"),
    ],
)
def test_an_invalid_programme_is_refused_with_an_explanation(
    inside: World, said: dict[str, Any], says: str
) -> None:
    assert says in sentence(lambda: start_programme(inside, **said))
    assert not Programme.objects.exists()


def test_programme_names_are_unique_in_an_organisation(inside: World) -> None:
    start_programme(inside)
    assert "choose another name" in sentence(lambda: start_programme(inside, name=" Spring "))
    assert Programme.objects.count() == 1


def test_creating_changing_and_deleting_a_programme_is_audited(inside: World) -> None:
    made, coach = start_programme(inside), inside.users["coach"]
    days = {"starts_on": made.starts_on, "ends_on": made.ends_on}
    same: dict[str, Any] = {"programme": made, "name": "Spring", "target": 60, "by": coach, **days}
    assert not change_programme(**same)
    assert change_programme(**same | {"target": None})
    add_members(inside, made, inside.rep_other)
    delete_programme(programme=made, by=coach)
    told = AuditEntry.objects.filter(action=Action.PROGRAMME_CHANGED).order_by("pk")
    assert [(entry.rep, set(entry.details)) for entry in told] == [
        (None, {"programme", "is"}),
        (None, {"programme", "was", "is"}),
        (inside.rep_other, {"programme", "is"}),
        (None, {"programme", "was"}),
    ]


def test_setting_members_changes_only_reps_the_user_looks_after(inside: World) -> None:
    made, ann = start_programme(inside), add_rep(inside.south, "Ann")
    add_members(inside, made, inside.rep, inside.rep_other)
    mine = {ann.pk, inside.rep_other.pk}
    add_members(inside, made, ann, among=mine)
    assert member_names(made) == {"Ann", "Rep Reyes"}, "whoever somebody else looks after stays"
    add_members(inside, made, ann, among=mine)
    assert member_names(made) == {"Ann", "Rep Reyes"}


def test_other_reps_can_not_become_members(inside: World) -> None:
    made, mine = start_programme(inside), {inside.rep_other.pk}
    for rep in (inside.rep, inside.elsewhere):
        said = sentence(partial(add_members, inside, made, rep, among=mine))
        assert "look after" in said
    among = {inside.elsewhere.pk}
    assert "look after" in sentence(
        lambda: add_members(inside, made, inside.elsewhere, among=among)
    )
    assert member_names(made) == set()


# Sessions and notes -------------------------------------------------------------------------------


def test_a_group_session_creates_a_row_and_a_note_per_rep(inside: World) -> None:
    met = start_session(inside, inside.rep, inside.rep_other, topic="  Kick  off ")
    add_note(sessions=met, audience="shared", text=" Hello\r\nall ", by=inside.users["coach"])
    assert [(each.rep.name, each.topic) for each in CoachingSession.objects.order_by("pk")] == [
        ("Rep Reyes", "Kick off"),
        ("Ora Other", "Kick off"),
    ]
    assert {note.text for note in SessionNote.objects.all()} == {"Hello\nall"}


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"topic": " "}, "what it was about"),
        ({"topic": "x" * 141}, "At most 140"),
        ({"day": date(1990, 1, 1)}, "Choose a day"),
        ({"day": TODAY + timedelta(days=400)}, "Choose a day"),
    ],
)
def test_an_invalid_session_is_refused_with_an_explanation(
    inside: World, said: dict[str, Any], says: str
) -> None:
    assert says in sentence(lambda: start_session(inside, inside.rep, **said))


def test_a_session_needs_reps_of_one_organisation_and_of_its_programme(
    inside: World,
) -> None:
    made = start_programme(inside)
    add_members(inside, made, inside.rep_other)
    assert "Nobody was there" in sentence(lambda: start_session(inside))
    assert "same organisation" in sentence(
        lambda: start_session(inside, inside.rep, inside.elsewhere)
    )
    assert "take part" in sentence(lambda: start_session(inside, inside.rep, programme=made))
    assert start_session(inside, inside.rep_other, programme=made)[0].programme == made


@pytest.mark.parametrize(
    ("audience", "text", "says"),
    [
        ("private", "  \n", "Write something"),
        ("private", "x" * 4001, "At most 4,000"),
        ("everybody", "Hello", "who reads it"),
    ],
)
def test_an_invalid_note_is_refused_by_add_note(
    inside: World, audience: str, text: str, says: str
) -> None:
    met, by = start_session(inside, inside.rep), inside.users["coach"]
    write = partial(add_note, sessions=met, audience=audience, text=text, by=by)
    assert says in sentence(write)


def test_a_session_with_another_users_note_can_not_be_removed(inside: World) -> None:
    coach, admin = inside.users["coach"], inside.users["admin"]
    (met,) = start_session(inside, inside.rep)
    agreed = create_item(inside, inside.rep, session=met)
    (note,) = add_note(sessions=[met], audience="private", text="Mine", by=coach)
    assert "Somebody else" in sentence(lambda: delete_session(session=met, by=admin))
    delete_session(session=met, by=coach)
    agreed.refresh_from_db()
    assert agreed.session is None and not SessionNote.objects.filter(pk=note.pk).exists()


def test_removing_a_note_keeps_the_session(inside: World) -> None:
    (met,) = start_session(inside, inside.rep)
    (note,) = add_note(sessions=[met], audience="private", text="Mine", by=inside.users["coach"])
    delete_note(note=note)
    assert CoachingSession.objects.exists() and not SessionNote.objects.exists()


# Action items -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"text": ""}, "what was agreed"),
        ({"text": "x" * 301}, "At most 300"),
        ({"signal": "more posts!"}, "Choose a signal"),
        ({"agreed_on": TODAY + timedelta(days=1)}, "Choose a day"),
        ({"due_on": TODAY - timedelta(days=1)}, "Choose a day"),
        ({"due_on": TODAY + timedelta(days=400)}, "Choose a day"),
    ],
)
def test_an_invalid_action_item_is_refused_with_an_explanation(
    inside: World, said: dict[str, Any], says: str
) -> None:
    assert says in sentence(lambda: create_item(inside, inside.rep, **said))


def test_an_action_item_can_not_refer_to_another_reps_session(inside: World) -> None:
    (met,) = start_session(inside, inside.rep_other)
    assert "somebody else’s" in sentence(lambda: create_item(inside, inside.rep, session=met))


def test_an_action_item_is_finished_once_and_can_be_reopened(inside: World) -> None:
    agreed = create_item(inside, inside.rep, due_on=TODAY + timedelta(days=9))
    finish_action_item(item=agreed, on=TODAY)
    finish_action_item(item=agreed, on=TODAY + timedelta(days=3))
    assert ActionItem.objects.get().done_on == TODAY
    finish_action_item(item=agreed, on=None)
    assert list(ActionItem.objects.all().open()) == [agreed]
    delete_action_item(item=agreed)
    assert not ActionItem.objects.exists()


# Erasure, merge, export ---------------------------------------------------------------------------


def create_coached_programme(world: World, rep: Rep) -> Programme:
    """A programme of the rep with a session, a private and a shared note, and an action item."""
    made = start_programme(world, name=f"With {rep}")
    add_members(world, made, rep)
    (met,) = start_session(world, rep, programme=made)
    for audience, text in (("private", "Between us"), ("shared", "For all")):
        add_note(sessions=[met], audience=audience, text=text, by=world.users["coach"])
    create_item(world, rep, session=met)
    return made


def test_erasing_a_rep_deletes_their_coaching_and_no_one_elses(inside: World) -> None:
    create_coached_programme(inside, inside.rep_other)
    create_coached_programme(inside, inside.rep)
    erase_rep(rep=inside.rep_other, by=None)
    for model in (CoachingSession, ActionItem, ProgrammeMember):
        assert [each.rep for each in model.objects.all()] == [inside.rep]
    assert {note.session.rep for note in SessionNote.objects.all()} == {inside.rep}
    about = AuditEntry.objects.filter(rep=inside.rep_other, action=Action.PROGRAMME_CHANGED)
    assert [entry.details for entry in about] == [{}]
    assert Programme.objects.count() == 2


def test_merging_reps_keeps_all_coaching_once(inside: World) -> None:
    twin = add_rep(inside.south, "Ora O.")
    made = create_coached_programme(inside, inside.rep_other)
    create_coached_programme(inside, twin)
    add_members(inside, made, inside.rep_other, twin)
    merge_reps(kept=inside.rep_other, other=twin, by=None)
    assert member_names(made) == {"Ora Other"}
    assert set(ProgrammeMember.objects.values_list("rep", flat=True)) == {inside.rep_other.pk}
    for model in (CoachingSession, ActionItem):
        assert [each.rep for each in model.objects.all()] == [inside.rep_other] * 2
    assert SessionNote.objects.count() == 4


def test_a_reps_export_contains_all_notes_including_private_ones(inside: World) -> None:
    create_coached_programme(inside, inside.rep)
    create_coached_programme(inside, inside.rep_other)
    out = BytesIO()
    write_export(ExportedPerson(inside.organization, None, inside.rep), out)
    told = loads(ZipFile(out).read("profile.json"))["coaching"]
    assert [each["name"] for each in told["programmes"]] == ["With Rep Reyes"]
    (met,) = told["sessions"]
    assert [(note["text"], note["for"]) for note in met["notes"]] == [
        ("Between us", "private"),
        ("For all", "shared"),
    ]
    assert [each["text"] for each in told["agreed"]] == ["A post"]
