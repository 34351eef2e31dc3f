"""Explanations of a score and of its changes: they add up, and respect who may see what."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
import time_machine
from django.conf import settings

from scoring.core.versions import CURRENT_VERSION
from scoring.explain.breakdown import ScoreBreakdown, score_breakdown
from scoring.explain.change import ScoreChange, explain_change
from scoring.explain.signal_evidence import load_evidence
from teams.base.formatting import round_one_decimal
from teams.base.sources import Source
from tests.scoring.core.histories import day, random_diary
from tests.scoring.facts import close_through, save_diary, save_inputs, save_reading
from tests.world import Person, World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def load_breakdown(world: World, *, own: bool = True) -> ScoreBreakdown:
    with world.scope():
        world.rep.refresh_from_db()
        breakdown = score_breakdown(world.rep, through=day(TODAY), own=own)
    assert breakdown
    return breakdown


def load_change(
    world: World, first: int | None, last: int | None, *, own: bool = True
) -> ScoreChange:
    with world.scope():
        world.rep.refresh_from_db()
        since, until = (day(number) if number else None for number in (first, last))
        return explain_change(world.rep, since, until, through=day(TODAY), own=own)


def page(world: World, person: Person, path: str = "", status: int = 200) -> str:
    answer = world.signed_in(person).get(f"/reps/{world.rep.pk}/why/{path}")
    assert answer.status_code == status
    return answer.content.decode()


def create_random_scores(world: World, number: int) -> None:
    with world.scope():
        save_diary(world.rep, random_diary(Random(f"why {number}"), CLOSE))
        save_reading(world.rep, day(3), 12, 8, 9, 14)
        close_through(world.organization, CLOSE)


def create_scores(world: World) -> None:
    """Daily posts and comments, a level, a rate and a LinkedIn score, from two sources."""
    with world.scope():
        save_inputs(world.rep, {day(at): {"posts": 1, "comments": 3} for at in range(1, CLOSE + 1)})
        save_inputs(
            world.rep, {day(50): {"connections": 480, "invitations_sent": 24}}, Source.TYPED
        )
        save_inputs(world.rep, {day(57): {"invitations_accepted": 9}}, Source.TYPED)
        save_reading(world.rep, day(30), 12, 8, 9, 14)
        close_through(world.organization, CLOSE)


@pytest.mark.parametrize("number", range(3))
def test_points_as_shown_add_up_to_every_pillar_and_with_what_is_left_to_25(
    world: World, number: int
) -> None:
    create_random_scores(world, number)
    for own in (True, False):
        for pillar in load_breakdown(world, own=own).pillars:
            won = sum(each.points for each in pillar.counting)
            shown = round_one_decimal(pillar.shown)
            assert round(won + pillar.not_itemised, 1) == shown
            both = won + pillar.left + pillar.not_itemised + pillar.not_itemised_left
            assert both == pytest.approx(25, abs=0.051)


@pytest.mark.parametrize("number", range(3))
def test_causes_add_up_to_the_change_between_any_two_closes(world: World, number: int) -> None:
    create_random_scores(world, number)
    chance = Random(number)
    for _ in range(4):
        first, last = sorted(chance.sample(range(20, TODAY + 1), 2))
        change = load_change(world, first, last)
        signals = (*change.activity, *change.levels, *change.rates)
        whole = sum(each.points for each in signals) + change.linkedin + change.limits
        assert whole == pytest.approx(change.change, abs=1e-6)
        assert all(each.fading <= 0 <= each.own + 1e-9 for each in change.activity)


def test_each_signal_shows_what_earns_its_points(world: World) -> None:
    create_scores(world)
    beside = {
        each.signal: each.beside
        for pillar in load_breakdown(world).pillars
        for each in pillar.counting
    }
    assert beside["posts"].endswith(" a week lately; 3 earn 90 %")
    assert beside["active"].endswith(" days a week; 5 earn 90 %")
    assert beside["connections"] == "480; 500 earn 90 %"
    assert set(beside) == {"posts", "comments", "active", "connections"}
    soon = {
        each.signal: each.beside
        for pillar in load_breakdown(world).pillars
        for each in pillar.not_counting
    }
    assert soon["invitation_acceptance"] == "known on 1 of 30 days"
    assert soon["searches"] == "known on 0 of 10 days"


def test_a_rep_sees_the_records_behind_each_signal(world: World) -> None:
    create_scores(world)
    with world.scope():
        records = load_evidence(world.rep, CURRENT_VERSION.signals, day(CLOSE))
    assert records["posts"].sentence == (
        "known on 58 of the last 60 days, last 1 on 3 March (CSV file)"
    )
    assert records["connections"].sentence == (
        "known on 1 of the last 60 days, last 480 on 23 February (typed)"
    )
    assert records["invitation_acceptance"].days == 2
    assert records["searches"].sentence == "not in the last 60 days"
    assert "last 480 on 23 February (typed)" in page(world, "rep")


def test_managers_see_points_but_not_which_days_were_logged(world: World) -> None:
    create_scores(world)
    seen = page(world, "manager")
    assert "480; 500 earn 90 %" in seen and "typed" not in seen
    assert "of the last 60 days" not in seen
    moved = page(world, "manager", "changed/?from=2026-02-04&to=2026-03-03")
    assert "Earlier activity fades" in moved and "no data" not in moved
    near = page(world, "manager", "changed/?from=2026-03-01&to=2026-03-03", status=422)
    assert "at least a week apart" in near
    assert "Earlier activity fades" in page(world, "rep", "changed/?from=2026-03-01&to=2026-03-03")


@pytest.mark.parametrize("path", ["", "changed/"])
def test_others_cannot_open_the_explanations(world: World, path: str) -> None:
    create_scores(world)
    for person in ("rep_other", "outsider"):
        page(world, person, path, status=404)


def test_the_rep_sees_todays_score_and_a_manager_the_last_close(world: World) -> None:
    create_scores(world)
    with world.scope():
        save_reading(world.rep, day(TODAY), 15, 15, 15, 15)
    assert "Why is it 60?" in page(world, "rep")
    assert "Why is it 60?" not in page(world, "manager")


def test_before_the_first_fact_the_pages_say_so(world: World) -> None:
    assert "No score yet" in page(world, "rep")
    assert "No score yet" in page(world, "manager")
    assert "no two scores" in page(world, "rep", "changed/")
    assert "No score yet" in page(world, "manager", "changed/")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=yesterday", "is no day"),
        ("from=2026-02-30", "is no day"),
        ("from=%00", "is no day"),
        ("from=2026-03-01&to=2026-02-01", "before the second"),
        ("to=2026-02-01&from=2026-02-01", "before the second"),
        ("to=2026-04-01", "still to come"),
        ("from=2025-01-01", "The score begins on 3 February 2026"),
        ("from=0001-01-01", "The score begins on 3 February 2026"),
        ("to=0001-01-05", "no two scores"),
    ],
)
def test_invalid_days_show_an_error(world: World, query: str, sentence: str) -> None:
    create_scores(world)
    assert sentence in page(world, "rep", f"changed/?{query}", status=422)


def test_a_reading_is_attributed_to_linkedin_and_not_to_activity(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(30), 2, 2, 2, 2)
        save_inputs(world.rep, {day(at): {"comments": 1} for at in range(40, CLOSE + 1)})
        save_reading(world.rep, day(55), 12, 12, 12, 12)
        close_through(world.organization, CLOSE)
    change = load_change(world, 54, 55)
    assert change.linkedin == pytest.approx(40, abs=0.5)
    assert change.reason.said == pytest.approx(40, abs=0.5) and change.reason.done < 1
    assert "LinkedIn score of 28 Feb against our estimate: +" in change.headline


def test_held_days_are_counted_and_do_not_change_the_score(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(2), 2, 2, 2, 2)
        save_inputs(world.rep, {day(at): {"comments": 4} for at in range(1, 53)})
        close_through(world.organization, CLOSE)
    change = load_change(world, 53, 58)
    assert change.held == 3  # Friday, Monday, Tuesday
    assert all(each.own == pytest.approx(0, abs=1e-9) for each in change.activity)
    assert "3 days in between have no data" in page(
        world, "rep", "changed/?from=2026-02-26&to=2026-03-03"
    )


def test_the_headline_names_the_two_largest_causes_with_their_figures(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(12), 12, 8, 9, 14)
        few, more = {"leads_saved": 1, "comments": 1}, {"leads_saved": 4, "comments": 4}
        save_inputs(world.rep, {day(at): few if at < 32 else more for at in range(1, CLOSE + 1)})
        close_through(world.organization, CLOSE)
    headline = load_change(world, 32, 58).headline
    assert headline.startswith("Up ") and headline.count("+") == 2
    assert headline.count(" a week, was ") == 2


def test_the_example_in_contributing_runs(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    create_scores(world)
    text = (Path(settings.BASE_DIR) / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = text.split("`manage.py shell`:", 1)[1]
    code = dedent(re.findall(r"(?:^    .*\n|^\n)+", example, re.MULTILINE)[0])
    for old, new in {
        "acme": world.organization.slug,
        f"mona@{world.organization.slug}.example": world.rep.email,
        "date(2026, 11, 16)": repr(day(CLOSE - 1)).removeprefix("datetime."),
        "date(2026, 11, 17)": repr(day(CLOSE)).removeprefix("datetime."),
    }.items():
        assert old in code
        code = code.replace(old, new)
    exec(code, {})
    assert load_change(world, CLOSE - 1, CLOSE).headline in capsys.readouterr().out
