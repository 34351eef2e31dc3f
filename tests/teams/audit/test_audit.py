"""The audit log: what is recorded, who may read it, and that entries never change."""

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

from teams.audit.descriptions import ACTION_GROUPS, describe_details
from teams.audit.log import CHUNK_ROWS, PAGE_ROWS
from teams.models import Action, ApiToken, AuditEntry, Organization, Rep, User
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import World

PAGE, FILE = "/settings/audit/", "/settings/audit/csv/"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def create_entry(world: World, action: Action = Action.SIGNED_IN, **values: Any) -> AuditEntry:
    return AuditEntry.objects.create(
        **{"organization": world.organization, "by": world.users["manager"]} | values, action=action
    )


def page(world: World, query: str = "") -> str:
    answer = world.signed_in("admin").get(PAGE + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def table(world: World, query: str = "") -> list[str]:
    """The action in each row of the page."""
    lines = page(world, query).split('data-label="What"><div><strong>')[1:]
    return [line.partition("</strong>")[0] for line in lines]


def csv_rows(world: World, query: str = "") -> list[dict[str, str]]:
    answer = world.signed_in("admin").get(FILE + query)
    text = b"".join(answer).decode()
    return list(csv.DictReader(StringIO(text)))


# Page -------------------------------------------------------------------------------------------


def test_a_row_shows_who_what_whom_when_the_change_and_the_origin(
    world: World,
) -> None:
    Organization.objects.filter(pk=world.organization.pk).update(time_zone="Asia/Tokyo")
    create_entry(
        world, Action.ROLE_GIVEN, rep=world.rep, origin="192.0.2.7",
        details={"day": "2026-03-03", "input": "posts", "was": 3, "is": 4},
    )  # fmt: skip
    said = page(world)
    when = ("Wed 4 Mar 2026", "21:00:00", "times in Asia/Tokyo")
    what = ("Value corrected", "posts", "2026-03-03", "was 3, is 4")
    for word in (*when, *what, "manager", "Rep Reyes", "192.0.2.7"):
        assert word in said


def test_a_reps_daily_counts_are_hidden_from_admins(world: World) -> None:
    create_entry(world, Action.VALUE_CORRECTED, rep=world.rep,
          details={"day": "2026-03-02", "input": "posts", "was": 31, "is": 47})  # fmt: skip
    create_entry(world, Action.DAY_DELETED, rep=world.rep,
          details={"day": "2026-03-02", "said": {"posts": {"10": [31, None]}}})  # fmt: skip
    shown = page(world).partition("<tbody>")[2]
    assert "31" not in shown and "47" not in shown and "2026-03-02" in shown
    assert [line["details"].rpartition("; ")[2] for line in csv_rows(world)] == [
        "the numbers are the rep’s own"
    ] * 2


def test_the_newest_entry_is_first_and_pages_continue_without_gaps(
    world: World,
) -> None:
    for n in range(PAGE_ROWS + 3):  # all at one time, so they are ordered by id
        create_entry(world, details={"n": n})
    first = page(world)
    assert (
        first.count("n: ") == PAGE_ROWS and f"n: {PAGE_ROWS + 2}<" in first and "n: 2<" not in first
    )
    with world.scope():
        last = AuditEntry.objects.all()[PAGE_ROWS - 1]
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
def test_query_parameters_filter_the_entries(world: World, query: str, found: list[str]) -> None:
    users = world.users
    with time_machine.travel(NOON - timedelta(days=2), tick=False):
        create_entry(world, Action.SIGNED_OUT, by=users["rep"])
    with time_machine.travel(NOON - timedelta(hours=12, seconds=1), tick=False):
        create_entry(world, Action.EXPORTED, by=users["coach"])
    create_entry(world)
    create_entry(world, Action.ROLE_GIVEN, rep=world.rep)
    ids = {"rep": world.rep.pk, "rep_user": users["rep"].pk, "manager": users["manager"].pk}
    assert table(world, query.format(**ids)) == found


def test_days_are_in_the_organisations_time_zone(world: World) -> None:
    Organization.objects.filter(pk=world.organization.pk).update(time_zone="America/Chicago")
    with time_machine.travel(datetime(2026, 3, 4, 5, 59, tzinfo=UTC), tick=False):
        create_entry(world, Action.SIGNED_IN)
    with time_machine.travel(datetime(2026, 3, 4, 6, 1, tzinfo=UTC), tick=False):
        create_entry(world, Action.SIGNED_OUT)
    assert table(world, "?last=2026-03-03") == ["Signed in"]
    assert table(world, "?first=2026-03-04") == ["Signed out"]


@pytest.mark.parametrize(
    "query",
    ["?first=yesterday", "?last=9999-12-31", "?first=0001-01-01", "?action=nothing", "?before=x",
     "?before=-1", "?first=2026-03-04&last=2026-03-03", "?q=%00", f"?q={'x' * 81}",
     f"?before={10**30}"],
)  # fmt: skip
def test_an_invalid_filter_is_answered_with_an_explanation(world: World, query: str) -> None:
    for path in (PAGE, FILE):
        answer = world.signed_in("admin").get(path + query)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode() or "before" in query
    with world.scope():
        assert not AuditEntry.objects.exists()


def test_people_of_other_organisations_look_like_missing_ones(world: World) -> None:
    create_entry(world, organization=world.contoso, by=world.users["outsider"], rep=world.elsewhere)
    keys = (f"user-{world.users['outsider'].pk}", f"rep-{world.elsewhere.pk}")
    for key in (*keys, "user-999999", "rep-x", "user-", "user-²", f"rep-{10**12}"):
        said = page(world, f"?person={key}")
        assert "nobody here" in said and "Nothing of the kind" in said
        assert "outsider" not in said and "Else Where" not in said


def test_an_entry_of_another_organisation_is_no_page_marker(world: World) -> None:
    create_entry(world)
    foreign = create_entry(world, organization=world.contoso)
    assert table(world, f"?before={foreign.pk}") == table(world, "?before=999999") == []


def test_only_admins_can_open_the_audit_log(world: World) -> None:
    for person in ("rep", "manager", "coach"):
        for path in (PAGE, FILE):
            assert world.signed_in(person).get(path).status_code == 404
    assert world.signed_in("admin").post(PAGE).status_code == 405
    create_entry(world)
    assert "<table" not in world.signed_in("outsider").get(PAGE).content.decode()


def test_the_page_needs_as_many_queries_for_ten_entries_as_for_ten_thousand(world: World) -> None:
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
    asked("")  # an admin's first page starts the grace period for two-step sign-in
    few = [asked(""), asked(person)]
    grow(9_990)
    assert [asked(""), asked(person)] == few
    assert max(few) <= 15


# CSV file ---------------------------------------------------------------------------------------


def test_the_file_follows_the_filter_and_its_export_is_recorded(world: World) -> None:
    for _ in range(PAGE_ROWS + 5):
        create_entry(world)
    create_entry(world, Action.ROLE_GIVEN, rep=world.rep, details={"is": "manager of North"})
    rows = csv_rows(world, "?action=people")
    assert rows == [
        {"at": "2026-03-04T12:00:00+00:00", "by": "manager", "action": "role given",
         "details": "is manager of North", "on": "Rep Reyes", "origin": "server"}
    ]  # fmt: skip
    assert len(csv_rows(world, "?action=signed+in")) == PAGE_ROWS + 5
    with world.scope():
        latest, before = AuditEntry.objects.all()[:2]
    assert latest.action == before.action == "exported"
    assert latest.by == world.users["admin"]
    assert latest.details == {
        "what": "audit log", "filter": "action=signed+in", "rows": PAGE_ROWS + 5
    }  # fmt: skip


def test_a_long_file_has_no_duplicates_and_no_entries_added_meanwhile(
    world: World,
) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(organization=world.organization, action=Action.SIGNED_IN, details={"n": n})
        for n in range(2 * CHUNK_ROWS + 1)
    )
    answer: Any = world.signed_in("admin").get(FILE)
    pieces = iter(answer.streaming_content)
    text = next(pieces) + next(pieces)
    create_entry(world, details={"n": "late"})
    rows = list(csv.DictReader(StringIO((text + b"".join(pieces)).decode())))
    assert [row["details"] for row in rows] == [f"n: {n}" for n in range(2 * CHUNK_ROWS, -1, -1)]


