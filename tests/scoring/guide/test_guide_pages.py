"""Guide pages: next actions, plan to a goal, what-if and playbook."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from scoring.guide.goal_plan import GoalPlan, PlanRequest, find_goal_plan
from scoring.guide.next_actions import NextActionsPage, TimeBudget, next_actions_page
from scoring.guide.playbook import BUILT_IN_TIPS, playbook
from scoring.guide.what_if import WhatIf, what_if
from teams.base.formatting import round_one_decimal
from teams.facts.weekly_card import ITEMS, Card, save_card
from teams.models import Action, AuditEntry, Choice, Plan, Rep, User
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import Person, World

TODAY = 59  # Wednesday 4 March 2026, of the week from Monday, day 57
USUAL_INPUTS = {
    "posts": 0,
    "comments": 1,
    "conversations": 1,
    "leads_saved": 1,
    "invitations_sent": 1,
}


@pytest.fixture(autouse=True)
def _today(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def save_eight_weeks(rep: Rep) -> None:
    """Eight weeks with a little activity each working day, and a LinkedIn score."""
    save_inputs(rep, {day(n): USUAL_INPUTS for n in range(1, TODAY) if n % 7 not in (0, 6)})
    save_reading(rep, day(30), 12, 6, 5, 14)


def page_text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def load_guide_page(
    world: World, minutes: int = 3, per: str = "day", own: bool = True
) -> NextActionsPage:
    rep = world.rep
    page = next_actions_page(rep, minutes=TimeBudget(minutes, per), today=rep.today(), own=own)
    assert page is not None
    return page


def post_answer(world: World, action: str, answer: str, **more: str) -> str:
    address = f"/reps/{world.rep.pk}/next/answer/"
    sent = {"action": action, "answer": answer, **more}
    return page_text(world.signed_in("rep").post(address, sent, follow=True))


# Next actions


def test_suggestions_fit_the_minutes_and_gain_points(world: World) -> None:
    save_eight_weeks(world.rep)
    page = load_guide_page(world)
    assert page.suggestions and sum(each.minutes for each in page.suggestions) <= 15
    assert all(each.gain > 0 for each in page.suggestions)
    assert sum(each.gain for each in page.suggestions) == pytest.approx(page.together, abs=0.05)
    assert len(load_guide_page(world, 120, "week").suggestions) > len(page.suggestions)


def test_actions_that_only_chase_points_are_never_suggested(world: World) -> None:
    save_eight_weeks(world.rep)
    page = load_guide_page(world, 2000, "week")
    named = {each.action for each in (*page.suggestions, *page.others)}
    assert all(each.gain >= 0.05 for each in (*page.suggestions, *page.others))
    assert not named & {"reactions", "searches", "profile_views", "mentions"}


def test_suggestions_are_spread_over_the_pillars(world: World) -> None:
    save_eight_weeks(world.rep)
    first = load_guide_page(world, 600, "week").suggestions[:3]
    assert len({each.pillar for each in first}) == len(first)


def test_the_page_states_next_milestone_horizon_and_condition(world: World) -> None:
    save_eight_weeks(world.rep)
    page = page_text(world.signed_in("rep").get(f"/reps/{world.rep.pk}/next/"))
    assert re.search(
        r"\d+\.\d points to \d0\. Every week’s actions add about \d+\.\d in 30 days\.", page
    )
    assert "At this pace: " in page
    assert "3 minutes a working day" in page


def test_an_accepted_action_is_in_the_weeks_plan_with_its_progress(world: World) -> None:
    save_eight_weeks(world.rep)
    page = post_answer(world, "comments", "accepted", more="5")
    assert "Comments is in this week’s plan." in page and "2 of 10" in page
    assert "comments" not in {
        each.action for each in load_guide_page(world, 600, "week").suggestions
    }
    assert load_guide_page(world).planned == 25


def test_later_returns_after_a_week_and_not_for_me_does_not(world: World) -> None:
    save_eight_weeks(world.rep)
    post_answer(world, "comments", "later")
    post_answer(world, "posts", "not for me")
    assert (
        load_guide_page(world).later[0][0] == "comments"
        and load_guide_page(world).not_for_me[0][0] == "posts"
    )
    with time_machine.travel(f"{day(TODAY + 7)}T12:00Z", tick=False):
        page = load_guide_page(world, 2000, "week")
        named = {each.action for each in (*page.suggestions, *page.others)}
    assert "comments" in named and "posts" not in named


def test_an_action_marked_not_for_me_can_be_suggested_again(world: World) -> None:
    save_eight_weeks(world.rep)
    post_answer(world, "posts", "not for me")
    with time_machine.travel(f"{day(TODAY + 14)}T12:00Z", tick=False):
        post_answer(world, "posts", "again")
        assert load_guide_page(world).not_for_me == ()


def test_an_answer_can_be_undone(world: World) -> None:
    save_eight_weeks(world.rep)
    post_answer(world, "comments", "accepted", more="5")
    page = post_answer(world, "comments", "done", more="5")
    undo = re.search(r'name="undo" value="([^"]+)"', page)
    assert undo is not None
    client = world.signed_in("rep")
    client.post(f"/reps/{world.rep.pk}/next/answer/", {"undo": undo[1]})
    assert Choice.objects.of(world.rep).get().answer == Choice.Answer.ACCEPTED
    client.post(f"/reps/{world.rep.pk}/next/answer/", {"undo": "forged"})
    assert Choice.objects.of(world.rep).get().answer == Choice.Answer.ACCEPTED


def test_invalid_answers_and_minutes_are_refused(world: World) -> None:
    save_eight_weeks(world.rep)
    assert "Nothing was changed" in post_answer(world, "reactions", "accepted")
    assert "Nothing was changed" in post_answer(world, "comments", "perhaps")
    answer = world.signed_in("rep").get(f"/reps/{world.rep.pk}/next/?minutes=many")
    assert answer.status_code == 422 and "whole number from 1 to 2,400" in page_text(answer)


def test_the_pages_work_without_any_facts(world: World) -> None:
    for page in ("next", "plan", "what-if"):
        answer = world.signed_in("rep").get(f"/reps/{world.rep.pk}/{page}/")
        assert answer.status_code == 200
        words = "No score yet" if page == "next" else "Not enough logged to look ahead"
        assert words in page_text(answer)


# One-off actions


def tick_profile(rep: Rep, *missing: str) -> None:
    """Saves a weekly card whose checklist lacks some items."""
    by = User.objects.get(email=rep.email)
    card = Card(checklist=frozenset(ITEMS) - {*missing})
    save_card(rep=rep, day=day(TODAY - 1), card=card, levels={"recommendations": 1}, by=by)


def test_missing_profile_items_come_first_and_raise_the_score_for_good(world: World) -> None:
    save_eight_weeks(world.rep)
    tick_profile(world.rep, "summary", "featured")
    page = load_guide_page(world)
    assert [each.action for each in page.once] == [
        "profile:summary",
        "profile:featured",
        "recommendations",
    ]
    assert page.once[0].gain == pytest.approx(9 / len(ITEMS), abs=0.01)
    assert page.first == page.once[0]
    assert "Write your About section" in page_text(
        world.signed_in("rep").get(f"/reps/{world.rep.pk}/next/")
    )


def test_asking_for_a_recommendation_counts_half(world: World) -> None:
    save_eight_weeks(world.rep)
    tick_profile(world.rep)
    (ask,) = load_guide_page(world).once
    assert ask.gain == pytest.approx(0.5 * 3 * (10**-0.1 - 10**-0.2), abs=1e-6)


def test_a_one_off_that_is_done_or_later_is_not_proposed(world: World) -> None:
    save_eight_weeks(world.rep)
    tick_profile(world.rep, "summary", "featured")
    post_answer(world, "profile:summary", "later")
    page = post_answer(world, "recommendations", "done")
    assert "Ask a customer for a recommendation: done." in page
    assert [each.action for each in load_guide_page(world).once] == ["profile:featured"]
    assert load_guide_page(world).week == ()


def test_a_new_rep_with_only_a_reading_gets_one_offs_and_what_to_log(world: World) -> None:
    save_reading(world.rep, day(TODAY), 14, 13, 12, 14)
    page = page_text(world.signed_in("rep").get(f"/reps/{world.rep.pk}/next/"))
    assert "estimated SSI 53" in page
    assert "Not enough logged to look ahead: log what you do on ten working days" in page
    assert "Go through your profile checklist" in page and "recommendation" in page
    assert "points to 60" not in page and "first day" not in page


# Permissions


@pytest.mark.parametrize("page", ["next", "plan", "what-if"])
def test_viewers_of_the_reps_page_look_and_only_the_rep_answers(world: World, page: str) -> None:
    save_eight_weeks(world.rep)
    address = f"/reps/{world.rep.pk}/{page}/"
    viewers: tuple[Person, ...] = ("rep", "manager", "admin")
    for person in viewers:
        answer = world.signed_in(person).get(address)
        assert answer.status_code == 200
        assert ('method="post" action="?' in page_text(answer)) == (
            person == "rep" and page == "plan"
        )
    outsiders: tuple[Person, ...] = ("coach", "rep_other", "outsider")
    for person in outsiders:
        assert world.signed_in(person).get(address).status_code == 404


def test_others_cannot_answer_or_plan_for_a_rep(world: World) -> None:
    save_eight_weeks(world.rep)
    others: tuple[Person, ...] = ("manager", "admin", "coach", "rep_other", "outsider")
    for person in others:
        client, rep = world.signed_in(person), f"/reps/{world.rep.pk}"
        for address in ("/next/answer/", "/plan/", "/plan/end/"):
            sent = {"action": "comments", "answer": "accepted"}
            assert client.post(rep + address, sent).status_code == 404
    assert not Choice.objects.exists() and not Plan.objects.exists()


def test_others_do_not_see_progress_within_the_week(world: World) -> None:
    save_eight_weeks(world.rep)
    post_answer(world, "comments", "accepted", more="5")
    assert load_guide_page(world).week[0].actual == 2
    assert load_guide_page(world, own=False).week[0].actual is None
    page = page_text(world.signed_in("manager").get(f"/reps/{world.rep.pk}/next/"))
    assert "5 more a week" in page and "2 of 10" not in page


# Plan to a goal


def plan_page(world: World, query: str, person: Person = "rep") -> str:
    return page_text(world.signed_in(person).get(f"/reps/{world.rep.pk}/plan/?{query}"))


def test_a_plan_states_the_fewest_minutes(world: World) -> None:
    save_eight_weeks(world.rep)
    page = plan_page(world, "goal=40&by_day=2026-06-30")
    assert re.search(r"\d+ minutes more a week: 40 by 30 June, held until 28 September\.", page)
    assert re.search(r"At this pace: about \d+ by 30 June\.", page)
    assert "Make this my plan" in page


def test_an_unreachable_goal_shows_the_most_the_limits_allow(world: World) -> None:
    save_eight_weeks(world.rep)
    page = plan_page(world, "goal=90&by_day=2026-04-15&minutes=30&without_inmails_sent=on")
    assert "90 by 15 April can’t be reached within 30 minutes a week and these limits." in page
    match = re.search(r"The most is about \d+ by then, with (\d+) minutes more a week", page)
    assert match is not None and int(match[1]) <= 30
    assert "Make this my plan" not in page


def test_a_plan_that_cannot_be_done_is_not_saved(world: World) -> None:
    save_eight_weeks(world.rep)
    address = f"/reps/{world.rep.pk}/plan/?goal=99&by_day=2026-04-15"
    answer = world.signed_in("rep").post(address)
    assert answer.status_code == 422 and "No plan to accept" in page_text(answer)
    assert not Plan.objects.exists()


def test_the_points_of_a_plan_add_up(world: World) -> None:
    save_eight_weeks(world.rep)
    plan = find_goal_plan(world.rep, PlanRequest(40, date(2026, 6, 30)), today=world.rep.today())
    assert isinstance(plan, GoalPlan) and plan.can_be_made
    assert round(sum(plan.gains), 1) == round_one_decimal(plan.gain)
    assert plan.now + plan.gain == pytest.approx(plan.workload.total)


def test_without_limits_two_hours_a_week_are_the_most(world: World) -> None:
    save_eight_weeks(world.rep)
    assert "99 by 15 April can’t be reached within 120 minutes a week. The most" in plan_page(
        world, "goal=99&by_day=2026-04-15"
    )


def test_a_plan_is_saved_compared_with_each_week_and_ended(world: World) -> None:
    save_eight_weeks(world.rep)
    client, address = world.signed_in("rep"), f"/reps/{world.rep.pk}/plan/"
    for goal in (40, 41):
        client.post(f"{address}?goal={goal}&by_day=2026-06-30")
    going = Plan.objects.of(world.rep).active().get()
    assert going.goal == 41 and Plan.objects.of(world.rep).count() == 2
    page = page_text(client.get(address))
    assert "41 by 30 June" in page and "2 Mar" in page
    client.post(f"{address}end/")
    assert not Plan.objects.of(world.rep).active().exists()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("goal=101", "A goal is a whole number from 1 to 100"),
        ("by_day=2020-01-01", "Choose a day after today"),
        ("by_day=9999-12-31", "Choose a day after today"),
        ("minutes=lots", "Minutes are a whole number"),
        ("most_posts=-1", "A whole number from 0 to 500"),
    ],
)
def test_an_invalid_limit_shows_an_error(world: World, query: str, sentence: str) -> None:
    save_eight_weeks(world.rep)
    assert sentence in plan_page(world, query)


# What if


def load_what_if(world: World, **amounts: int) -> WhatIf:
    page = what_if(world.rep, amounts, today=world.rep.today())
    assert isinstance(page, WhatIf)
    return page


def test_no_changed_habit_gives_the_current_forecast(world: World) -> None:
    save_eight_weeks(world.rep)
    page = load_what_if(world)
    assert not page.differs and all(then.gain == pytest.approx(0) for then in page.results)


def test_more_of_a_habit_gains_points_and_less_loses_them(world: World) -> None:
    save_eight_weeks(world.rep)
    assert (
        load_what_if(world, comments=20).results[0].gain
        > 0
        > load_what_if(world, comments=0).results[0].gain
    )


def test_an_amount_is_capped_at_what_counts(world: World) -> None:
    save_eight_weeks(world.rep)
    assert load_what_if(world, comments=99_999).changed == {"comments": 40}


def test_the_address_holds_only_changed_habits(world: World) -> None:
    save_eight_weeks(world.rep)
    client, address = world.signed_in("rep"), f"/reps/{world.rep.pk}/what-if/"
    form = "comments=12&comments=5&comments=5&posts=0&posts=0&posts=0"
    assert client.get(f"{address}?{form}").headers["Location"] == f"{address}?comments=12"
    part = client.get(f"{address}?{form}", headers={"HX-Request": "true"})
    assert part.headers["HX-Replace-Url"] == f"{address}?comments=12"
    assert client.get(f"{address}?comments=many&other=1").status_code == 200


def test_a_team_doing_more_is_shown_beside_its_current_forecast(world: World) -> None:
    save_eight_weeks(world.rep)
    close_through(world.organization, TODAY - 1)
    client = world.signed_in("manager")
    page = page_text(client.get(f"/teams/{world.north.pk}/what-if/?comments=5&posts=50"))
    assert "average of 1 ranked rep, now" in page and "With more" in page
    assert "Posts, articles, videos: for 1 rep not all of it counts" in page
    outside: tuple[Person, ...] = ("rep", "coach", "outsider")
    for person in outside:
        answer = world.signed_in(person).get(f"/teams/{world.north.pk}/what-if/")
        assert answer.status_code == 404


# The playbook


def playbook_form(**fields: Any) -> dict[str, Any]:
    return {"text_comments": "", **fields}


def test_every_signal_has_a_built_in_tip(world: World) -> None:
    assert set(BUILT_IN_TIPS) == set(playbook(world.organization).pages)
    assert all(20 < len(text) < 300 for text in BUILT_IN_TIPS.values())


def test_the_coachs_tip_and_minutes_are_used_everywhere(world: World) -> None:
    save_eight_weeks(world.rep)
    sent = playbook_form(text_comments="Ask Nora first.", minutes_comments="1")
    world.signed_in("coach").post("/playbook/", sent)
    tips = playbook(world.organization)
    assert tips.tip("comments") == "Ask Nora first." and tips.minutes["comments"] == 1
    page = load_guide_page(world, 600, "week")
    suggestion = next(
        each for each in (*page.suggestions, *page.others) if each.action == "comments"
    )
    assert suggestion.tip == "Ask Nora first." and suggestion.minutes == suggestion.more
    entry = AuditEntry.objects.get(action=Action.PLAYBOOK_CHANGED)
    assert entry.details["is"] == {"text": "Ask Nora first.", "minutes": 1}


def test_reps_and_managers_read_the_playbook_but_cannot_edit_it(world: World) -> None:
    readers: tuple[Person, ...] = ("rep", "manager")
    for person in readers:
        client = world.signed_in(person)
        page = page_text(client.get("/playbook/"))
        assert "Great post" in page and "textarea" not in page
        assert client.post("/playbook/", playbook_form()).status_code == 404


def test_invalid_minutes_show_an_error(world: World) -> None:
    answer = world.signed_in("coach").post("/playbook/", playbook_form(minutes_comments="0"))
    assert answer.status_code == 422 and "from 1 to 240" in page_text(answer)
