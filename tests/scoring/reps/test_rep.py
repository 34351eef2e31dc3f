"""Page of a rep: points add up, changes have a reason, and every day shows its state."""

from collections.abc import Iterator
from random import Random

import pytest
import time_machine

from scoring.core.uncertainty import Trust
from scoring.explain.rep_score import RepScore, rep_score
from scoring.models import Snapshot
from teams.base.formatting import round_one_decimal, whole
from tests.scoring.core.histories import day, random_diary
from tests.scoring.facts import close_through, save_diary, save_inputs, save_reading
from tests.world import Person, World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def load_rep_score(world: World, period: int = 30, *, provisional: bool = False) -> RepScore:
    with world.scope():
        world.rep.refresh_from_db()
        through = day(TODAY if provisional else CLOSE)
        found = rep_score(world.rep, through=through, period=period, provisional=provisional)
    assert found
    return found


def page(world: World, person: Person, query: str = "", **headers: str) -> str:
    address = f"/reps/{world.rep.pk}/{query}"
    response = world.signed_in(person).get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def create_random_scores(world: World, number: int) -> None:
    with world.scope():
        diary = random_diary(Random(f"rep page {number}"), CLOSE)
        save_diary(world.rep, diary)
        close_through(world.organization, CLOSE)


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_points_and_reasons_add_up(world: World, number: int) -> None:
    create_random_scores(world, number)
    page = load_rep_score(world)
    for pillar in page.pillars:
        parts = sum(signal.points for signal in pillar.signals) + pillar.not_itemised
        assert parts == pytest.approx(pillar.shown, abs=1e-6)
    assert whole(sum(pillar.shown for pillar in page.pillars)) == whole(page.close.total)
    assert sum(signal.weight for pillar in page.pillars for signal in pillar.signals) == 100
    begun = page.trend.totals[page.trend.early :]
    if not begun:
        assert page.change is None and page.reason is None
        return
    assert page.change is not None and page.reason is not None
    assert page.change == begun[-1] - begun[0]
    assert page.reason.change == round_one_decimal(page.change)
    shown = [line.points for line in page.reason.lines]
    shown += [cause.points for cause in page.reason.linkedin]
    assert round(sum(shown), 1) == page.reason.change


def test_a_rep_who_logged_more_sees_why_the_score_moved(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(20), 10, 10, 10, 10)
        save_inputs(world.rep, {day(number): {"comments": 0} for number in range(1, 40)})
        save_inputs(world.rep, {day(number): {"comments": 9} for number in range(40, TODAY)})
        close_through(world.organization, CLOSE)
    page = load_rep_score(world)
    assert page.reason is not None
    assert [cause.key for cause in page.reason.activity] == ["comments", "active"]
    assert page.headline.startswith("Up ") and "Comments " in page.headline


def test_signals_not_tracked_yet_are_not_given_as_a_reason(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(28), 10, 10, 10, 10)
        save_reading(world.rep, day(CLOSE), 8, 8, 8, 8)
        close_through(world.organization, CLOSE)
    page = load_rep_score(world)
    assert {s.left for pillar in page.pillars for s in pillar.signals} == {None}
    assert page.reason is not None and page.reason.activity == ()
    assert [cause.points for cause in page.reason.linkedin] == [-8]


def test_a_signal_not_tracked_yet_has_no_points_left(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(at): {"posts": 1} for at in range(CLOSE - 9, CLOSE + 1)})
        close_through(world.organization, CLOSE)
    found = load_rep_score(world)
    left = {s.name: s.left for pillar in found.pillars for s in pillar.signals}
    assert {name for name, points in left.items() if points is not None} == {
        "Posts",
        "Active days",
    }
    assert found.close.coverage == 10
    assert page(world, "rep").count("Not tracked yet: ") == 4
    assert "tracks 10 of 100 points" in page(world, "manager")


def test_days_without_entries_and_the_following_weekend_are_held(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(at): {"posts": 0} for at in (43, 44, 45, 46, 47, 50, 53, 58)})
        save_reading(world.rep, day(51), 5, 5, 5, 5)
        close_through(world.organization, CLOSE)
    held = {
        at + 43
        for at, each in enumerate(load_rep_score(world, provisional=True).trend.held)
        if each
    }
    # 48, 49: a weekend after a logged Friday; 54 to 56: a Friday without entries and its weekend.
    assert held == {52, 54, 55, 56, 57, TODAY}


def test_held_days_are_marked_in_table_and_chart(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(49), 10, 10, 10, 10)
        save_inputs(world.rep, {day(50): {"posts": 1}, day(53): {"posts": 1}})
        close_through(world.organization, CLOSE)
    table = page(world, "rep").split('<table class="numbers">')[1]
    assert table.count("<td>held</td>") == 8 and table.count("<td>known</td>") == 3
    assert 'class="held"' in page(world, "rep")


