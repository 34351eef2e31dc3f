"""Team leaderboard: ranks at the last close, movement, averages, and reps without a rank."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from scoring.boards.leaderboard import Board, build_team_board
from scoring.boards.query import BoardQuery
from teams.models import Membership, Rep, Team
from tests.scoring.core.histories import day
from tests.scoring.facts import OVERSEER_VISIBILITY, close_through, save_inputs, save_reading
from tests.world import World, add_rep

SINCE, CLOSE, TODAY = 28, 58, 59  # day(59) is Wednesday 4 March 2026
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def add_rep_with_totals(
    world: World, name: str, *totals: float | None, team: Team | None = None, since: date = day(1)
) -> Rep:
    """A rep with these LinkedIn totals: at the close, or 30 days before it and at the close."""
    with world.scope():
        rep = add_rep(team or world.north, name, since=since)
        for number, total in zip((CLOSE, SINCE)[: len(totals)], totals[::-1], strict=True):
            if total is not None:
                save_reading(rep, day(number), *[total / 4] * 4)
    return rep


def add_silent_rep(world: World, name: str, total: float) -> Rep:
    """A rep with one LinkedIn score, 38 days before the close, and nothing since."""
    with world.scope():
        rep = add_rep(world.north, name, since=day(1))
        save_reading(rep, day(CLOSE - 38), *[total / 4] * 4)
    return rep


def board(world: World, board: str = "total", **asked: str | int) -> Board:
    with world.scope():
        close_through(world.organization, CLOSE)
        query = BoardQuery(board=board, **asked)  # type: ignore[arg-type]
        leaderboard = build_team_board(world.north, query, OVERSEER_VISIBILITY, with_causes=True)
    assert leaderboard
    return leaderboard


def rank_by_name(leaderboard: Board) -> list[tuple[int | None, str]]:
    return [(row.rank, row.who.name) for row in leaderboard.rows]


def page(world: World, person: str, query: str = "", **headers: str) -> str:
    with world.scope():
        close_through(world.organization, CLOSE)
    client = world.signed_in(person)  # type: ignore[arg-type]
    answer = client.get(f"/teams/{world.north.pk}/{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_equal_scores_share_a_rank_and_the_next_rank_is_skipped(world: World) -> None:
    for name, total in (("Ann", 60), ("Bob", 50), ("Cy", 50), ("Di", 40)):
        add_rep_with_totals(world, name, total)
    assert rank_by_name(board(world)) == [(1, "Ann"), (2, "Bob"), (2, "Cy"), (4, "Di")]


def test_movement_is_the_change_in_rank_since_the_compared_day(world: World) -> None:
    add_rep_with_totals(world, "Ann", 50, 41)
    add_rep_with_totals(world, "Bob", 40, 55)
    add_rep_with_totals(world, "Cy", 30, 30)
    moved = {row.who.name: row.moved for row in board(world).rows}
    assert moved == {"Bob": 1, "Ann": -1, "Cy": 0}


def test_a_newcomer_has_no_movement_and_moves_no_one_down(world: World) -> None:
    add_rep_with_totals(world, "Ann", 50, 50)
    add_rep_with_totals(world, "Bob", 40, 40)
    add_rep_with_totals(world, "New", 70)
    rows = board(world).rows
    assert [(row.who.name, row.rank, row.moved) for row in rows] == [
        ("New", 1, None),
        ("Ann", 2, 0),
        ("Bob", 3, 0),
    ]
    assert rows[0].change is None


def test_the_improved_board_ranks_by_change_and_newcomers_last(world: World) -> None:
    add_rep_with_totals(world, "Ann", 60, 61)
    add_rep_with_totals(world, "Bob", 30, 39)
    add_rep_with_totals(world, "New", 80)
    leaderboard = board(world, "improved")
    assert rank_by_name(leaderboard) == [(1, "Bob"), (2, "Ann"), (3, "New")]
    assert [round(row.change or 0, 6) for row in leaderboard.rows] == [9, 1, 0]


def test_each_pillar_has_a_board(world: World) -> None:
    with world.scope():
        save_reading(add_rep(world.north, "Ann", since=day(1)), day(CLOSE), 20, 5, 5, 5)
        save_reading(add_rep(world.north, "Bob", since=day(1)), day(CLOSE), 10, 15, 15, 15)
    assert rank_by_name(board(world, "brand")) == [(1, "Ann"), (2, "Bob")]
    assert rank_by_name(board(world, "people")) == [(1, "Bob"), (2, "Ann")]
    assert board(world).rows[0].weakest[0] == "Brand"


def test_unranked_reps_are_listed_apart_with_a_kind_sentence(world: World) -> None:
    building = add_rep_with_totals(world, "Bea")
    add_silent_rep(world, "Wes", 44)
    with world.scope():
        save_inputs(building, {day(57): {"posts": 1}, day(58): {"posts": 0}})
    leaderboard = board(world)
    assert [(each.who.name, each.state, each.sentence) for each in leaderboard.unranked] == [
        (
            "Bea",
            "building",
            "tracks 0 of 60 points needed. A LinkedIn score is enough.",
        ),
        ("Rep Reyes", "new", "no score yet. A logged day or a LinkedIn score starts it."),
        (
            "Wes",
            "waiting",
            "last score 44, no data since 26 January. One logged day or a LinkedIn score brings it "
            "back.",
        ),
    ]
    assert leaderboard.rows == () and leaderboard.summary.average is None


def test_averages_cover_ranked_reps_only(world: World) -> None:
    add_rep_with_totals(world, "Ann", 50, 52)
    add_rep_with_totals(world, "Bob", 40, 44)
    add_rep_with_totals(world, "New", 30)
    add_silent_rep(world, "Wes", 90)
    facts = board(world).summary
    assert (facts.counted, facts.not_counted, facts.people) == (3, 2, 5)
    assert facts.average == pytest.approx(42)
    assert facts.average_change == pytest.approx(3)


def test_milestones_use_the_rounded_total_so_69_5_counts_as_70(world: World) -> None:
    for name, total in (("Ann", 69.5), ("Bob", 69.4), ("Cy", 59.5), ("Di", 40)):
        add_rep_with_totals(world, name, total)
    assert board(world).summary.milestones == ((70, 1), (60, 3), (50, 3), (40, 4))


def test_a_total_of_69_5_counts_as_70_despite_float_errors(world: World) -> None:
    with world.scope():
        save_reading(
            world.rep, day(CLOSE), 19.4, 15.7, 20.3, 14.1
        )  # 69.5, which LinkedIn rounds to 70
    assert board(world).summary.milestones[0] == (70, 1)


def test_the_largest_rise_and_the_largest_fall_are_named(world: World) -> None:
    add_rep_with_totals(world, "Ann", 50, 56)
    add_rep_with_totals(world, "Bob", 40, 38)
    add_rep_with_totals(world, "Cy", 40, 30)
    facts = board(world).summary
    assert facts.up_most and facts.talk_to
    assert (facts.up_most.name, round(facts.up_most.change, 6)) == ("Ann", 6)
    assert (facts.talk_to.name, round(facts.talk_to.change, 6)) == ("Cy", -10)


def test_the_cause_of_a_fall_names_the_reps_activity(world: World) -> None:
    idle = add_silent_rep(world, "Ida", 50)
    with world.scope():
        save_inputs(idle, {day(number): {"comments": 4} for number in range(1, SINCE)})
        save_inputs(idle, {day(number): {"comments": 0} for number in range(SINCE, CLOSE + 1)})
    talk_to = board(world).summary.talk_to
    assert talk_to and talk_to.cause.startswith("Comments ")


def test_a_rep_who_only_reads_the_score_each_month_is_a_full_member(world: World) -> None:
    with world.scope():
        monthly = add_rep(world.north, "Mo Monthly", since=day(1))
        save_reading(monthly, day(5), *[10] * 4)
        save_reading(monthly, day(30), *[12] * 4)
    add_rep_with_totals(world, "Ann", 40, 41)
    leaderboard = board(world)
    assert rank_by_name(leaderboard) == [(1, "Mo Monthly"), (2, "Ann")]
    row = leaderboard.rows[0]
    assert (row.total, row.change, row.coverage) == (48, 8, 0)
    assert row.half_range == pytest.approx(1.2816 * (0.25 + 0.08 * 28) ** 0.5)
    assert (leaderboard.summary.counted, leaderboard.summary.compared) == (2, 2)


def test_before_the_first_reading_there_is_no_change_and_no_line(world: World) -> None:
    with world.scope():
        late = add_rep(world.north, "Lia Late", since=day(1))
        save_inputs(late, {day(number): {"comments": 2} for number in range(20, 50)})
        save_reading(late, day(50), *[10] * 4)
    leaderboard = board(world)
    row = leaderboard.rows[0]
    assert (row.change, row.moved) == (None, None)
    assert [total is not None for total in row.spark] == [
        at >= 50 for at in range(SINCE, CLOSE + 1)
    ]
    assert leaderboard.summary.average_change is None and leaderboard.summary.up_most is None


def test_untracked_signals_are_not_named_as_the_cause(world: World) -> None:
    add_rep_with_totals(world, "Cy", 40, 30)
    talk_to = board(world).summary.talk_to
    assert talk_to and "LinkedIn" in talk_to.cause


def test_held_and_silent_reps_are_not_suggested_for_a_talk(world: World) -> None:
    add_rep_with_totals(world, "Ann", 50, 50)
    add_rep_with_totals(world, "Wes", 44.0, None)
    assert board(world).summary.talk_to is None


@pytest.mark.parametrize(("person", "sees"), [("manager", 1), ("admin", 1), ("rep", 0)])
def test_only_those_who_look_after_the_team_see_whom_to_talk_to(
    world: World, person: str, sees: int
) -> None:
    slipped = add_rep_with_totals(world, "Cy", 40, 30)
    shown = page(world, person)
    assert shown.count("Talk to first") == shown.count(f'"/reps/{slipped.pk}/"') == sees


def test_search_filters_both_lists_and_changes_no_figure(world: World) -> None:
    add_rep_with_totals(world, "Ann Ames", 50)
    add_rep_with_totals(world, "Bob Ames", 40)
    leaderboard = board(world, search="AMES bo")
    assert rank_by_name(leaderboard) == [(2, "Bob Ames")]
    assert leaderboard.unranked == () and leaderboard.summary.counted == 2
    assert [each.who.name for each in board(world, search="reyes").unranked] == ["Rep Reyes"]


def test_sorting_keeps_the_ranks(world: World) -> None:
    add_rep_with_totals(world, "Cy", 60, 50)
    add_rep_with_totals(world, "Ann", 40, 45)
    add_rep_with_totals(world, "bob", 30)
    orders = {order: rank_by_name(board(world, sort=order)) for order in ("rank", "name", "change")}
    assert [name for _, name in orders["rank"]] == ["Cy", "Ann", "bob"]
    assert orders["name"] == [(2, "Ann"), (3, "bob"), (1, "Cy")]
    assert [name for _, name in orders["change"]] == ["Ann", "Cy", "bob"]


def test_the_query_string_determines_the_view(world: World) -> None:
    add_rep_with_totals(world, "Cy Ames", 60, 50)
    add_rep_with_totals(world, "Ann Ames", 40, 45)
    shown = page(world, "manager", "?board=improved&period=7&sort=name&q=ames")
    assert shown.index("Ann Ames</a>") < shown.index("Cy Ames</a>")
    assert "Since 24 Feb" in shown and 'value="ames"' in shown
    assert "board=total&amp;period=7&amp;sort=name&amp;q=ames" in shown


@pytest.mark.parametrize("query", ["?period=8", "?period=9" + "9" * 5000, "?board=x&sort=-1&q="])
def test_an_invalid_query_string_shows_the_default_board(world: World, query: str) -> None:
    add_rep_with_totals(world, "Ann", 50, 50)
    assert "Since 1 Feb" in page(world, "manager", query)


def test_htmx_gets_the_board_of_the_whole_page(world: World) -> None:
    add_rep_with_totals(world, "Ann", 50, 50)
    query = "?board=brand&period=90"
    plain, part = page(world, "manager", query), page(world, "manager", query, **HTMX)
    one, other = (response[response.index('<div id="board"') :] for response in (part, plain))
    token = r'csrfmiddlewaretoken" value="\w+"'  # differs in each response
    assert re.sub(token, "", one) == re.sub(token, "", other)


def test_the_board_shows_the_last_closed_day_and_never_today(world: World) -> None:
    rep = add_rep_with_totals(world, "Ann", 50)
    assert "as of Tuesday 3 March" in page(world, "manager")
    with world.scope():
        save_reading(rep, day(TODAY), 20, 20, 20, 20)
        close_through(world.organization, TODAY)
    assert '<td class="n total">50</td>' in page(world, "manager")


def test_the_board_has_the_members_of_that_day(world: World) -> None:
    left = add_rep_with_totals(world, "Lea", 50)
    add_rep_with_totals(world, "Nia", 40, since=day(TODAY))
    moved = add_rep_with_totals(world, "Mo", 30)
    with world.scope():
        Membership.objects.filter(rep=left).update(until=day(CLOSE))
        Membership.objects.filter(rep=moved).update(until=day(TODAY))
    leaderboard = board(world)
    assert rank_by_name(leaderboard) == [(1, "Mo")]
    assert [each.who.name for each in leaderboard.unranked] == ["Rep Reyes"]


def test_the_board_before_the_first_score_says_what_is_needed(world: World) -> None:
    assert "No score yet" in page(world, "manager")


def test_the_csv_has_exactly_the_rows_of_the_page(world: World) -> None:
    add_rep_with_totals(world, "=Ann", 50, 52)
    add_rep_with_totals(world, "Bob", 40)
    page(world, "rep")
    client = world.signed_in("rep")
    lines = client.get(f"/teams/{world.north.pk}/csv/?q=ann").content.decode().splitlines()
    assert lines == [
        "date,rank,moved,name,brand,people,insights,relationships,total,change,known_days,"
        "range,coverage",
        "2026-03-03,1,0,'=Ann,13.0,13.0,13.0,13.0,52.0,2.0,0,,0",
    ]


def test_the_csv_has_the_likely_range_and_the_pillars_add_up(world: World) -> None:
    with world.scope():
        rep = add_rep(world.north, "Ann", since=day(1))
        save_reading(rep, day(CLOSE - 1), 16.04, 8.04, 10.04, 16.04)
        save_inputs(rep, {day(CLOSE - 1): {"connections": 480}})
    page(world, "rep")
    client = world.signed_in("rep")
    lines = client.get(f"/teams/{world.north.pk}/csv/").content.decode().splitlines()
    assert lines[1] == "2026-03-03,1,,Ann,16.1,8.1,10.0,16.0,50.2,,1,0.7,5"


def test_a_total_has_its_likely_range_and_what_is_tracked(world: World) -> None:
    with world.scope():
        rep = add_rep(world.north, "Ann", since=day(1))
        save_reading(rep, day(40), *[16] * 4)
        save_inputs(rep, {day(45): {"connections": 480}})
    shown = page(world, "manager")
    assert '<td class="n total">64 <small class="range">± 1.7</small></td>' in shown
    assert 'tracks </span>5<span class="hidden"> of 100 points' in shown