@pytest.mark.parametrize(
    "payload", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1", "a\r=1"]
)
def test_no_cell_of_the_audit_file_is_a_formula(world: World, payload: str) -> None:
    user = User.objects.create_user("f@northwind.example", name=payload)
    create_entry(world, by=user, rep=world.rep, details={"what": payload}, origin=payload)
    with world.scope():
        world.rep.name = payload
        world.rep.save()
    row = csv_rows(world)[0]
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
def test_details_are_shown_in_plain_words(details: Any, words: tuple[str, ...]) -> None:
    assert describe_details(details) == words


def test_unexpected_details_are_shown_as_escaped_text(world: World) -> None:
    bad = "<script>alert(1)</script>"
    create_entry(world, details={bad: {bad: [bad, None]}, "was": bad}, origin=bad[:45])
    answer = world.signed_in("admin").get(PAGE).content.decode()
    assert "<script>alert" not in answer and "&lt;script&gt;alert" in answer


def test_every_action_is_in_one_filter_group() -> None:
    assert sorted(action for group in ACTION_GROUPS for action in group.actions) == sorted(Action)


def test_erased_reps_anonymous_users_and_the_server_are_named(world: World) -> None:
    with world.scope():
        world.rep.erased_on = NOON.date()
        world.rep.save()
    create_entry(world, Action.ERASED, rep=world.rep)
    create_entry(world, Action.SIGN_IN_FAILED, by=None, origin="192.0.2.9")
    create_entry(world, Action.ACTIVITY_IMPORTED, by=None)
    said = page(world)
    assert "Rep Reyes (erased)" in said and "Not signed in" in said and "The server" in said