def test_others_see_that_a_score_waits_but_not_which_days_were_logged(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(20): {"posts": 1}, day(22): {"posts": 1}})
        save_reading(world.rep, day(22), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
    table = page(world, "manager").split('<table class="numbers">')[1]
    assert "<td>held</td>" not in table and "<td>known</td>" not in table
    with world.scope():
        waited = Snapshot.objects.filter(state=Trust.WAITING).count()
    assert table.count("<td>waiting for data</td>") == waited > 0


def test_the_rep_sees_today_and_the_manager_the_last_close(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(CLOSE), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
        save_reading(world.rep, day(TODAY), 15, 15, 15, 15)
    own, managers = page(world, "rep"), page(world, "manager")
    assert "<h1>60 <small>estimated SSI so far today" in own
    assert "<h1>40 <small>Rep Reyes · estimated SSI as of Tuesday 3 March" in managers
    assert "60" not in managers.split("<h1>")[1].split("</h1>")[0]
    assert "LinkedIn score 60 on" in own and "LinkedIn score 40 on" in managers


def test_the_likely_range_is_beside_the_total_but_not_on_the_day_of_a_reading(
    world: World,
) -> None:
    with world.scope():
        save_reading(world.rep, day(CLOSE), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
    assert "±" not in page(world, "manager").split("<h1>")[1].split("</h1>")[0]
    assert '<h1>40 <span class="range">± 0.7</span>' in page(world, "rep")


def test_what_is_estimated_before_the_first_reading_is_drawn_apart_and_not_compared(
    world: World,
) -> None:
    with world.scope():
        save_inputs(world.rep, {day(at): {"comments": 9} for at in range(30, 50)})
        save_reading(world.rep, day(45), 5, 5, 5, 5)
        close_through(world.organization, CLOSE)
    found = load_rep_score(world)
    assert found.trend.early == 15 and found.trend.days[15] == day(45) == found.since
    assert found.change == pytest.approx(found.trend.totals[-1] - 20)
    shown = page(world, "manager")
    assert '<g class="line early">' in shown and "early estimate, before the first" in shown
    assert page(world, "manager", "?view=against").count('<g class="gap">') == 0


def test_a_corrected_past_day_shows_at_once(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(40), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
        save_reading(world.rep, day(40), 11, 11, 11, 11)
    before, after = load_rep_score(world), load_rep_score(world, provisional=True)
    assert after.trend.totals[after.trend.days.index(day(40))] == pytest.approx(44)
    assert before.trend.totals[before.trend.days.index(day(40))] == pytest.approx(44)
    assert (before.trend.days[-1], after.trend.days[-1]) == (day(CLOSE), day(TODAY))


def test_linkedin_scores_are_dots_with_their_day(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(40), 10, 10, 10, 10)
        save_reading(world.rep, day(50), 12, 10, 10, 10)
        close_through(world.organization, CLOSE)
    shown_page = page(world, "manager")
    wide = shown_page.split('<svg class="trend wide"')[1].split("</svg>")[0]
    assert wide.count('<circle class="official"') == 2
    assert "13 February" in wide and "23 February" in wide
    assert [dot.total for dot in load_rep_score(world).trend.readings] == [40, 42]


def test_without_javascript_the_page_has_the_svg_and_a_table(world: World) -> None:
    create_random_scores(world, 1)
    for view in ("total", "pillars"):
        found = page(world, "rep", f"?view={view}&period=365")
        assert '<svg class="trend wide"' in found and "70" in found
        rows = found.split('<table class="numbers">')[1].split("<tbody>")[1].count("<tr>")
        assert rows == len(load_rep_score(world, 365, provisional=True).trend.days)
        assert found.count("<noscript") == 0


def test_htmx_gets_the_view_of_the_whole_page(world: World) -> None:
    create_random_scores(world, 2)
    query = "?view=pillars&period=30"
    plain = page(world, "manager", query)
    part = page(world, "manager", query, **{"HX-Request": "true"})
    assert part.split('<div id="rep"')[1] == plain.split('<div id="rep"')[1]


def test_before_the_first_fact_the_page_says_what_to_do(
    world: World,
) -> None:
    own, managers = page(world, "rep"), page(world, "manager")
    assert "No score yet: it begins with a logged day" in own and 'href="/reading/"' in own
    assert "No score yet: nothing has been logged." in managers
    assert "Paste your LinkedIn SSI" not in managers


def test_a_building_score_says_so(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(57): {"posts": 1}, day(58): {"posts": 1}})
        close_through(world.organization, CLOSE)
    found = load_rep_score(world)
    assert found.close.trust == Trust.BUILDING
    assert found.change is None and found.headline == ""
    shown = page(world, "manager")
    assert "Not ranked yet: tracks 0 of 60 points needed." in shown and "Why it moved" not in shown


@pytest.mark.parametrize("query", ["?period=31", "?period=x&view=y", "?period=-90&view="])
def test_an_invalid_query_string_shows_the_default_view(world: World, query: str) -> None:
    create_random_scores(world, 3)
    defaults = page(world, "manager").split('<div id="rep"')[1]
    assert page(world, "manager", query).split('<div id="rep"')[1] == defaults
