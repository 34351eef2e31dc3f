"""The generated demo organisation: reproducible, with an example of every kind of rep."""

from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import pytest

from teams.base.inputs import INPUTS, describe_fault
from teams.demo.activity import generate_activity
from teams.demo.calendar import season
from teams.demo.characters import CAST, LoggingHabit, Reads, casting
from teams.demo.effort_paths import make_efforts
from teams.demo.hidden_index import hidden_index
from teams.demo.logging_habits import DAILY_INPUTS
from teams.demo.names import FIRST, LAST, people, plain_name
from teams.demo.profile_items import ITEMS
from teams.demo.score_levels import PILLARS
from teams.demo.world import Block, World, make_world
from teams.importers.archive.profile import completeness

SATURDAY = date(2026, 11, 21)
PROFILE = {
    "profile_completeness",
    "endorsements",
    "recommendations",
    "connections",
    "decision_makers",
    "relevant_connections",
}


def only_block(world: World) -> Block:
    (block,) = world.blocks()
    return block


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(last=SATURDAY)


@pytest.fixture(scope="module")
def block(world: World) -> Block:
    return only_block(world)


def fingerprint(world: World) -> str:
    """Hash of all data in a demo world."""
    digest = sha256(repr((world.teams, world.staff, world.season.dates)).encode())
    for block in world.blocks():
        digest.update(
            repr((block.people, block.teams.tolist(), block.previous_teams.tolist())).encode()
        )
        digest.update(block.known.tobytes() + block.read.tobytes())
        for name, column in block.official.items():
            digest.update(name.encode() + column.tobytes())
    return digest.hexdigest()


def logged_inputs(block: Block, rep: int) -> set[str]:
    """The inputs that a rep has ever logged."""
    said = np.any(~np.isnan(block.known[:, rep]), axis=0).tolist()
    return {name for name, ever in zip(INPUTS, said, strict=True) if ever}


def known_days(block: Block) -> np.ndarray:
    """Bool array (days, reps): whether a scored input is known."""
    scored = [at for at, each in enumerate(INPUTS.values()) if each.scored]
    return np.array(np.any(~np.isnan(block.known[:, :, scored]), axis=2))


def character_with(kind: LoggingHabit) -> list[int]:
    return [at for at, part in enumerate(CAST) if part.kind is kind]


def test_a_seed_and_a_last_day_always_give_one_world() -> None:
    assert fingerprint(make_world(last=SATURDAY)) == fingerprint(make_world(last=SATURDAY))


def test_another_seed_gives_another_world() -> None:
    other = make_world(last=SATURDAY, seed=71)

    assert fingerprint(other) != fingerprint(make_world(last=SATURDAY))


def test_the_demo_has_24_reps_in_three_teams_of_eight(world: World, block: Block) -> None:
    assert world.teams == ["Team North", "Team South", "Team West"]
    assert np.bincount(block.teams).tolist() == [8, 8, 8]


def test_the_demo_covers_180_days_up_to_the_last(world: World) -> None:
    assert len(world.season) == 180
    assert (world.season.dates[0], world.season.dates[-1]) == (
        SATURDAY - timedelta(days=179),
        SATURDAY,
    )


def test_addresses_and_first_names_are_unique(world: World, block: Block) -> None:
    everybody = [*world.staff, *block.people]

    assert len({person.email for person in everybody}) == 27
    assert len({person.name.split()[0] for person in everybody}) == 27


def test_addresses_stay_unique_when_the_names_run_out() -> None:
    pairs = len(FIRST) * len(LAST)
    addresses = [person.email for person in people(1, range(2 * pairs + 10))]

    assert len(set(addresses)) == len(addresses)
    assert all(address.isascii() and address.endswith("@example.com") for address in addresses)


def test_names_stay_distinct_when_written_in_ascii() -> None:
    assert len({plain_name(name) for name in FIRST}) == len(FIRST)
    assert len({plain_name(name) for name in LAST}) == len(LAST)


def test_every_value_is_valid_input(block: Block) -> None:
    for at, name in enumerate(INPUTS):
        values = block.known[:, :, at]
        told = np.unique(values[~np.isnan(values)]).tolist()
        typed = [bool(value) for value in told] if name == "off" else told
        assert [describe_fault(name, value) for value in typed if describe_fault(name, value)] == []


def test_a_rep_who_logs_everything_does_so_on_nearly_every_working_day(
    world: World, block: Block
) -> None:
    days = known_days(block)[world.season.working]
    for rep in character_with(LoggingHabit.ALL):
        assert logged_inputs(block, rep) | {"off"} == set(INPUTS)
        assert days[:, rep].mean() > 0.8


def test_a_rep_who_logs_six_inputs_adds_only_meetings_and_the_profile(block: Block) -> None:
    for rep in character_with(LoggingHabit.SIX):
        assert logged_inputs(block, rep) - {"off"} == {*DAILY_INPUTS, "meetings"} | PROFILE


def test_a_rep_who_logs_three_days_a_week_never_logs_more(world: World, block: Block) -> None:
    days = known_days(block)
    for rep in character_with(LoggingHabit.THREE_DAYS):
        weeks = np.bincount(world.season.week, days[:, rep])
        assert weeks[1:-1].max() == 3
        assert np.median(weeks[1:-1]) == 3


def test_a_rep_who_only_enters_readings_does_so_about_monthly(world: World, block: Block) -> None:
    for rep in character_with(LoggingHabit.READINGS):
        days = np.flatnonzero(block.read[:, rep])
        assert not known_days(block)[:, rep].any()
        assert np.diff(days).max() <= 33
        assert len(world.season) - days[-1] <= 33


