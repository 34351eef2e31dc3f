"""HTTP API: same numbers as the pages, session or token sign-in, and robust input validation."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from teams.models import DailyLog, OfficialReading
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
READING = {"brand": 13.1, "people": 11.2, "insights": 5.0, "relationships": 23.7}

MALFORMED_BODIES = (
    "",
    "[",
    "null",
    "1",
    '"x"',
    "NaN",
    "[[]]",
    "[null]",
    "{}",
    '{"day": NaN}',
    "\x00",
    "9" * 5000,
)
INVALID_NUMBERS = (
    '"nan"',
    '"-inf"',
    "1e999",
    "true",
    "-0.01",
    "1" + "0" * 400,
    "[1]",
    '{"a": [{}]}',
)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


class Api:
    """The API as seen by a browser or script; server errors come back as responses."""

    def __init__(self, world: World, person: Person | None = "rep", token: str = "") -> None:
        headers = {"Authorization": f"Token {token}"} if token else None
        self.client = Client(raise_request_exception=False, headers=headers)
        if person:
            self.client.force_login(world.users[person])

    def get(self, path: str) -> tuple[int, Any]:
        response = self.client.get(f"/api/v1/{path}")
        return response.status_code, response.json()

    def post(self, path: str, content: object = None) -> tuple[int, Any]:
        """Posts `content` as JSON; a string is sent unchanged."""
        text = content if isinstance(content, str) else json.dumps(content)
        response = self.client.post(f"/api/v1/{path}", text, content_type="application/json")
        is_json = response.headers["Content-Type"] == "application/json"
        return response.status_code, response.json() if is_json else response.content.decode()


@pytest.fixture
def api(world: World) -> Api:
    return Api(world)


def days(world: World) -> str:
    return f"reps/{world.rep.pk}/days/"


def known_inputs(world: World, number: int = CLOSE) -> dict[str, Any]:
    with world.scope():
        return next((log.known() for log in DailyLog.objects.filter(day=day(number))), {})


def test_a_token_created_in_a_session_works_until_it_is_revoked(world: World) -> None:
    person = Api(world)
    status, made = person.post("tokens/")
    assert status == 201 and made["token"].startswith("seventy_")
    script = Api(world, None, made["token"])
    assert script.get("reps/")[1]["results"][0]["name"] == "Rep Reyes"
    assert script.post(days(world), {"day": str(day(CLOSE)), "posts": 1})[0] == 200
    assert script.post("tokens/")[0] == 403  # only a session can create tokens
    assert person.client.delete("/api/v1/tokens/").status_code == 204
    assert script.get("reps/") == (401, {"detail": "Invalid token."})


def test_a_token_takes_precedence_over_another_users_session(world: World) -> None:
    token = Api(world, "outsider").post("tokens/")[1]["token"]
    assert Api(world, "admin", token).get("reps/")[1]["results"][0]["name"] == "Else Where"


@pytest.mark.parametrize("token", ["seventy_" + "0" * 64, "x", "seventy_é", "a b", "0" * 9000])
def test_a_wrong_token_is_refused(world: World, token: str) -> None:
    assert Api(world, None, token).get("reps/")[0] == 401


def test_a_token_ends_with_its_user(world: World) -> None:
    script = Api(world, None, Api(world).post("tokens/")[1]["token"])
    world.users["rep"].is_active = False
    world.users["rep"].save()
    assert script.get("reps/")[0] == 401


def test_session_writes_require_a_csrf_token(api: Api) -> None:
    api.client.handler.enforce_csrf_checks = True
    assert api.post("tokens/")[0] == 403


def test_each_list_returns_the_stored_data(world: World, api: Api) -> None:
    with world.scope():
        save_inputs(world.rep, {day(CLOSE): {"posts": 2}})
        save_reading(world.rep, day(CLOSE), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
    rep = f"reps/{world.rep.pk}/"
    me = {"id": world.rep.pk, "name": "Rep Reyes", "email": "rep@northwind.example"}
    assert api.get(rep) == (200, me)
    assert api.get("reps/")[1] == {"count": 1, "next": None, "previous": None, "results": [me]}
    assert api.get("teams/") == (200, [{"id": world.north.pk, "name": "North"}])
    (log,) = api.get(days(world))[1]["results"]
    assert (log["day"], log["posts"], log["comments"]) == (str(day(CLOSE)), 2, None)
    (reading,) = api.get(f"{rep}readings/")[1]["results"]
    assert (reading["brand"], reading["industry_rank"], reading["how"]) == (10, None, "typed")
    (snapshot,) = api.get(f"{rep}snapshots/")[1]["results"]
    assert (snapshot["total"], snapshot["state"]) == (pytest.approx(40), "current")
    assert (snapshot["team"], snapshot["last_reading"]) == (world.north.pk, str(day(CLOSE)))
    assert (snapshot["range"], snapshot["coverage"]) == (None, 0)
    assert "tracked" not in snapshot


def test_scores_have_their_likely_range_and_coverage(world: World, api: Api) -> None:
    with world.scope():
        save_reading(world.rep, day(CLOSE - 30), 10, 10, 10, 10)
        save_inputs(world.rep, {day(CLOSE): {"connections": 480, "endorsements": 3}})
        close_through(world.organization, CLOSE)
    *_, snapshot = api.get(f"reps/{world.rep.pk}/snapshots/")[1]["results"]
    assert (snapshot["range"], snapshot["coverage"]) == (2.1, 8)
    (row,) = api.get(f"teams/{world.north.pk}/leaderboard/")[1]["rows"]
    assert (row["range"], row["coverage"]) == (2.1, 8)


def test_a_period_includes_its_first_and_last_day(world: World, api: Api) -> None:
    with world.scope():
        save_inputs(world.rep, {day(number): {"posts": number} for number in range(1, 11)})
    found = api.get(f"{days(world)}?since={day(3)}&until={day(5)}")[1]
    assert [each["posts"] for each in found["results"]] == [3, 4, 5]
    assert api.get(f"{days(world)}?since={day(9)}")[1]["count"] == 2


@pytest.mark.parametrize("query", ["since=31.02.2026", "until=nan", "until=%00"])
@pytest.mark.parametrize("what", ["days", "readings", "snapshots"])
def test_a_wrong_period_names_its_field(world: World, api: Api, what: str, query: str) -> None:
    status, said = api.get(f"reps/{world.rep.pk}/{what}/?{query}")
    assert (status, list(said)) == (400, [query.partition("=")[0]])


def test_pages_are_a_hundred_and_never_more_than_a_thousand(world: World, api: Api) -> None:
    with world.scope():
        save_inputs(world.rep, {day(number): {"posts": 1} for number in range(-1050, 1)})
    sizes = {
        query: len(api.get(days(world) + query)[1]["results"])
        for query in ("", "?limit=7", "?limit=5000", "?limit=0", "?limit=-1", "?limit=x",
                      "?limit=" + "9" * 30, "?limit=" + "9" * 5000, "?offset=1050",
                      "?offset=" + "9" * 30, "?offset=" + "9" * 5000)
    }  # fmt: skip
    assert list(sizes.values()) == [100, 7, 1000, 100, 100, 100, 1000, 100, 1, 0, 100]
    assert api.get(days(world) + "?limit=7")[1]["next"].endswith("limit=7&offset=7")


@pytest.mark.parametrize("what", ["", "days/", "readings/", "snapshots/"])
def test_an_id_out_of_range_is_not_found(world: World, what: str) -> None:
    assert Api(world, "admin").get(f"reps/{10**30}/{what}")[0] == 404


@pytest.mark.parametrize("query", ["", "board=improved", "board=people", "sort=name", "period=7"])
def test_the_leaderboard_equals_the_csv_of_the_page(world: World, query: str) -> None:
    with world.scope():
        for name, first, last in (("Ann", 10, 12), ("Bob", 14, 11)):
            rep = add_rep(world.north, name, since=day(1))
            save_reading(rep, day(28), first, 10, 10, 10)
            save_reading(rep, day(51), first, 10, 9, 10)
            save_reading(rep, day(CLOSE), last, 10, 10, 10 + last % 2)
        close_through(world.organization, CLOSE)
    manager = Api(world, "manager")
    _, board = manager.get(f"teams/{world.north.pk}/leaderboard/?{query}")
    lines = manager.client.get(f"/teams/{world.north.pk}/csv/?{query}").content.decode().split()
    assert [
        f"{board['close']},{row['rank']},{row['moved']},{row['rep']['name']},".replace("None", "")
        + ",".join(f"{value:.1f}" for value in (*row["pillars"], row["total"], row["change"]))
        + f",{row['known_days']},{row['range'] or ''},{row['coverage']}"
        for row in board["rows"]
    ] == lines[1:]
    assert board["counted"] == 2 and [u["rep"]["name"] for u in board["unranked"]] == ["Rep Reyes"]


@pytest.mark.parametrize("query", ["board=x", "period=8", "period=nan", "sort=%00", "search=%00"])
def test_an_invalid_board_parameter_names_its_field(world: World, query: str) -> None:
    status, said = Api(world).get(f"teams/{world.north.pk}/leaderboard/?{query}")
    assert (status, list(said)) == (400, [query.partition("=")[0]])


def test_the_leaderboard_is_not_found_before_the_first_score(world: World, api: Api) -> None:
    status, said = api.get(f"teams/{world.north.pk}/leaderboard/")
    assert status == 404 and said["detail"].startswith("No score yet")


def test_posting_a_day_updates_given_fields_and_null_keeps_the_rest(world: World, api: Api) -> None:
    when = {"day": str(day(CLOSE))}
    status, said = api.post(days(world), {**when, "posts": 2, "comments": 3, "response_hours": 0.5})
    assert (status, said["posts"], said["shares"]) == (200, 2, None)
    api.post(days(world), {**when, "posts": None, "shares": 0, "off": False})
    api.post(days(world), {**when, "comments": 4})
    assert known_inputs(world) == {
        "posts": 2, "comments": 4, "response_hours": 0.5, "shares": 0, "off": False
    }  # fmt: skip


def test_relevant_connections_are_taken_returned_and_checked(world: World, api: Api) -> None:
    when = {"day": str(day(CLOSE))}
    status, said = api.post(days(world), {**when, "relevant_connections": 90})
    assert (status, said["relevant_connections"]) == (200, 90)
    (listed,) = api.get(days(world))[1]["results"]
    assert listed["relevant_connections"] == 90
    for bad, sentence in (
        (-1, "Ensure this value is greater than or equal to 0."),
        (1.5, "A valid integer is required."),
        (2_000_000_001, "Relevant connections, where you sell is too large."),
    ):
        refused = api.post(days(world), {**when, "relevant_connections": bad})
        assert refused == (400, {"relevant_connections": [sentence]})
    assert known_inputs(world) == {"relevant_connections": 90}


def test_posting_identical_days_again_changes_nothing(world: World, api: Api) -> None:
    rows = [{"rep": world.rep.pk, "day": str(day(at)), "posts": at} for at in range(1, 6)]
    assert api.post("days/", rows) == (200, {"changed": 5})
    with world.scope():
        close_through(world.organization, CLOSE)
    assert api.post("days/", rows) == (200, {"changed": 0})
    with world.scope():
        world.rep.refresh_from_db()
        assert world.rep.changed_from is None


@pytest.mark.parametrize(
    "bad", [{"posts": -1}, {"day": "x"}, {"rep": 999_999}, {"rep": 10**30}, {"rep": None}]
)
def test_a_batch_of_days_is_saved_completely_or_not_at_all(
    world: World, api: Api, bad: dict[str, Any]
) -> None:
    good = {"rep": world.rep.pk, "day": str(day(CLOSE)), "posts": 1}
    status, said = api.post("days/", [good, good | {"day": str(day(57))} | bad])
    assert (status, next(iter(bad)) in json.dumps(said)) == (400, True)
    with world.scope():
        assert not DailyLog.objects.exists()


def test_a_batch_has_at_most_a_thousand_days(world: World, api: Api) -> None:
    row = {"rep": world.rep.pk, "day": str(day(CLOSE)), "posts": 1}
    assert api.post("days/", [row] * 1001)[0] == 400
    assert api.post("days/", [row] * 1000) == (200, {"changed": 1})


def test_a_reading_replaces_an_earlier_one_of_that_day(world: World, api: Api) -> None:
    url, when = f"reps/{world.rep.pk}/readings/", {"day": str(day(CLOSE))}
    api.post(url, READING | when)
    status, said = api.post(url, READING | when | {"brand": 14, "industry_rank": 60})
    assert (status, said["brand"], said["industry_rank"], said["how"]) == (200, 14, 60, "api")
    with world.scope():
        assert OfficialReading.objects.get().brand == 14


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("posts", value)
            for value in (*INVALID_NUMBERS, '"two"', "2.5", '"\\u0000"', '"\\ud800"')
        ),
        *(("response_hours", value) for value in INVALID_NUMBERS),
        ("profile_completeness", "100.1"),
        *(("off", value) for value in ('"perhaps"', "[]", "{}", "2")),
        *(("day", value) for value in ("20260101", '"2026-03-05"', '"0001-01-01"', "null", "[]")),
    ],
)
def test_a_bad_value_of_a_day_names_its_field(
    world: World, api: Api, field: str, value: str
) -> None:
    when = "" if field == "day" else f'"day": "{day(CLOSE)}", '
    status, said = api.post(days(world), f'{{{when}"comments": 1, "{field}": {value}}}')
    assert status == 400 and list(said) == [field]
    assert known_inputs(world) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("brand", value) for value in INVALID_NUMBERS),
        ("brand", "25.1"),
        ("network_rank", "100.1"),
    ],
)
def test_a_bad_value_of_a_reading_names_its_field(
    world: World, api: Api, field: str, value: str
) -> None:
    content = json.dumps(READING | {"day": str(day(CLOSE)), field: "HERE"})
    status, said = api.post(f"reps/{world.rep.pk}/readings/", content.replace('"HERE"', value))
    assert status == 400 and list(said) == [field]
    with world.scope():
        assert not OfficialReading.objects.exists()


def test_a_reading_needs_a_day_and_all_four_pillars(world: World, api: Api) -> None:
    status, said = api.post(f"reps/{world.rep.pk}/readings/", {"industry_rank": 50})
    assert (status, set(said)) == (400, {"day", *READING})


@pytest.mark.parametrize("content", MALFORMED_BODIES)
@pytest.mark.parametrize("what", ["days/", "reps/{}/days/", "reps/{}/readings/"])
def test_a_malformed_body_is_a_bad_request(world: World, api: Api, what: str, content: str) -> None:
    status, said = api.post(what.format(world.rep.pk), content)
    assert status == 400 and said


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_deeply_nested_body_is_a_bad_request(world: World, api: Api, opening: str) -> None:
    assert api.post(days(world), opening * 100_000)[0] == 400


def test_a_body_of_another_content_type_is_unsupported(world: World, api: Api) -> None:
    response = api.client.post(f"/api/v1/{days(world)}", {"day": str(day(CLOSE)), "posts": "1"})
    assert (response.status_code, known_inputs(world)) == (415, {})
