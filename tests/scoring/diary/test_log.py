"""Daily log page: saved at once, answered with the new score, accessible to the rep only."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from scoring.diary.log import MAIN_INPUTS
from teams.base.sources import Source
from teams.models import AuditEntry, DailyLog, WeeklyTarget
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import Person, World

YESTERDAY, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def post_log(
    world: World, form: dict[str, Any], number: int = TODAY, person: Person = "rep", **headers: str
) -> HttpResponse:
    """Response to a posted form; by htmx unless other headers are given."""
    headers = headers or {"HX-Request": "true"}
    client, address = world.signed_in(person), f"/log/{day(number)}/"
    return client.post(address, form, headers=headers)  # type: ignore[return-value]


def toast(answer: HttpResponse) -> str:
    page = answer.content.decode()
    match = re.search(r'id="saved" role="status"><p[^>]*>(.*?)</p>', page, re.DOTALL)
    return match.group(1) if match else ""


def known_inputs(world: World, number: int = TODAY) -> dict[str, Any]:
    with world.scope():
        log = DailyLog.objects.of(world.rep).filter(day=day(number)).first()
        return log.known() if log else {}


def save_reading_of_40(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(YESTERDAY), 10, 10, 10, 10)
        close_through(world.organization, YESTERDAY)


def log_for_two_weeks(world: World) -> None:
    """Known zeros on enough days that posts and comments count."""
    with world.scope():
        nothing = {"posts": 0, "comments": 0}
        save_inputs(world.rep, {day(YESTERDAY - at): nothing for at in range(14)})


def test_saving_answers_with_the_new_score(world: World) -> None:
    log_for_two_weeks(world)
    save_reading_of_40(world)
    answer = post_log(world, {"posts": "2", "comments": "4"})
    assert answer.status_code == 200
    assert re.fullmatch(r"Saved 12:00\. Estimated SSI 4\d \(\+\d\.\d today\)\.", toast(answer))
    assert known_inputs(world) == {"posts": 2, "comments": 4}


def test_more_activity_raises_the_score(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(number): {"comments": 1} for number in range(1, TODAY)})
        close_through(world.organization, YESTERDAY)
    few = toast(post_log(world, {"comments": "0"}))
    many = toast(post_log(world, {"comments": "8"}))
    assert "−" in few and "+" in many


def test_without_htmx_the_message_is_on_the_next_page(world: World) -> None:
    save_reading_of_40(world)
    client = world.signed_in("rep")
    answer = client.post(f"/log/{day(TODAY)}/", {"posts": "2"}, follow=True)
    assert answer.redirect_chain == [(f"/log/{day(TODAY)}/", 302)]
    assert "Saved 12:00. Estimated SSI 4" in answer.content.decode()
    assert known_inputs(world) == {"posts": 2}


def test_empty_is_unknown_and_zero_is_known(world: World) -> None:
    post_log(world, {"posts": "0", "comments": "", "shares": " 3 "})
    assert known_inputs(world) == {"posts": 0, "shares": 3}
    answer = world.signed_in("rep").get("/log/").content.decode()
    assert re.search(r'name="posts"[^>]* value="0"', answer)
    assert re.search(r'name="comments"[^>]* value=""', answer)


def test_relevant_connections_are_saved_or_refused_with_a_sentence(world: World) -> None:
    post_log(world, {"relevant_connections": "90"})
    assert known_inputs(world) == {"relevant_connections": 90}
    page = world.signed_in("rep").get("/log/").content.decode()
    assert re.search(r'name="relevant_connections"[^>]* value="90"', page)
    for typed, fault in (("-1", "-1 is negative"), ("1.5", "1.5 is not a whole number")):
        answer = post_log(world, {"relevant_connections": typed})
        assert answer.status_code == 422
        assert f"Relevant connections, where you sell: {fault}." in toast(answer)
    assert known_inputs(world) == {"relevant_connections": 90}


def test_clearing_a_field_removes_its_value(world: World) -> None:
    post_log(world, {"posts": "2", "comments": "1"})
    post_log(world, {"posts": "", "comments": "1"})
    assert known_inputs(world) == {"comments": 1}


def test_nothing_today_fills_unknown_inputs_with_zero(world: World) -> None:
    post_log(world, {"posts": "2", "comments": "", "searches": "", "all": "nothing"})
    assert known_inputs(world) == {**dict.fromkeys(MAIN_INPUTS, 0), "posts": 2}


def test_the_off_button_toggles_the_day_off(world: World) -> None:
    post_log(world, {"posts": "1"})
    answer = post_log(world, {"posts": "7", "all": "off"})
    assert known_inputs(world) == {"posts": 7, "off": True}
    assert "<small>off</small>" in answer.content.decode()
    post_log(world, {"all": "off"})
    assert known_inputs(world) == {"posts": 7}


def test_an_earlier_day_can_be_logged_and_changes_todays_score(world: World) -> None:
    with world.scope():
        zeros = {day(at): {"posts": 0} for at in range(1, YESTERDAY + 1)}
        save_inputs(world.rep, zeros)
        close_through(world.organization, YESTERDAY)
    before = toast(post_log(world, {"posts": "0"}))
    after = toast(post_log(world, {"posts": "2"}, number=50))
    assert known_inputs(world, 50) == {"posts": 2}
    assert before != after and "Estimated SSI" in after


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("text", ["2026-03-05", "9999-12-31", "2003-05-04", "2026-02-30"])
def test_future_and_invalid_days_are_not_found(world: World, method: str, text: str) -> None:
    client = world.signed_in("rep")
    assert getattr(client, method)(f"/log/{text}/", {"posts": "1"}).status_code == 404
    with world.scope():
        assert not DailyLog.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("posts", "-1", "is negative"),
        ("posts", "2.5", "is not a whole number"),
        ("posts", "two", "is not a number"),
        ("posts", "nan", "is not a number"),
        ("posts", "1e999", "is not a number"),
        ("posts", "9" * 400, "is not a number"),
        ("posts", "3000000000", "is too large"),
        ("posts", "1_000", "is not a number"),
        ("posts", "<b>1</b>", "is not a number"),
        ("posts", "1\x00", "is not a number"),
        ("profile_completeness", "101", "is above 100"),
        ("response_hours", "-0.5", "is negative"),
    ],
)
def test_an_invalid_number_shows_an_error_and_nothing_is_saved(
    world: World, field: str, text: str, reason: str
) -> None:
    answer = post_log(world, {"comments": "4", field: text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Not saved." in page and reason in page and "<b>1" not in page
    assert known_inputs(world) == {}


def test_decimals_are_accepted_with_a_point_or_a_comma(world: World) -> None:
    post_log(world, {"response_hours": "0,5", "profile_completeness": "82.5"})
    assert known_inputs(world) == {"response_hours": 0.5, "profile_completeness": 82.5}


def test_this_weeks_sum_is_shown_against_the_target(world: World) -> None:
    with world.scope():
        save_inputs(
            world.rep, {day(56): {"posts": 9}, day(57): {"posts": 1}, day(58): {"posts": 1}}
        )
    answer = world.signed_in("rep").get("/log/").content.decode()
    assert "2 of 3 this week" in answer  # Monday is day 57


def test_changing_an_imported_value_is_audited(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(TODAY): {"posts": 5}})
    post_log(world, {"posts": "3"})
    assert known_inputs(world) == {"posts": 3}
    with world.scope():
        entry = AuditEntry.objects.get()
    assert (entry.action, entry.details["was"], entry.details["is"]) == ("value corrected", 5, 3)


@pytest.mark.parametrize("person", ["manager", "coach", "admin", "outsider"])
def test_only_the_rep_reaches_their_log(world: World, person: Person) -> None:
    form = {"posts": "7", "rep": str(world.rep.pk), "pk": str(world.rep.pk)}
    for number in (TODAY, YESTERDAY):
        assert post_log(world, form, number, person).status_code == 404
    assert world.signed_in(person).get(f"/log/?rep={world.rep.pk}").status_code == 404
    assert known_inputs(world) == {}


def test_a_colleague_can_log_only_for_themselves(world: World) -> None:
    post_log(world, {"posts": "7", "rep": str(world.rep.pk)}, person="rep_other")
    assert known_inputs(world) == {}
    with world.scope():
        assert DailyLog.objects.get().rep_id == world.rep_other.pk


def test_outcomes_are_saved_and_do_not_change_the_score(world: World) -> None:
    save_reading_of_40(world)
    before = toast(post_log(world, {}))
    assert toast(post_log(world, {"meetings": "2", "opportunities": "1"})) == before
    assert known_inputs(world) == {"meetings": 2, "opportunities": 1}


# Undo ---------------------------------------------------------------------------------------------


def undo_form(answer: HttpResponse) -> dict[str, str]:
    """Form data of the undo button; empty if there is none."""
    match = re.search(r'form="undo" name="undo" value="([^"]+)"', answer.content.decode())
    return {"undo": match.group(1)} if match else {}


def test_a_save_can_be_undone(world: World) -> None:
    post_log(world, {"posts": "1", "comments": "5"})
    answer = post_log(world, {"posts": "2", "comments": "", "shares": "3"})
    page = world.signed_in("rep").post("/log/undo/", undo_form(answer), follow=True)
    assert page.redirect_chain == [(f"/log/{day(TODAY)}/", 302)]
    assert toast(page).startswith("Undone.")  # type: ignore[arg-type]
    assert known_inputs(world) == {"posts": 1, "comments": 5}


def test_a_save_without_htmx_can_be_undone(world: World) -> None:
    client = world.signed_in("rep")
    page = client.post(f"/log/{day(50)}/", {"posts": "2", "all": "off"}, follow=True)
    assert known_inputs(world, 50) == {"posts": 2, "off": True}
    back = client.post("/log/undo/", undo_form(page), follow=True)  # type: ignore[arg-type]
    assert back.redirect_chain == [(f"/log/{day(50)}/", 302)]
    assert known_inputs(world, 50) == {} and undo_form(client.get("/log/")) == {}  # type: ignore[arg-type]


def test_an_outdated_or_foreign_undo_is_refused(world: World) -> None:
    answer = post_log(world, {"posts": "2"})
    post_log(world, {"posts": "3"})
    for person, form in (("rep", undo_form(answer)), ("rep", {}), ("rep_other", undo_form(answer))):
        page = world.signed_in(person).post("/log/undo/", form, follow=True)  # type: ignore[arg-type]
        assert "Nothing was undone" in toast(page)  # type: ignore[arg-type]
    assert known_inputs(world) == {"posts": 3}


def test_an_undo_expires_after_a_day(world: World) -> None:
    answer = post_log(world, {"posts": "2"})
    with time_machine.travel(f"{day(TODAY + 1)}T12:01Z", tick=False):
        page = world.signed_in("rep").post("/log/undo/", undo_form(answer), follow=True)
    assert "Nothing was undone" in toast(page)  # type: ignore[arg-type]
    assert known_inputs(world) == {"posts": 2}


def test_an_unchanged_save_offers_no_undo_and_undo_requires_post(
    world: World,
) -> None:
    answer = post_log(world, {"posts": "2"})
    assert undo_form(post_log(world, {"posts": "2"})) == {} != undo_form(answer)
    assert world.signed_in("rep").get("/log/undo/", undo_form(answer)).status_code == 405
    assert known_inputs(world) == {"posts": 2}


# As yesterday -------------------------------------------------------------------------------------


def value(page: str, name: str) -> str:
    match = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    return match.group(1) if match else "?"


def test_as_yesterday_prefills_the_fields_and_saves_nothing(world: World) -> None:
    post_log(world, {"posts": "1", "comments": "4", "shares": "0", "meetings": "2"}, YESTERDAY)
    client = world.signed_in("rep")
    assert (
        f'href="/log/{day(TODAY)}/?like={day(YESTERDAY)}"' in client.get("/log/").content.decode()
    )
    page = client.get(f"/log/?like={day(YESTERDAY)}").content.decode()
    assert [value(page, name) for name in ("posts", "comments", "shares", "leads_saved")] == [
        "1", "4", "0", "",
    ]  # fmt: skip
    assert "As Tuesday 3 March. Nothing is saved yet." in page and "hx-post" not in page
    assert value(page, "meetings") == "" and known_inputs(world) == {}


def test_prefilling_keeps_todays_known_values(world: World) -> None:
    post_log(world, {"posts": "1", "comments": "4"}, YESTERDAY)
    post_log(world, {"comments": "9"})
    page = world.signed_in("rep").get(f"/log/?like={day(YESTERDAY)}").content.decode()
    assert (value(page, "posts"), value(page, "comments")) == ("1", "9")


def test_prefilling_uses_the_last_working_day_with_logged_inputs(world: World) -> None:
    friday, saturday, monday = 54, 55, 57
    post_log(world, {"posts": "5"}, friday)
    post_log(world, {"posts": "1"}, saturday)
    post_log(world, {"meetings": "1"}, monday)
    post_log(world, {"posts": "2", "all": "off"}, YESTERDAY)
    with world.scope():
        save_inputs(world.rep, {day(monday): {"leads_saved": 2}}, Source.NAVIGATOR)
    page = world.signed_in("rep").get("/log/").content.decode()
    assert f"?like={day(friday)}" in page and ">As Friday</a>" in page


def test_prefilling_is_not_offered_from_a_month_ago_or_on_a_day_off(world: World) -> None:
    post_log(world, {"posts": "5"}, TODAY - 32)
    assert "?like=" not in world.signed_in("rep").get("/log/").content.decode()
    post_log(world, {"posts": "5"}, YESTERDAY)
    post_log(world, {"all": "off"})
    assert "?like=" not in world.signed_in("rep").get("/log/").content.decode()


@pytest.mark.parametrize("like", ["", "yesterday", "2026-03-04", "2027-01-01", "2026-02-30"])
def test_prefilling_from_an_empty_or_invalid_day_does_nothing(world: World, like: str) -> None:
    post_log(world, {"posts": "5"}, YESTERDAY)
    page = world.signed_in("rep").get(f"/log/?like={like}").content.decode()
    assert value(page, "posts") == "" and "hx-post" in page


# Fields -------------------------------------------------------------------------------------------


def test_nothing_today_keeps_values_missing_from_the_form(world: World) -> None:
    post_log(world, {"posts": "2"})
    post_log(world, {"all": "nothing"})
    assert known_inputs(world) == {**dict.fromkeys(MAIN_INPUTS, 0), "posts": 2}


def test_a_field_with_another_value_than_sent_is_updated_by_htmx(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(TODAY): {"posts": 5, "shares": 1}})
    post_log(world, {"posts": "3"})
    page = post_log(world, {"posts": "", "shares": "1"}).content.decode()
    assert known_inputs(world) == {"posts": 5, "shares": 1}
    assert re.findall(r'id="log-(\w+)-count" hx-swap-oob', page) == ["posts"]
    assert value(page, "posts") == "5"


def test_an_invalid_form_keeps_the_input_and_marks_the_error(world: World) -> None:
    page = post_log(world, {"comments": "4", "posts": "-2"}).content.decode()
    assert (value(page, "posts"), value(page, "comments")) == ("-2", "4")
    assert page.count('aria-invalid="true"') == 1


def test_a_reps_weekly_target_replaces_the_models(world: World) -> None:
    with world.scope():
        for name, target in (("posts", 7), ("invitations_sent", 9)):
            WeeklyTarget.objects.create(
                organization=world.organization, rep=world.rep, name=name, target=target
            )
    post_log(world, {"posts": "2", "invitations_sent": "1"})
    page = world.signed_in("rep").get("/log/").content.decode()
    assert "2 of 7 this week" in page and "1 of 9 this week" in page


def test_an_input_never_logged_is_not_tracked(world: World) -> None:
    def note(name: str) -> str:
        page = world.signed_in("rep").get("/log/").content.decode()
        match = re.search(rf'id="log-{name}-note">(.*?)</span>', page)
        return match.group(1).removeprefix("<span>") if match else "?"

    assert (note("comments"), note("searches")) == (
        "Not tracked, target 20",
        "Not tracked, target 40",
    )
    assert (note("endorsements"), note("meetings")) == ("Not tracked", "0 this week")
    post_log(world, {"comments": "0", "endorsements": "4"}, number=30)
    assert (note("comments"), note("endorsements")) == ("0 of 20 this week", "")