def test_one_rep_is_building_with_under_ten_days_and_no_reading(block: Block) -> None:
    (rep,) = character_with(LoggingHabit.BUILDING)

    assert 5 <= known_days(block)[:, rep].sum() < 10
    assert not block.read[:, rep].any()


def test_one_rep_has_been_silent_for_more_than_ten_working_days(world: World, block: Block) -> None:
    (rep,) = character_with(LoggingHabit.WAITING)
    heard = known_days(block)[:, rep] | block.read[:, rep]

    assert heard.any()
    assert world.season.working[np.flatnonzero(heard)[-1] + 1 :].sum() > 10


def test_only_one_rep_is_on_leave_for_the_last_two_weeks(block: Block) -> None:
    off = block.known[:, :, list(INPUTS).index("off")] == 1

    assert np.flatnonzero(off[-1]).tolist() == character_with(LoggingHabit.LEAVE)
    assert off[-14:, character_with(LoggingHabit.LEAVE)].all()


def test_mondays_are_busier_than_fridays(world: World, block: Block) -> None:
    comments = block.known[:, :, list(INPUTS).index("comments")]
    weekday = world.season.weekday

    assert np.nanmean(comments[weekday == 0]) > 1.2 * np.nanmean(comments[weekday == 4])


def test_weekends_are_mostly_unlogged(world: World, block: Block) -> None:
    assert 0 < known_days(block)[~world.season.working].mean() < 0.1


def test_some_days_are_logged_as_zero(block: Block) -> None:
    own = [at for at, each in enumerate(INPUTS.values()) if each.own]
    done = np.nansum(block.known[:, :, own], axis=2)[known_days(block)]

    assert 0.01 < (done == 0).mean() < 0.35


def test_readings_are_valid_and_move_by_less_than_a_point_a_day(block: Block) -> None:
    pillars = ("brand", "people", "insights", "relationships")
    totals = np.full(block.read.shape, np.nan)
    totals[block.read] = sum(block.official[name] for name in pillars)

    assert all(block.official[name].min() >= 0 for name in pillars)
    assert all(block.official[name].max() <= 25 for name in pillars)
    for rep in range(24):
        days = np.flatnonzero(block.read[:, rep])
        assert (np.abs(np.diff(totals[days, rep])) < np.diff(days)).all()


def test_some_reps_read_monthly_some_seldom_and_some_never(block: Block) -> None:
    gaps = [np.diff(np.flatnonzero(block.read[:, rep])) for rep in range(24)]
    often = [24 <= np.median(each) <= 36 for each in gaps if len(each)]

    assert sum(often) > 12
    assert sum(not block.read[:, rep].any() for rep in range(24)) == 3
    for rep, part in enumerate(CAST):
        if part.reads is Reads.SELDOM:
            assert gaps[rep].max() >= 70


def test_linkedins_pillars_differ_from_rep_to_rep(block: Block) -> None:
    _, reps = np.nonzero(block.read)
    pillars = np.column_stack([block.official[name] for name in PILLARS])
    last = np.array([pillars[reps == rep][-1] for rep in np.unique(reps)])
    weakest = np.bincount((last - last.mean(axis=0)).argmin(axis=1), minlength=4)

    assert weakest.min() >= 1 and weakest.max() <= len(last) / 2


def test_the_hidden_index_moves_with_what_was_done_and_what_has_no_input() -> None:
    days = season(SATURDAY, 180)
    cast = casting(70, 0, np.arange(24))
    efforts = make_efforts(70, 0, cast)
    facts = generate_activity(70, 0, efforts, days)
    busy = facts | {"comments": facts["comments"] + np.linspace(0, 4, 180)[:, None]}
    usual, more = (hidden_index(70, 0, efforts, days, each) for each in (facts, busy))

    assert usual[-1] == pytest.approx(efforts.linkedin_now().clip(0.8, 24.5))
    grown = (more[-1] - more[0])[:, 2] - (usual[-1] - usual[0])[:, 2]
    assert grown.mean() > 1 and (grown > 0).mean() > 0.7
    idle = {name: np.zeros_like(each) for name, each in facts.items()}
    assert hidden_index(70, 0, efforts, days, idle).std(axis=0).max() > 0.2


def test_profile_checklists_agree_with_the_completeness_logged(block: Block) -> None:
    percent = block.known[:, :, list(INPUTS).index("profile_completeness")]

    assert len(block.checklists) == (~np.isnan(percent)).any(axis=0).sum()
    for rep, (day, items) in block.checklists.items():
        assert set(items) <= set(ITEMS) and len(set(items)) == len(items)
        assert percent[day, rep] == completeness({item: item in items for item in ITEMS})
    assert len({tuple(items) for _, items in block.checklists.values()}) > 8


def test_connections_never_fall(block: Block) -> None:
    levels = block.known[:, :, list(INPUTS).index("connections")]
    for rep in range(24):
        known = levels[~np.isnan(levels[:, rep]), rep]
        assert (np.diff(known) >= 0).all()


def test_large_demos_are_split_into_blocks_and_teams_of_twenty() -> None:
    world = make_world(last=SATURDAY, reps=2500, days=3)
    blocks = list(world.blocks())
    teams = np.concatenate([block.teams for block in blocks])

    assert len({person.email for block in blocks for person in block.people}) == 2500
    assert set(np.bincount(teams).tolist()) == {20}
    assert len(set(world.teams)) == 125


@pytest.mark.parametrize("reps", [1, 2, 9, 25])
@pytest.mark.parametrize("days", [1, 2, 3, 20, 61])
def test_a_demo_of_any_size_has_data(reps: int, days: int) -> None:
    block = only_block(make_world(last=SATURDAY, reps=reps, days=days))

    assert block.known.shape == (days, reps, len(INPUTS))
    assert known_days(block).any()
    assert len(block.official["brand"]) == block.read.sum()
