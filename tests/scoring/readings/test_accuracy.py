"""How good the estimate is: what was shown, beside the last reading carried forward."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import time_machine

from scoring.core.uncertainty import half_range
from scoring.models import Snapshot
from scoring.readings.accuracy import Accuracy, load_accuracy
from scoring.readings.accuracy_chart import monthly_error_chart
from scoring.readings.accuracy_groups import AccuracyGroup
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.scoring.versions.custom_versions import BASE_PARAMETERS, adopt_version, propose_version
from tests.scoring.versions.quiet_linkedin import create_muted_reps
from tests.world import World

TODAY = 160
URL = "/model/quality/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def create_read_reps(world: World) -> None:
    """Two reps with some logged days and four LinkedIn scores each, of which two make a pair."""
    with world.scope():
        for rep, level in ((world.rep, 12.0), (world.rep_other, 16.0)):
            logged = {day(n): {"posts": n % 2, "comments": 3} for n in range(1, 90) if n % 3}
            save_inputs(rep, logged)
            for number, more in ((30, 0.0), (37, 1.0), (60, -2.0), (150, 0.5)):
                save_reading(rep, day(number), *[level + more] * 4)


def load_quality(world: World, *reps: Rep) -> Accuracy:
    """The quality by readings of these reps, or of all of Northwind."""
    with world.scope():
        everyone = Rep.objects.filter(organization=world.organization)
        chosen = everyone.filter(pk__in=[rep.pk for rep in reps]) if reps else everyone
        return load_accuracy(world.organization, chosen, day(TODAY))


def shown_on(rep: Rep, number: int) -> float:
    """The total that was stored for a day."""
    return float(Snapshot.objects.of(rep).get(day=day(number)).total)


def test_ours_is_what_was_shown_until_the_reading_came(world: World) -> None:
    create_read_reps(world)
    accuracy = load_quality(world, world.rep)
    assert accuracy.pairs.days.tolist() == [7, 23, 90]
    assert accuracy.carried.totals.tolist() == pytest.approx([4, 12, 10])
    with world.scope():
        world.rep.readings.filter(day=day(60)).delete()
        close_through(world.organization, 60)
        assert accuracy.ours.totals[1] == pytest.approx(abs(40 - shown_on(world.rep, 60)))


def test_the_range_held_by_the_variance_in_force(world: World) -> None:
    create_read_reps(world)
    accuracy = load_quality(world, world.rep)
    half = half_range(1.0, accuracy.pairs.days)
    assert accuracy.held.tolist() == (accuracy.ours.totals <= half).tolist()
    with world.scope():
        wide = propose_version(world, replace(BASE_PARAMETERS, variance=9.0))
        adopt_version(world, wide, day(50), recompute=True)
    wider = load_quality(world, world.rep)
    assert wider.held.tolist() == (wider.ours.totals <= half * [1, 3, 3]).tolist()
    assert wider.held.sum() > accuracy.held.sum()


def test_gains_count_from_the_day_they_were_adopted(world: World) -> None:
    with world.scope():
        create_muted_reps(world, gain=0.4)
        before = load_quality(world)
        adopt_version(
            world, propose_version(world, replace(BASE_PARAMETERS, gains=(0.4,) * 4)), day(100)
        )
    after = load_quality(world)
    early = after.pairs.last < day(100).toordinal()
    assert after.ours.totals[early] == pytest.approx(before.ours.totals[early])
    assert after.ours.totals[~early].mean() < before.ours.totals[~early].mean()


def test_the_sentence_gives_readings_both_errors_and_the_range(world: World) -> None:
    with world.scope():
        create_muted_reps(world, gain=1.0)
    accuracy = load_quality(world)
    assert accuracy.sample_words == "32 readings of 8 reps"
    ours, carried = accuracy.ours.totals.mean(), accuracy.carried.totals.mean()
    assert accuracy.sentence == (
        f"On 32 readings we were off by {ours:.1f} points, carrying the last reading forward by "
        f"{carried:.1f}; the range held {100 * accuracy.held.mean():.0f} %."
    )
    assert accuracy.verdict == "Our estimate is closer than the last reading."


def test_it_says_as_plainly_when_ours_is_not_better(world: World) -> None:
    with world.scope():
        create_muted_reps(world, gain=0.0)  # LinkedIn does not move at all
    accuracy = load_quality(world)
    assert accuracy.ours.totals.mean() > accuracy.carried.totals.mean()
    assert accuracy.verdict == ("We are not better: the last reading, carried forward, was closer.")
    assert all(row.verdict.startswith("further off by") for row in accuracy.rows[:1])


def test_a_group_compares_the_errors_as_shown() -> None:
    def verdict(carried: float, ours: float) -> str:
        return AccuracyGroup("x", 9, 3, (carried, ours)).verdict

    assert verdict(1.54, 1.04) == "closer by 0.5"
    assert verdict(1.04, 1.01) == "no closer"
    assert verdict(0.6, 1.2) == "further off by 0.6"


def test_fewer_than_five_readings_are_too_few(world: World) -> None:
    create_read_reps(world)
    accuracy = load_quality(world, world.rep)
    assert not accuracy.enough
    assert accuracy.sentence == (
        "Too few to say: 3 readings of 1 rep with one 5 to 120 days earlier. It takes 5."
    )


def test_groups_add_up_and_small_ones_have_no_figures(world: World) -> None:
    create_read_reps(world)
    accuracy = load_quality(world)
    months = [month.group for month in accuracy.months]
    for groups in (accuracy.by_age, accuracy.by_coverage, months):
        assert sum(group.readings for group in groups) == 6
        assert all(bool(group.means) == (group.readings >= 5) for group in groups)
    assert [group.readings for group in accuracy.by_age] == [2, 2, 0, 2]
    assert [group.name for group in months] == ["February 2026", "March 2026", "June 2026"]
    assert [row.name for row in accuracy.rows] == [
        "Total", "Brand", "People", "Insights", "Relationships",
    ]  # fmt: skip


def test_the_chart_has_a_line_of_each_and_needs_two_months(world: World) -> None:
    with world.scope():
        create_muted_reps(world)
    accuracy = load_quality(world)
    chart = monthly_error_chart(accuracy)
    assert chart and [line.name for line in chart.lines] == ["Last reading", "Our estimate"]
    last = accuracy.months[-1].group.means
    assert [line.values[-1] for line in chart.lines] == list(last[:2])
    alone = accuracy.pairs.last >= day(120).toordinal()
    recent = replace(accuracy, pairs=accuracy.pairs.take(alone), held=accuracy.held[alone])
    assert monthly_error_chart(recent) is None


def test_what_is_remembered_is_dropped_with_another_reading(world: World) -> None:
    create_read_reps(world)
    before = load_quality(world)
    assert load_quality(world) is not before  # a copy from the cache
    assert np.array_equal(load_quality(world).pairs.last, before.pairs.last)
    with world.scope():
        save_reading(world.rep, day(158), 9, 9, 9, 9)
    assert len(load_quality(world).pairs) == len(before.pairs) + 1


# The page ---------------------------------------------------------------------------------------


def test_an_admin_sees_all_reps_and_a_manager_their_own(world: World) -> None:
    create_read_reps(world)
    page = world.signed_in("admin").get(URL).content.decode()
    assert "On 6 readings we were off by" in page and "6 readings of 2 reps." in page
    page = world.signed_in("manager").get(URL).content.decode()
    assert "Too few to say: 3 readings of 1 rep" in page and "<table" not in page


def test_the_page_shows_no_names(world: World) -> None:
    create_read_reps(world)
    page = world.signed_in("admin").get(URL).content.decode()
    assert "Rep Reyes" not in page and "Ora Other" not in page


def test_reps_cannot_open_the_page(world: World) -> None:
    create_read_reps(world)
    assert world.signed_in("rep").get(URL).status_code == 404


def test_an_outsider_sees_their_own_organisation(world: World) -> None:
    create_read_reps(world)
    assert "0 readings of 0 reps" in world.signed_in("outsider").get(URL).content.decode()
