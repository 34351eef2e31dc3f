"""Effect of a programme: LinkedIn scores first, and which conclusions are allowed."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from scoring.coaching.effect import ProgrammeEffect, TooEarly, effect_of
from scoring.coaching.programmes import load_programme_page
from teams.facts.readings import Reading, save_readings
from teams.models import OfficialReading, Programme, ProgrammeMember, Rep, Role
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_rep, save_inputs, save_reading
from tests.world import FIRST_DAY, World

FIRST, LAST, TODAY = 8, 50, 59  # day(59) is Wednesday 4 March 2026
CHANGES = (3.0, 5.0, 7.0, 7.0, 9.0, 11.0)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with world.scope():
        yield world


def programme(world: World, *reps: Rep, first: int = FIRST, last: int = LAST) -> Programme:
    """A programme led by the coach, who looks after South."""
    begun: Programme = Programme.objects.create(
        organization=world.organization, name=f"Spring {first}", starts_on=day(first),
        ends_on=day(last), by=world.users["coach"],
    )  # fmt: skip
    for rep in reps:
        ProgrammeMember.objects.create(organization=world.organization, programme=begun, rep=rep)
    return begun


def add_changed_rep(
    world: World, start: float, change: float, at: int = FIRST, by: int = LAST
) -> Rep:
    """A rep of South whose LinkedIn score changed by `change`."""
    rep = create_rep(world.south, f"Rep {Rep.objects.count()}", since=day(1))
    save_reading(rep, day(at), *[start / 4] * 4)
    save_reading(rep, day(by), *[(start + change) / 4] * 4)
    return rep


def measure_effect(
    programme: Programme, *reps: Rep, outside: list[Rep] | None = None
) -> ProgrammeEffect:
    got = effect_of(programme, reps, day(TODAY), outside or [])
    assert isinstance(got, ProgrammeEffect)
    return got


# Baseline and end reading -------------------------------------------------------------------------


def add_rep_with_readings(world: World, *days: int) -> Rep:
    rep = create_rep(world.south, f"Rep {Rep.objects.count()}", since=day(1))
    for when in days:
        save_reading(rep, day(when), *[when / 4] * 4)
    return rep


@pytest.mark.parametrize(
    ("days", "ends"),
    [
        ((1, 57), (1, 57)),  # a week before and a week after
        ((7, 9, 49, 51), (7, 51)),  # equally near: before it began, after it ended
        ((3, 9, 12, 46, 49), (9, 49)),  # the nearest
        ((16, 50), (None, 50)),  # more than a week after it began
        ((8, 58), (8, None)),  # more than a week after it ended
        ((8, 29), (8, 29)),  # half of the duration
        ((8, 28), (8, None)),  # less than half
    ],
)
def test_the_ends_are_the_readings_nearest_to_the_first_and_last_day(
    inside: World, days: tuple[int, ...], ends: tuple[int | None, int | None]
) -> None:
    rep = add_rep_with_readings(inside, *days)
    line = measure_effect(programme(inside, rep), rep).rows[0].ends
    assert (line.start and line.start.day, line.end and line.end.day) == tuple(
        each and day(each) for each in ends
    )


@pytest.mark.parametrize(
    ("last", "days", "end"),
    [
        (LAST, (8, 49, 57), 49),  # over: the nearest to the last day, not the last reading
        (LAST, (8, 49, 51), 51),  # as near: the later
        (90, (8, 58, 59), 59),  # running: the last one, though the last close is nearer to day 58
    ],
)
def test_a_programmes_page_and_its_effect_page_use_the_same_readings(
    inside: World, last: int, days: tuple[int, ...], end: int
) -> None:
    rep = add_rep_with_readings(inside, *days)
    close_through(inside.organization, 58)
    group = programme(inside, rep, last=last)
    line = measure_effect(group, rep).rows[0].ends
    (member,) = load_programme_page(group, Rep.objects.filter(pk=rep.pk)).members
    assert (line.start, line.end) == (member.baseline, member.latest)
    assert member.latest and member.latest.day == day(end)
    assert line.change == member.change


def test_an_early_end_reading_counts_and_is_marked_early(
    inside: World,
) -> None:
    early, late = add_rep_with_readings(inside, 8, 42), add_rep_with_readings(inside, 8, 43)
    effect = measure_effect(programme(inside, early, late), early, late)
    assert [line.ends.note for line in effect.rows] == ["last one read early", ""]
    assert (
        "The last weeks of 1 of them: their last score there is older than that."
        in effect.unsupported
    )


def test_a_missing_end_reading_has_a_reason(inside: World) -> None:
    rep = add_rep_with_readings(inside, 20)
    effect = measure_effect(programme(inside, rep), rep)
    assert effect.rows[0].ends.note == "none within a week of 12 Jan, none from 2 Feb on"


# The headline ------------------------------------------------------------------------------------


def test_the_headline_uses_linkedin_scores_and_counts_reps_with_both(
    inside: World,
) -> None:
    reps = [add_changed_rep(inside, 40, change) for change in CHANGES] + [
        add_rep_with_readings(inside, 8),
        inside.rep_other,
    ]
    effect = measure_effect(programme(inside, *reps), *reps)
    assert effect.headline == (
        "6 of 8 have a LinkedIn score at both ends: on average +7.0 (95 % interval +4.3 to +10.0)."
    )


def test_the_headline_of_few_one_or_no_reps(
    inside: World,
) -> None:
    reps = [add_changed_rep(inside, 40, 6), add_changed_rep(inside, 40, 2)]
    group = programme(inside, *reps)
    assert measure_effect(group, *reps).headline == (
        "2 of 2 have a LinkedIn score at both ends: "
        "on average +4.0 (fewer than 5 tell no interval)."
    )
    assert (
        measure_effect(group, reps[0]).headline == "1 of 1 has a LinkedIn score at both ends: +6.0."
    )
    assert measure_effect(group, inside.rep_other).headline == (
        "None of 1 has a LinkedIn score at both ends: it says nothing of this programme."
    )


def test_pasted_industry_averages_are_shown_for_comparison(inside: World) -> None:
    rep, bare = add_changed_rep(inside, 40, 6), add_changed_rep(inside, 40, 2)
    save_reading_with_averages(rep, day(FIRST), industry=30, network=33)
    save_reading_with_averages(rep, day(LAST), industry=32, network=None)
    effect = measure_effect(programme(inside, rep, bare), rep, bare)
    assert (
        effect.averages
        == "Meanwhile the average LinkedIn shows moved +2.0 in their industry (of 1)."
    )
    assert "not known" in measure_effect(programme(inside, bare, first=9), bare).averages


def save_reading_with_averages(
    rep: Rep, when: date, industry: float, network: float | None
) -> None:
    reading = Reading(
        rep.pk, when, 10, 10, 10, 10, industry_average=industry, network_average=network
    )
    how = OfficialReading.How.PASTED
    save_readings(organization=rep.organization, readings=[reading], how=how)


def test_a_running_programme_has_no_effect_before_four_weeks(
    inside: World,
) -> None:
    rep = add_changed_rep(inside, 40, 6, at=40, by=57)
    long = effect_of(programme(inside, rep, first=40, last=90), [rep], day(TODAY))
    assert isinstance(long, TooEarly) and "after 12 March" in long.sentence
    assert isinstance(
        effect_of(programme(inside, rep, first=41, last=57), [rep], day(TODAY)), ProgrammeEffect
    )
    assert isinstance(
        effect_of(programme(inside, rep, first=70, last=99), [rep], day(TODAY)), TooEarly
    )


def test_a_running_programme_shows_the_effect_so_far(inside: World) -> None:
    rep = add_changed_rep(inside, 40, 6, at=FIRST, by=57)
    close_through(inside.organization, 58)
    effect = measure_effect(programme(inside, rep, last=90), rep)
    assert effect.numbers.span.last == day(58)
    assert "How it ends: it runs until 4 April." in effect.unsupported


# Comparison ---------------------------------------------------------------------------------------


def test_comparable_reps_began_within_five_points(inside: World) -> None:
    reps = [add_changed_rep(inside, 40 + at, change) for at, change in enumerate(CHANGES)]
    others = [add_changed_rep(inside, 41 + at, 1.0) for at in range(5)] + [
        add_changed_rep(inside, 70, 30.0)
    ]
    effect = measure_effect(programme(inside, *reps), *reps, outside=others)
    sentence = effect.comparison[0]
    assert sentence.startswith(
        "By LinkedIn score 6 of them moved on average 6.0 more than 5 comparable reps outside"
    )
    assert (
        "They gained more than comparable reps who took part in no programme." in effect.supported
    )
    assert any("not drawn by lot" in each for each in effect.unsupported)


def test_too_few_comparable_reps_are_not_compared(inside: World) -> None:
    reps = [add_changed_rep(inside, 40, change) for change in CHANGES]
    far = [add_changed_rep(inside, 60, 1.0)]
    effect = measure_effect(programme(inside, *reps), *reps, outside=far)
    assert "none of them can be compared" in effect.comparison[0]
    alone = measure_effect(programme(inside, *reps, first=9), *reps)
    assert "no one outside can be compared" in alone.comparison[0]
    assert any("too few to compare with" in each for each in alone.unsupported)


def test_reps_in_an_overlapping_programme_are_not_a_comparison(inside: World) -> None:
    one, other, free = (add_changed_rep(inside, 40, 1.0) for _ in range(3))
    programme(inside, one, first=1, last=FIRST)
    programme(inside, other, first=2, last=FIRST - 1)
    outside = Rep.objects.in_no_programme(day(FIRST), day(LAST))
    assert one not in outside
    assert other in outside and free in outside


def test_starting_lower_than_the_comparison_is_mentioned(inside: World) -> None:
    reps = [add_changed_rep(inside, 30, change) for change in CHANGES]
    others = [add_changed_rep(inside, 40, 1.0) for _ in range(5)]
    caveats = measure_effect(programme(inside, *reps), *reps, outside=others).unsupported
    assert any("they began 10.0 points below the others" in each for each in caveats)


# Conclusions --------------------------------------------------------------------------------------


def test_an_interval_containing_zero_supports_no_conclusion(inside: World) -> None:
    reps = [add_changed_rep(inside, 40, change) for change in (-6.0, 5.0, -4.0, 6.0, 1.0)]
    effect = measure_effect(programme(inside, *reps), *reps)
    assert effect.supported == ()
    assert effect.unsupported[0] == "That they moved at all: the interval holds 0."


def test_a_fall_is_stated_as_plainly_as_a_rise(inside: World) -> None:
    reps = [add_changed_rep(inside, 40, -change) for change in CHANGES]
    assert measure_effect(programme(inside, *reps), *reps).supported == (
        "They fell by LinkedIn’s own score: the whole interval lies below 0.",
    )


def test_few_reps_and_missing_readings_are_mentioned(inside: World) -> None:
    reps = [*(add_changed_rep(inside, 40, change) for change in CHANGES), inside.rep_other]
    caveats = measure_effect(programme(inside, *reps), *reps).unsupported
    assert any(each.startswith("What 1 other did") for each in caveats)
    assert any("between +6.2 and +7.8" in each for each in caveats)


# Meetings and opportunities ----------------------------------------------------------------------


def log_meetings(rep: Rep, before: int, since: int) -> None:
    """Logs this many meetings a day: four weeks before the programme, and four weeks since."""
    save_inputs(rep, {day(at): {"meetings": before if at < 29 else since} for at in range(1, 57)})


def test_meetings_per_week_are_shown_for_five_reps_or_more(inside: World) -> None:
    reps = [add_changed_rep(inside, 40, change) for change in CHANGES]
    group = programme(inside, *reps, first=29, last=57)
    for rep in reps[:4]:
        log_meetings(rep, 1, 2)
    assert measure_effect(group, *reps).numbers.outcomes == ()
    assert measure_effect(group, *reps).missing_outcomes.startswith(
        "Meetings and opportunities are told once 5"
    )
    log_meetings(reps[4], 1, 2)
    effect = measure_effect(group, *reps)
    (meetings,) = effect.numbers.outcomes
    # Seven days are logged each week, weekends included; five of them are working days.
    assert (meetings.reps, meetings.before, meetings.since) == (5, 7.0, pytest.approx(14.0))
    assert effect.missing_outcomes.startswith("Opportunities are told once 5")


def test_unlogged_days_do_not_count_as_days_without_meetings(inside: World) -> None:
    reps = [add_changed_rep(inside, 40, change) for change in CHANGES]
    for rep in reps:
        save_inputs(
            rep, {day(at): {"meetings": 1} for at in range(1, 57) if day(at).weekday() in (0, 2, 4)}
        )
    effect = measure_effect(programme(inside, *reps, first=29, last=56), *reps)
    assert [(each.before, each.since) for each in effect.numbers.outcomes] == [(5.0, 5.0)]


# Permissions --------------------------------------------------------------------------------------


def page(world: World, person: str, group: Programme) -> tuple[int, str]:
    response = world.signed_in(person).get(f"/programmes/{group.pk}/effect/")  # type: ignore[arg-type]
    return response.status_code, response.content.decode()


def test_only_its_coach_and_admins_open_the_page(world: World) -> None:
    with world.scope():
        group = programme(world, add_changed_rep(world, 40, 6))
    statuses = {who: page(world, who, group)[0] for who in world.users}
    assert statuses == {
        "rep": 404, "rep_other": 404, "manager": 404, "coach": 200, "admin": 200, "outsider": 404,
    }  # fmt: skip


def test_other_and_former_coaches_cannot_open_the_page(world: World) -> None:
    with world.scope():
        group = programme(world, add_changed_rep(world, 40, 6))
        Role.objects.create(
            organization=world.organization, user=world.users["manager"], kind=Role.Kind.COACH,
            team=world.south, since=FIRST_DAY,
        )  # fmt: skip
        Programme.objects.filter(pk=group.pk).update(by=world.users["rep"])
    assert page(world, "manager", group)[0] == 404
    assert page(world, "rep", group)[0] == 404


def test_reps_outside_the_coachs_care_are_counted_and_not_named(world: World) -> None:
    with world.scope():
        group = programme(world, add_changed_rep(world, 40, 6), world.rep)
    _, said = page(world, "coach", group)
    assert "1 more takes part, whom you do not look after" in said
    assert "Rep Reyes" not in said
    assert "Rep Reyes" in page(world, "admin", group)[1]


def test_the_page_draws_means_with_intervals_and_links_the_reps(world: World) -> None:
    with world.scope():
        reps = [add_changed_rep(world, 40, change) for change in CHANGES]
        group = programme(world, *reps)
    _, said = page(world, "coach", group)
    assert said.count('<svg class="interval') == 1
    assert "+4.3 to +10.0" in said
    assert f"/reps/{reps[0].pk}/" in said
