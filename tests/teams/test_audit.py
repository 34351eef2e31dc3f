"""The audit log: what gets into it, who reads it, and that nothing in it is ever changed."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, models, transaction
from django.db.models.deletion import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from teams.audit import A_PAGE, A_PIECE
from teams.audit_words import GROUPS, details_in_words
from teams.models import Action, ApiToken, AuditEntry, Organization, Rep, User
from tests.scoring.core.histories import day
from tests.scoring.facts import close, read
from tests.world import World

PAGE, FILE = "/settings/audit/", "/settings/audit/csv/"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def enter(world: World, action: Action = Action.SIGNED_IN, **values: Any) -> AuditEntry:
    return AuditEntry.objects.create(
        **{"organization": world.organization, "by": world.users["manager"]} | values, action=action
    )


def page(world: World, query: str = "") -> str:
    answer = world.signed_in("admin").get(PAGE + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def table(world: World, query: str = "") -> list[str]:
    """What was done, line by line, as the page shows it."""
    lines = page(world, query).split('data-label="What"><div><strong>')[1:]
    return [line.partition("</strong>")[0] for line in lines]


def file(world: World, query: str = "") -> list[dict[str, str]]:
    answer = world.signed_in("admin").get(FILE + query)
    text = b"".join(answer).decode()
    return list(csv.DictReader(StringIO(text)))


# Reading it -------------------------------------------------------------------------------------


def test_a_line_says_who_did_what_on_whom_when_before_and_after_and_from_where(
    world: World,
) -> None:
    Organization.objects.filter(pk=world.organization.pk).update(time_zone="Asia/Tokyo")
    enter(
        world, Action.ROLE_GIVEN, rep=world.rep, origin="192.0.2.7",
        details={"day": "2026-03-03", "input": "posts", "was": 3, "is": 4},
    )  # fmt: skip
    said = page(world)
    when = ("Wed 4 Mar 2026", "21:00:00", "times in Asia/Tokyo")
    what = ("Value corrected", "posts", "2026-03-03", "was 3, is 4")
    for word in (*when, *what, "manager", "Rep Reyes", "192.0.2.7"):
        assert word in said


def test_how_much_a_rep_did_on_a_day_is_not_said_to_an_admin(world: World) -> None:
    enter(world, Action.VALUE_CORRECTED, rep=world.rep,
          details={"day": "2026-03-02", "input": "posts", "was": 31, "is": 47})  # fmt: skip
    enter(world, Action.DAY_DELETED, rep=world.rep,
          details={"day": "2026-03-02", "said": {"posts": {"10": [31, None]}}})  # fmt: skip
    shown = page(world).partition("<tbody>")[2]
    assert "31" not in shown and "47" not in shown and "2026-03-02" in shown
    assert [line["details"].rpartition("; ")[2] for line in file(world)] == [
        "the numbers are the rep’s own"
    ] * 2


def test_the_newest_stands_first_and_older_pages_go_on_where_the_last_one_ended(
    world: World,
) -> None:
    for n in range(A_PAGE + 3):  # all at the same moment: their order is that of their making
        enter(world, details={"n": n})
    first = page(world)
    assert first.count("n: ") == A_PAGE and f"n: {A_PAGE + 2}<" in first and "n: 2<" not in first
    with world.scope():
        last = AuditEntry.objects.all()[A_PAGE - 1]
    assert f"?before={last.pk}" in first
    second = page(world, f"?before={last.pk}")
    assert [f"n: {n}<" in second for n in range(4)] == [True, True, True, False]
    assert "Older" not in second and "Newest" in second


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Role given", "Signed in", "Exported", "Signed out"]),
        ("?action=sign-in", ["Signed in", "Signed out"]),
        ("?action=signed+out", ["Signed out"]),
        ("?first=2026-03-04", ["Role given", "Signed in"]),
        ("?last=2026-03-03", ["Exported", "Signed out"]),
        ("?first=2026-03-03&last=2026-03-03", ["Exported"]),
        ("?q=reyes", ["Role given"]),
        ("?q=COACH%40north", ["Exported"]),
        ("?q=nobody+at+all", []),
        ("?person=rep-{rep}", ["Role given", "Signed out"]),
        ("?person=user-{rep_user}", ["Role given", "Signed out"]),
        ("?person=user-{manager}", ["Role given", "Signed in"]),
        ("?person=user-{manager}&action=people", ["Role given"]),
    ],
)
def test_the_address_says_what_is_shown(world: World, query: str, found: list[str]) -> None:
    users = world.users
    with time_machine.travel(NOON - timedelta(days=2), tick=False):
        enter(world, Action.SIGNED_OUT, by=users["rep"])
    with time_machine.travel(NOON - timedelta(hours=12, seconds=1), tick=False):
        enter(world, Action.EXPORTED, by=users["coach"])
    enter(world)
    enter(world, Action.ROLE_GIVEN, rep=world.rep)
    ids = {"rep": world.rep.pk, "rep_user": users["rep"].pk, "manager": users["manager"].pk}
    assert table(world, query.format(**ids)) == found


def test_days_are_the_organisations_own(world: World) -> None:
    Organization.objects.filter(pk=world.organization.pk).update(time_zone="America/Chicago")
    with time_machine.travel(datetime(2026, 3, 4, 5, 59, tzinfo=UTC), tick=False):
        enter(world, Action.SIGNED_IN)
    with time_machine.travel(datetime(2026, 3, 4, 6, 1, tzinfo=UTC), tick=False):
        enter(world, Action.SIGNED_OUT)
    assert table(world, "?last=2026-03-03") == ["Signed in"]
    assert table(world, "?first=2026-03-04") == ["Signed out"]


@pytest.mark.parametrize(
    "query",
    ["?first=yesterday", "?last=9999-12-31", "?first=0001-01-01", "?action=nothing", "?before=x",
     "?before=-1", "?first=2026-03-04&last=2026-03-03", "?q=%00", f"?q={'x' * 81}",
     f"?before={10**30}"],
)  # fmt: skip
def test_what_makes_no_sense_is_answered_with_a_sentence(world: World, query: str) -> None:
    for path in (PAGE, FILE):
        answer = world.signed_in("admin").get(path + query)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode() or "before" in query
    with world.scope():
        assert not AuditEntry.objects.exists()


def test_somebody_elsewhere_is_looked_for_in_vain_like_nobody(world: World) -> None:
    enter(world, organization=world.contoso, by=world.users["outsider"], rep=world.elsewhere)
    keys = (f"user-{world.users['outsider'].pk}", f"rep-{world.elsewhere.pk}")
    for key in (*keys, "user-999999", "rep-x", "user-", "user-²", f"rep-{10**12}"):
        said = page(world, f"?person={key}")
        assert "nobody here" in said and "Nothing of the kind" in said
        assert "outsider" not in said and "Else Where" not in said


def test_an_entry_of_another_organisation_is_no_place_to_go_on_from(world: World) -> None:
    enter(world)
    foreign = enter(world, organization=world.contoso)
    assert table(world, f"?before={foreign.pk}") == table(world, "?before=999999") == []


def test_whoever_is_no_admin_finds_nothing_there(world: World) -> None:
    for person in ("rep", "manager", "coach"):
        for path in (PAGE, FILE):
            assert world.signed_in(person).get(path).status_code == 404
    assert world.signed_in("admin").post(PAGE).status_code == 405
    enter(world)
    assert "<table" not in world.signed_in("outsider").get(PAGE).content.decode()


def test_the_same_few_queries_for_ten_entries_as_for_ten_thousand(world: World) -> None:
    def grow(number: int) -> None:
        AuditEntry.objects.bulk_create(
            AuditEntry(
                organization=world.organization, by=world.users["coach"], rep=world.rep,
                user=world.users["manager"], action=Action.ROLE_GIVEN,
            )
            for _ in range(number)
        )  # fmt: skip

    def asked(query: str) -> int:
        client = world.signed_in("admin")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE + query).status_code == 200
        return len(queries)

    person = f"?person=user-{world.users['coach'].pk}&q=rey&action=people&first=2026-03-01"
    grow(10)
    asked("")  # an admin's first page sets until when two-step sign-in is to be there
    few = [asked(""), asked(person)]
    grow(9_990)
    assert [asked(""), asked(person)] == few
    assert max(few) <= 15


# The file ---------------------------------------------------------------------------------------


def test_the_file_holds_what_the_filter_shows_and_is_an_entry_itself(world: World) -> None:
    for _ in range(A_PAGE + 5):
        enter(world)
    enter(world, Action.ROLE_GIVEN, rep=world.rep, details={"is": "manager of North"})
    rows = file(world, "?action=people")
    assert rows == [
        {"at": "2026-03-04T12:00:00+00:00", "by": "manager", "action": "role given",
         "details": "is manager of North", "on": "Rep Reyes", "origin": "server"}
    ]  # fmt: skip
    assert len(file(world, "?action=signed+in")) == A_PAGE + 5
    with world.scope():
        latest, before = AuditEntry.objects.all()[:2]
    assert latest.action == before.action == "exported"
    assert latest.by == world.users["admin"]
    assert latest.details == {
        "what": "audit log", "filter": "action=signed+in", "rows": A_PAGE + 5
    }  # fmt: skip


def test_a_long_file_comes_in_pieces_without_one_twice_and_without_what_is_added_meanwhile(
    world: World,
) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(organization=world.organization, action=Action.SIGNED_IN, details={"n": n})
        for n in range(2 * A_PIECE + 1)
    )
    answer: Any = world.signed_in("admin").get(FILE)
    pieces = iter(answer.streaming_content)
    text = next(pieces) + next(pieces)
    enter(world, details={"n": "late"})
    rows = list(csv.DictReader(StringIO((text + b"".join(pieces)).decode())))
    assert [row["details"] for row in rows] == [f"n: {n}" for n in range(2 * A_PIECE, -1, -1)]


@pytest.mark.parametrize(
    "payload", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1", "a\r=1"]
)
def test_no_cell_of_the_file_is_a_formula(world: World, payload: str) -> None:
    user = User.objects.create_user("f@northwind.example", name=payload)
    enter(world, by=user, rep=world.rep, details={"what": payload}, origin=payload)
    with world.scope():
        world.rep.name = payload
        world.rep.save()
    row = file(world)[0]
    for cell in (row["by"], row["on"], row["details"], row["origin"]):
        assert cell.lstrip(" ").startswith(("'", "a ")) and "\r" not in cell


# Words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({}, ()),
        ({"was": "UTC", "is": "Asia/Tokyo"}, ("was UTC, is Asia/Tokyo",)),
        ({"is": "manager of North"}, ("is manager of North",)),
        ({"was": None, "is": 0}, ("was nothing, is 0",)),
        ({"was": {"name": "A", "open": True}, "is": {"name": "B", "open": False}},
         ("name: was A, is B", "open: was yes, is no")),
        ({"rows": 5, "reps": 2, "created": 0}, ("rows: 5", "reps: 2", "created: 0")),
        ({"day": "2026-03-03", "said": {"posts": {"10": [3, None], "40": [4, "2026-03-04"]}}},
         ("2026-03-03", "said: posts 3 or 4")),
        ({"some_thing": ["a", {"b": 1}]}, ("some thing: a, b 1",)),
        ({"more": True}, ("and more in that hour, not listed",)),
        (["odd", 1], ("odd, 1",)),
        ("odd", ("odd",)),
    ],
)  # fmt: skip
def test_details_are_told_in_plain_words(details: Any, words: tuple[str, ...]) -> None:
    assert details_in_words(details) == words


def test_what_nobody_foresaw_is_shown_as_text(world: World) -> None:
    bad = "<script>alert(1)</script>"
    enter(world, details={bad: {bad: [bad, None]}, "was": bad}, origin=bad[:45])
    answer = world.signed_in("admin").get(PAGE).content.decode()
    assert "<script>alert" not in answer and "&lt;script&gt;alert" in answer


def test_every_action_is_found_under_one_heading() -> None:
    assert sorted(action for group in GROUPS for action in group.actions) == sorted(Action)


def test_who_was_erased_and_who_never_signed_in_are_named_so(world: World) -> None:
    with world.scope():
        world.rep.erased_on = NOON.date()
        world.rep.save()
    enter(world, Action.ERASED, rep=world.rep)
    enter(world, Action.SIGN_IN_FAILED, by=None, origin="192.0.2.9")
    enter(world, Action.ACTIVITY_IMPORTED, by=None)
    said = page(world)
    assert "Rep Reyes (erased)" in said and "Not signed in" in said and "The server" in said


# It stays as it is ------------------------------------------------------------------------------

CHANGES: dict[str, Callable[[Any], Any]] = {
    "save": lambda entry: entry.save(),
    "delete": lambda entry: entry.delete(),
    "update": lambda entry: AuditEntry.objects.update(action="x"),
    "update by expression": lambda entry: AuditEntry.objects.all().update(
        organization=models.F("organization") + 1
    ),
    "filtered delete": lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
    "bulk_update": lambda entry: AuditEntry.objects.bulk_update([entry], ["action"]),
    "update_or_create": lambda entry: AuditEntry.objects.update_or_create(
        pk=entry.pk, defaults={"action": "x"}
    ),
    "upsert": lambda entry: AuditEntry.objects.bulk_create(
        [entry], update_conflicts=True, unique_fields=["id"], update_fields=["action"]
    ),
    "upsert by position": lambda entry: AuditEntry.objects.bulk_create(
        [entry], None, False, True, ["action"], ["id"]
    ),
}


@pytest.mark.parametrize("way", CHANGES)
def test_no_entry_is_changed_or_deleted(world: World, way: str) -> None:
    with world.scope():
        entry = enter(world)
        before = AuditEntry.objects.values().get()
        entry.action = "other"
        with pytest.raises(TypeError, match="stays"):
            CHANGES[way](entry)
        assert AuditEntry.objects.values().get() == before


def test_an_entry_made_up_with_the_id_of_another_does_not_replace_it(world: World) -> None:
    entry = enter(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry(
            pk=entry.pk, organization=world.organization, action=Action.SIGNED_OUT, at=NOON
        ).save()
    with world.scope():
        assert AuditEntry.objects.get().action == "signed in"


def test_whoever_stands_in_it_cannot_be_deleted_with_it(world: World) -> None:
    enter(world, rep=world.rep, user=world.users["coach"])
    with scopes_disabled():
        for row in (world.rep, world.users["manager"], world.users["coach"]):
            with pytest.raises(ProtectedError):
                row.delete()
        for rows in (Rep.objects.filter(pk=world.rep.pk), User.objects.all()):
            with pytest.raises(ProtectedError):
                rows.delete()
        assert AuditEntry.objects.count() == 1


def test_nothing_leads_to_entries_but_their_own_manager() -> None:
    pointing = {each.remote_field.related_name for each in AuditEntry._meta.concrete_fields
                if each.remote_field}  # fmt: skip
    assert pointing == {"+"}


# What gets into it ------------------------------------------------------------------------------


def entries(world: World, action: Action) -> list[AuditEntry]:
    with world.scope():
        return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def test_what_somebody_may_not_see_is_remembered(world: World) -> None:
    client = world.signed_in("rep")
    paths = (f"/teams/{world.south.pk}/", f"/reps/{world.rep_other.pk}/", "/jobs/", "/progress/",
             f"/api/v1/reps/{world.rep_other.pk}/", PAGE)  # fmt: skip
    for path in paths:
        assert client.get(f"{path}?secret=1").status_code == 404
    kept = entries(world, Action.DENIED)
    assert [each.details for each in kept] == [
        {"method": "GET", "path": path, "status": 404} for path in paths
    ]
    assert {each.by for each in kept} == {world.users["rep"]}
    assert {each.origin for each in kept} == {"127.0.0.1"}


def test_a_page_that_never_was_is_no_denial_and_who_is_nobody_leaves_none(world: World) -> None:
    world.signed_in("rep").get("/nothing/")
    Client().get(f"/teams/{world.north.pk}/")
    Client().get("/api/v1/reps/")
    assert entries(world, Action.DENIED) == []


def test_a_forged_form_is_a_denial(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["admin"])
    assert client.post("/jobs/retry/").status_code == 403
    [entry] = entries(world, Action.DENIED)
    assert entry.details == {"method": "POST", "path": "/jobs/retry/", "status": 403}


def test_a_token_that_may_not_is_a_denial_of_its_owner(world: World) -> None:
    _, token = ApiToken.objects.create(
        user=world.users["manager"], organization=world.organization, read_only=True
    )
    headers = {"authorization": f"Token {token}"}
    assert Client().post("/api/v1/days/", headers=headers).status_code == 403
    path = f"/api/v1/reps/{world.rep_other.pk}/"
    assert Client().get(path, headers=headers).status_code == 404
    kept = entries(world, Action.DENIED)
    assert [(each.by, each.details["status"]) for each in kept] == [
        (world.users["manager"], 403), (world.users["manager"], 404)
    ]  # fmt: skip


def test_a_flood_of_denials_is_cut_short_for_an_hour(world: World) -> None:
    def knock(times: int) -> list[dict[str, object]]:
        for _ in range(times):
            client.get("/jobs/")
        return [entry.details for entry in entries(world, Action.DENIED)]

    client = world.signed_in("rep")
    assert knock(30)[19:] == [
        {"method": "GET", "path": "/jobs/", "status": 404}, {"more": True}
    ]  # fmt: skip
    world.signed_in("manager").get("/jobs/")  # somebody else's count is their own
    with time_machine.travel(NOON + timedelta(hours=1, seconds=1), tick=False):
        assert len(knock(1)) == 23


def test_a_long_path_is_kept_in_part(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["rep"])
    client.post(f"/accounts/password/reset/key/{'a' * 300}-b/")
    kept = [len(entry.details["path"]) for entry in entries(world, Action.DENIED)]
    assert kept == [200]


def test_what_leaves_as_a_file_is_remembered_with_its_rows(world: World) -> None:
    with world.scope():
        for rep in (world.rep, world.rep_other):
            read(rep, day(58), 10, 10, 10, 10)
        close(world.organization, 58)
    world.signed_in("manager").get(f"/teams/{world.north.pk}/csv/")
    query = f"?team={world.south.pk}&first={day(50)}&last={day(58)}&format=csv"
    assert world.signed_in("coach").get(f"/progress/{query}").status_code == 200
    board, report = entries(world, Action.EXPORTED)
    assert (board.by, board.details) == (
        world.users["manager"], {"what": "leaderboard", "team": "North", "rows": 1}
    )  # fmt: skip
    assert (report.by, report.details) == (
        world.users["coach"],
        {"what": "progress, csv", "about": "South", "rows": 1}
        | {"from": day(50).isoformat(), "to": day(58).isoformat()},
    )  # fmt: skip


def test_days_tried_again_are_remembered_with_who_asked(world: World) -> None:
    from scoring.models import Run  # noqa: PLC0415

    with scope(organization=world.organization):
        Run.objects.create(
            organization=world.organization, zone="UTC", shard=0, day=day(58), state="failed"
        )
    world.signed_in("admin").post("/jobs/retry/")
    world.signed_in("admin").post("/jobs/retry/")  # nothing had failed
    [entry] = entries(world, Action.JOBS_RETRIED)
    assert (entry.by, entry.details) == (world.users["admin"], {"days": 1})
