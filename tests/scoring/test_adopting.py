"""A version counts from a day on: the past keeps its own, unless it is recomputed on purpose."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from scoring import computed, ledger, runs
from scoring.adopting import next_open_day, withdraw
from scoring.core.variants import OutOfBoundsError
from scoring.in_force import course_of
from scoring.models import Adoption, KeptState, ModelVersion, ShardState, Snapshot, version_of
from teams.models import Action, AuditEntry, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close, crowd, kept, know, stored, work_on
from tests.scoring.test_walks import DAYS, Walk
from tests.scoring.versions import ONE, POSTS_MORE, QUICKER, adopted, proposed
from tests.slow import some
from tests.world import World


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with world.scope(), time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def versions(rep: Rep) -> list[str]:
    return [row.version for row in stored(rep)]


def back(world: World, adoption: Adoption, *, recompute: bool = False) -> Adoption | None:
    by = world.users["admin"]
    return withdraw(adoption=adoption, by=by, today=day(1), recompute=recompute)


class WalkOfVersions(Walk):
    """A walk on which versions are adopted and taken back, too."""

    def happenings(self) -> list:
        return [*super().happenings(), *[self.a_version] * 3, *[self.a_step_back] * 2]

    def a_version(self) -> None:
        identifier = self.chance.choice(["1", "1.1", "1.2"])
        recompute = self.chance.random() < 0.4
        with suppress(ValidationError):  # closed, taken, or counting already
            adopted(self.world, identifier, day(self.number), recompute=recompute)

    def a_step_back(self) -> None:
        standing = list(Adoption.objects.standing())
        if standing:
            with suppress(ValidationError):
                recompute = self.chance.random() < 0.5
                back(self.world, self.chance.choice(standing), recompute=recompute)


def walked_and_rebuilt(world: World, clock: time_machine.Traveller, seed: int) -> None:
    walk = WalkOfVersions(world, clock, seed)
    for parameters in (QUICKER, POSTS_MORE):
        proposed(world, parameters)
    walk.take(40)
    walk.close(DAYS)
    walked = stored(), kept()
    assert not Rep.objects.changed().filter(changed_from__lte=day(DAYS)).exists()
    runs.rebuild(world.organization)
    close(world.organization, DAYS)
    assert (stored(), kept()) == walked


@pytest.mark.parametrize("seed", some(range(8), 2))
def test_after_any_walk_through_versions_a_rebuild_makes_the_same(
    world: World, clock: time_machine.Traveller, seed: int
) -> None:
    walked_and_rebuilt(world, clock, seed)


@pytest.mark.postgres
def test_on_postgresql_too(world: World, clock: time_machine.Traveller) -> None:
    walked_and_rebuilt(world, clock, 11)


def test_from_its_day_on_it_counts_and_the_past_stays(world: World) -> None:
    crowd(world.north, 5, 60)
    know(world.rep, {day(n): {"posts": 1} for n in (1, 20, 40)})
    close(world.organization, 30)
    before = [row for row in stored() if row.day <= day(34)]
    adopted(world, proposed(world), day(35))
    close(world.organization, 60)
    assert versions(world.rep) == ["1"] * 34 + ["1.1"] * 26
    assert [row for row in stored() if row.day <= day(30)] == before
    assert set(KeptState.objects.values_list("day", "version")) == {
        (day(27), "1"),  # 31 January
        (day(55), "1.1"),
    }
    assert set(ShardState.objects.values_list("version", flat=True)) == {"1.1"}


def test_a_late_entry_restates_old_days_under_their_old_version(world: World) -> None:
    know(world.rep, {day(n): {"posts": 1} for n in (1, 20, 40)})
    close(world.organization, 30)
    adopted(world, proposed(world), day(35))
    close(world.organization, 40)
    know(world.rep, {day(10): {"comments": 9}})
    close(world.organization, 40)
    assert versions(world.rep) == ["1"] * 34 + ["1.1"] * 6
    walked = stored()
    runs.rebuild(world.organization)
    close(world.organization, 40)
    assert stored() == walked


def test_recomputing_makes_the_past_anew_and_taking_that_back_undoes_it(world: World) -> None:
    crowd(world.north, 5, 40)
    close(world.organization, 40)
    before = stored(), kept()
    adoption = adopted(world, proposed(world), day(12), recompute=True)
    assert adoption.recomputes
    close(world.organization, 40)
    changed = {row.day for row in stored()} - {row.day for row in before[0]}
    assert not changed
    assert {row.version for row in stored() if row.day >= day(12)} == {"1.1"}
    assert [r for r in stored() if r.day < day(12)] == [r for r in before[0] if r.day < day(12)]
    assert back(world, adoption, recompute=True) is None
    close(world.organization, 40)
    assert (stored(), kept()) == before


def test_ended_without_recomputing_the_version_before_goes_on(world: World) -> None:
    know(world.rep, {day(1): {"posts": 1}})
    close(world.organization, 3)
    adoption = adopted(world, proposed(world), day(4))
    close(world.organization, 6)
    again = back(world, adoption)
    assert again and (again.identifier, again.since) == ("1", day(7))
    close(world.organization, 9)
    assert versions(world.rep) == ["1"] * 3 + ["1.1"] * 3 + ["1"] * 3
    with pytest.raises(ValidationError, match="nothing to end"):
        back(world, adoption)


def test_what_has_not_begun_is_taken_back_as_if_it_had_never_been(world: World) -> None:
    know(world.rep, {day(1): {"posts": 1}})
    close(world.organization, 3)
    adoption = adopted(world, proposed(world), day(5))
    assert back(world, adoption) is None
    close(world.organization, 8)
    assert versions(world.rep) == ["1"] * 8
    with pytest.raises(ValidationError, match="taken back already"):
        back(world, adoption)


def test_closed_days_are_only_recomputed_on_purpose(world: World) -> None:
    know(world.rep, {day(1): {"posts": 1}})
    close(world.organization, 3)
    identifier = proposed(world)
    assert next_open_day(world.organization) == day(4)
    with pytest.raises(ValidationError, match="Days before 8 January are closed"):
        adopted(world, identifier, day(3))
    with pytest.raises(ValidationError, match="within a year"):
        adopted(world, identifier, day(400))
    with pytest.raises(ValidationError, match="counts on that day already"):
        adopted(world, "1", day(9))
    adopted(world, identifier, day(9))
    with pytest.raises(ValidationError, match="takes over that day"):
        adopted(world, "1", day(9))
    with pytest.raises(ModelVersion.DoesNotExist):
        adopted(world, "1.9", day(20))


def test_recomputing_from_long_ago_begins_where_scores_do(world: World) -> None:
    know(world.rep, {day(3): {"posts": 1}})
    close(world.organization, 6)
    adopted(world, proposed(world), date.min, recompute=True)
    assert set(Rep.objects.changed().values_list("changed_from", flat=True)) == {day(3)}
    close(world.organization, 6)
    assert versions(world.rep) == ["1.1"] * 4


def test_a_worker_who_scored_meanwhile_is_caught_up_with(world: World) -> None:
    crowd(world.north, 3, 12)
    close(world.organization, 9)
    identifier = proposed(world)
    ledger.open_days(world.organization, day(9))
    adopted(world, identifier, day(10))
    ledger.open_days(world.organization, day(10))
    claim = ledger.claim(world.organization, ledger.shards(world.organization)[0])
    assert claim
    at_hand = runs._at_hand(claim)
    plan = runs._plan(claim, at_hand)
    scored = runs._score(claim, plan)
    adopted(world, proposed(world, POSTS_MORE), day(8), recompute=True)  # while it computes
    adopted(world, "1", day(9), recompute=True)
    _, _, missed = runs._write(claim, scored, at_hand)
    assert set(missed.tolist()) == set(plan.reps[plan.changed].tolist())
    work_on(claim, np.array(missed))
    ledger.release(claim, "")
    close(world.organization, 12)
    walked = stored()
    runs.rebuild(world.organization)
    close(world.organization, 12)
    assert stored() == walked
    by_day = {row.day: row.version for row in walked}
    assert [by_day[day(n)] for n in (8, 9, 10, 12)] == ["1.2", "1", "1.1", "1.1"]


def test_the_live_score_and_what_explains_it_go_by_the_version_that_counts(world: World) -> None:
    know(world.rep, {day(n): {"posts": 2, "comments": 9} for n in range(1, 13)})
    close(world.organization, 9)
    adopted(world, proposed(world), day(11))
    world.rep.refresh_from_db()
    live = computed.live(world.rep, day(12))
    assert [each.version.identifier for each in live] == ["1", "1.1", "1.1"]
    close(world.organization, 12)
    last = stored(world.rep)[-1]
    assert live[-1].pillars[0] == pytest.approx(last.pillars, abs=1e-9)
    at = computed.states_on(world.organization, np.array([world.rep.pk]), day(10), day(12))
    assert at[1].rates[0].tolist() == live[-1].state.rates[0].tolist()


def test_points_tracked_are_those_of_the_version_that_made_the_score(world: World) -> None:
    know(world.rep, {day(1): {"posts": 1}})
    adopted(world, proposed(world, POSTS_MORE), day(2))
    close(world.organization, 2)
    first, second = Snapshot.objects.of(world.rep)
    assert second.tracked - first.tracked == 3


def test_a_proposal_is_numbered_checked_and_remembered(world: World) -> None:
    assert proposed(world) == "1.1"
    assert proposed(world, POSTS_MORE, based_on="1.1") == "1.2"
    assert version_of(world.organization.pk, "1.2").signals[1].weight == 9
    with pytest.raises(OutOfBoundsError, match="add up to 25"):
        proposed(world, replace(ONE, weights={**ONE.weights, "posts": 9.0}))
    with pytest.raises(ValidationError, match="Nothing differs"):
        proposed(world, ONE)
    assert course_of(world.organization).turns == ()
    told = AuditEntry.objects.filter(action=Action.VERSION_PROPOSED)
    assert [each.details["version"] for each in told.order_by("pk")] == ["1.1", "1.2"]


def test_what_is_adopted_and_taken_back_is_remembered_with_who_did_it(world: World) -> None:
    back(world, adopted(world, proposed(world), day(4)))
    actions = [Action.VERSION_ADOPTED, Action.ADOPTION_WITHDRAWN]
    told = AuditEntry.objects.filter(action__in=actions).order_by("pk")
    assert [(each.action, each.by, each.details["version"]) for each in told] == [
        (action, world.users["admin"], "1.1") for action in actions
    ]


def test_nothing_is_made_anew_before_the_first_day_whose_facts_are_kept(world: World) -> None:
    know(world.rep, {day(n): {"posts": 1} for n in (1, 30)})
    close(world.organization, 40)
    Rep.objects.filter(pk=world.rep.pk).update(facts_from=day(28))
    adopted(world, proposed(world), day(10), recompute=True)
    close(world.organization, 40)
    assert versions(world.rep) == ["1"] * 27 + ["1.1"] * 13