# Append-only ------------------------------------------------------------------------------------

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
        entry = create_entry(world)
        before = AuditEntry.objects.values().get()
        entry.action = "other"
        with pytest.raises(TypeError, match="stays"):
            CHANGES[way](entry)
        assert AuditEntry.objects.values().get() == before


def test_a_new_entry_with_an_existing_id_does_not_replace_it(world: World) -> None:
    entry = create_entry(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry(
            pk=entry.pk, organization=world.organization, action=Action.SIGNED_OUT, at=NOON
        ).save()
    with world.scope():
        assert AuditEntry.objects.get().action == "signed in"


def test_people_named_in_an_entry_cannot_be_deleted(world: World) -> None:
    create_entry(world, rep=world.rep, user=world.users["coach"])
    with scopes_disabled():
        for row in (world.rep, world.users["manager"], world.users["coach"]):
            with pytest.raises(ProtectedError):
                row.delete()
        for rows in (Rep.objects.filter(pk=world.rep.pk), User.objects.all()):
            with pytest.raises(ProtectedError):
                rows.delete()
        assert AuditEntry.objects.count() == 1


def test_no_related_manager_gives_access_to_entries() -> None:
    pointing = {each.remote_field.related_name for each in AuditEntry._meta.concrete_fields
                if each.remote_field}  # fmt: skip
    assert pointing == {"+"}


# What is recorded -------------------------------------------------------------------------------


def entries(world: World, action: Action) -> list[AuditEntry]:
    with world.scope():
        return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def test_denied_pages_are_recorded(world: World) -> None:
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


def test_missing_pages_and_anonymous_requests_are_not_recorded_as_denials(world: World) -> None:
    world.signed_in("rep").get("/nothing/")
    Client().get(f"/teams/{world.north.pk}/")
    Client().get("/api/v1/reps/")
    assert entries(world, Action.DENIED) == []


def test_a_csrf_failure_is_recorded_as_a_denial(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["admin"])
    assert client.post("/jobs/retry/").status_code == 403
    [entry] = entries(world, Action.DENIED)
    assert entry.details == {"method": "POST", "path": "/jobs/retry/", "status": 403}


def test_a_denied_token_request_is_recorded_for_its_owner(world: World) -> None:
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


def test_many_denials_are_recorded_up_to_a_limit_per_hour(world: World) -> None:
    def knock(times: int) -> list[dict[str, object]]:
        for _ in range(times):
            client.get("/jobs/")
        return [entry.details for entry in entries(world, Action.DENIED)]

    client = world.signed_in("rep")
    assert knock(30)[19:] == [
        {"method": "GET", "path": "/jobs/", "status": 404}, {"more": True}
    ]  # fmt: skip
    world.signed_in("manager").get("/jobs/")  # each user has a separate count
    with time_machine.travel(NOON + timedelta(hours=1, seconds=1), tick=False):
        assert len(knock(1)) == 23


def test_a_long_path_is_truncated(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["rep"])
    client.post(f"/accounts/password/reset/key/{'a' * 300}-b/")
    kept = [len(entry.details["path"]) for entry in entries(world, Action.DENIED)]
    assert kept == [200]


def test_exported_files_are_recorded_with_their_row_counts(world: World) -> None:
    with world.scope():
        for rep in (world.rep, world.rep_other):
            save_reading(rep, day(58), 10, 10, 10, 10)
        close_through(world.organization, 58)
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


def test_retrying_failed_days_is_recorded_with_the_user(world: World) -> None:
    from scoring.models import Run  # noqa: PLC0415

    with scope(organization=world.organization):
        Run.objects.create(
            organization=world.organization, zone="UTC", shard=0, day=day(58), state="failed"
        )
    world.signed_in("admin").post("/jobs/retry/")
    world.signed_in("admin").post("/jobs/retry/")  # nothing had failed
    [entry] = entries(world, Action.JOBS_RETRIED)
    assert (entry.by, entry.details) == (world.users["admin"], {"days": 1})
