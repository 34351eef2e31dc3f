"""Adopting a model version: the past changes only when a restatement is asked for."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from scoring.core.custom_versions import OutOfBoundsError
from scoring.daily import ledger, runs
from scoring.daily import live as live_scores
from scoring.daily.active_version import load_timeline
from scoring.models import Adoption, KeptState, ModelVersion, ShardState, Snapshot, version_of
from scoring.versions.adoption import next_open_day, withdraw_adoption
from teams.models import Action, AuditEntry, Rep
from tests.scoring.core.histories import day
from tests.scoring.daily.test_random_histories import DAYS, RandomHistory
from tests.scoring.facts import (
    close_through,
    create_random_reps,
    kept_states,
    save_inputs,
    score_and_write,
    stored_snapshots,
)
from tests.scoring.versions.custom_versions import (
    BASE_PARAMETERS,
    POSTS_PARAMETERS,
    QUICK_PARAMETERS,
    adopt_version,
    propose_version,
)
from tests.slow import sample_cases
from tests.world import World


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with world.scope(), time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def versions(rep: Rep) -> list[str]:
    return [row.version for row in stored_snapshots(rep)]


def withdraw_as_admin(
    world: World, adoption: Adoption, *, recompute: bool = False
) -> Adoption | None:
    by = world.users["admin"]
    return withdraw_adoption(adoption=adoption, by=by, today=day(1), recompute=recompute)


class VersionHistory(RandomHistory):
    """A random walk that also adopts and withdraws versions."""

    def happenings(self) -> list:
        return [*super().happenings(), *[self.a_version] * 3, *[self.a_step_back] * 2]

    def a_version(self) -> None:
        identifier = self.chance.choice(["2", "2.1", "2.2"])
        recompute = self.chance.random() < 0.4
        with suppress(ValidationError):  # closed, already adopted, or already in effect
            adopt_version(self.world, identifier, day(self.number), recompute=recompute)

    def a_step_back(self) -> None:
        standing = list(Adoption.objects.in_effect())
        if standing:
            with suppress(ValidationError):
                recompute = self.chance.random() < 0.5
                withdraw_as_admin(self.world, self.chance.choice(standing), recompute=recompute)


def assert_rebuild_is_equal(world: World, clock: time_machine.Traveller, seed: int) -> None:
    walk = VersionHistory(world, clock, seed)
    for parameters in (QUICK_PARAMETERS, POSTS_PARAMETERS):
        propose_version(world, parameters)
    walk.take(40)
    walk.close(DAYS)
    walked = stored_snapshots(), kept_states()
    assert not Rep.objects.changed().filter(changed_from__lte=day(DAYS)).exists()
    runs.delete_derived_data(world.organization)
    close_through(world.organization, DAYS)
    assert (stored_snapshots(), kept_states()) == walked


@pytest.mark.parametrize("seed", sample_cases(range(8), 2))
def test_a_rebuild_after_random_version_changes_gives_identical_results(
    world: World, clock: time_machine.Traveller, seed: int
) -> None:
    assert_rebuild_is_equal(world, clock, seed)


@pytest.mark.postgres
def test_a_rebuild_gives_identical_results_on_postgresql(
    world: World, clock: time_machine.Traveller
) -> None:
    assert_rebuild_is_equal(world, clock, 11)


def test_a_version_counts_from_its_day_and_the_past_stays(world: World) -> None:
    create_random_reps(world.north, 5, 60)
    save_inputs(world.rep, {day(n): {"posts": 1} for n in (1, 20, 40)})
    close_through(world.organization, 30)
    before = [row for row in stored_snapshots() if row.day <= day(34)]
    adopt_version(world, propose_version(world), day(35))
    close_through(world.organization, 60)
    assert versions(world.rep) == ["2"] * 34 + ["2.1"] * 26
    assert [row for row in stored_snapshots() if row.day <= day(30)] == before
    assert set(KeptState.objects.values_list("day", "version")) == {
        (day(27), "2"),  # 31 January
        (day(55), "2.1"),
    }
    assert set(ShardState.objects.values_list("version", flat=True)) == {"2.1"}


def test_a_late_entry_rescores_old_days_with_their_old_version(world: World) -> None:
    save_inputs(world.rep, {day(n): {"posts": 1} for n in (1, 20, 40)})
    close_through(world.organization, 30)
    adopt_version(world, propose_version(world), day(35))
    close_through(world.organization, 40)
    save_inputs(world.rep, {day(10): {"comments": 9}})
    close_through(world.organization, 40)
    assert versions(world.rep) == ["2"] * 34 + ["2.1"] * 6
    walked = stored_snapshots()
    runs.delete_derived_data(world.organization)
    close_through(world.organization, 40)
    assert stored_snapshots() == walked


def test_recomputing_the_past_can_be_undone_by_withdrawing(world: World) -> None:
    create_random_reps(world.north, 5, 40)
    close_through(world.organization, 40)
    before = stored_snapshots(), kept_states()
    adoption = adopt_version(world, propose_version(world), day(12), recompute=True)
    assert adoption.recomputes
    close_through(world.organization, 40)
    changed = {row.day for row in stored_snapshots()} - {row.day for row in before[0]}
    assert not changed
    assert {row.version for row in stored_snapshots() if row.day >= day(12)} == {"2.1"}
    assert [r for r in stored_snapshots() if r.day < day(12)] == [
        r for r in before[0] if r.day < day(12)
    ]
    assert withdraw_as_admin(world, adoption, recompute=True) is None
    close_through(world.organization, 40)
    assert (stored_snapshots(), kept_states()) == before


def test_withdrawing_without_recompute_resumes_the_previous_version(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 3)
    adoption = adopt_version(world, propose_version(world), day(4))
    close_through(world.organization, 6)
    again = withdraw_as_admin(world, adoption)
    assert again and (again.identifier, again.since) == ("2", day(7))
    close_through(world.organization, 9)
    assert versions(world.rep) == ["2"] * 3 + ["2.1"] * 3 + ["2"] * 3
    with pytest.raises(ValidationError, match="nothing to end"):
        withdraw_as_admin(world, adoption)


def test_withdrawing_an_adoption_before_it_begins_leaves_no_trace(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 3)
    adoption = adopt_version(world, propose_version(world), day(5))
    assert withdraw_as_admin(world, adoption) is None
    close_through(world.organization, 8)
    assert versions(world.rep) == ["2"] * 8
    with pytest.raises(ValidationError, match="taken back already"):
        withdraw_as_admin(world, adoption)


def test_an_adoption_on_an_invalid_day_is_refused(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 3)
    identifier = propose_version(world)
    assert next_open_day(world.organization) == day(4)
    with pytest.raises(ValidationError, match="Days before 8 January are closed"):
        adopt_version(world, identifier, day(3))
    with pytest.raises(ValidationError, match="within a year"):
        adopt_version(world, identifier, day(400))
    with pytest.raises(ValidationError, match="counts on that day already"):
        adopt_version(world, "2", day(9))
    adopt_version(world, identifier, day(9))
    with pytest.raises(ValidationError, match="takes over that day"):
        adopt_version(world, "2", day(9))
    with pytest.raises(ModelVersion.DoesNotExist):
        adopt_version(world, "2.9", day(20))


def test_recomputing_starts_at_the_first_score(world: World) -> None:
    save_inputs(world.rep, {day(3): {"posts": 1}})
    close_through(world.organization, 6)
    adopt_version(world, propose_version(world), date.min, recompute=True)
    assert set(Rep.objects.changed().values_list("changed_from", flat=True)) == {day(3)}
    close_through(world.organization, 6)
    assert versions(world.rep) == ["2.1"] * 4


def test_a_version_adopted_while_a_worker_computes_is_applied(world: World) -> None:
    create_random_reps(world.north, 3, 12)
    close_through(world.organization, 9)
    identifier = propose_version(world)
    ledger.open_days(world.organization, day(9))
    adopt_version(world, identifier, day(10))
    ledger.open_days(world.organization, day(10))
    claim = ledger.claim(world.organization, ledger.shards(world.organization)[0])
    assert claim
    at_hand = runs._load_stored_states(claim)
    plan = runs._plan(claim, at_hand)
    scored = runs._score(claim, plan)
    adopt_version(
        world, propose_version(world, POSTS_PARAMETERS), day(8), recompute=True
    )  # while the worker computes
    adopt_version(world, "2", day(9), recompute=True)
    _, _, missed = runs._write(claim, scored, at_hand)
    assert set(missed.tolist()) == set(plan.reps[plan.changed].tolist())
    score_and_write(claim, np.array(missed))
    ledger.release(claim, "")
    close_through(world.organization, 12)
    walked = stored_snapshots()
    runs.delete_derived_data(world.organization)
    close_through(world.organization, 12)
    assert stored_snapshots() == walked
    by_day = {row.day: row.version for row in walked}
    assert [by_day[day(n)] for n in (8, 9, 10, 12)] == ["2.2", "2", "2.1", "2.1"]


def test_the_live_score_uses_the_version_in_effect(world: World) -> None:
    save_inputs(world.rep, {day(n): {"posts": 2, "comments": 9} for n in range(1, 13)})
    close_through(world.organization, 9)
    adopt_version(world, propose_version(world), day(11))
    world.rep.refresh_from_db()
    live = live_scores.compute_live_scores(world.rep, day(12))
    assert [each.version.identifier for each in live] == ["2", "2.1", "2.1"]
    close_through(world.organization, 12)
    last = stored_snapshots(world.rep)[-1]
    assert live[-1].pillars[0] == pytest.approx(last.pillars, abs=1e-9)
    at = live_scores.states_on(world.organization, np.array([world.rep.pk]), day(12))
    assert at.rates[0].tolist() == live[-1].state.rates[0].tolist()


def test_coverage_uses_the_weights_of_the_snapshots_version(world: World) -> None:
    save_inputs(world.rep, {day(n): {"posts": 1} for n in range(1, 12)})
    adopt_version(world, propose_version(world, POSTS_PARAMETERS), day(11))
    close_through(world.organization, 11)
    *_, first, second = Snapshot.objects.of(world.rep)
    assert (first.coverage, second.coverage) == (10, 13)  # posts and active days


def test_a_proposal_is_numbered_validated_and_audited(world: World) -> None:
    assert propose_version(world) == "2.1"
    assert propose_version(world, POSTS_PARAMETERS, based_on="2.1") == "2.2"
    assert version_of(world.organization.pk, "2.2").signals[1].weight == 9
    with pytest.raises(OutOfBoundsError, match="add up to 25"):
        propose_version(
            world, replace(BASE_PARAMETERS, weights={**BASE_PARAMETERS.weights, "posts": 9.0})
        )
    with pytest.raises(ValidationError, match="Nothing differs"):
        propose_version(world, BASE_PARAMETERS)
    assert load_timeline(world.organization).switches == ()
    entries = AuditEntry.objects.filter(action=Action.VERSION_PROPOSED)
    assert [each.details["version"] for each in entries.order_by("pk")] == ["2.1", "2.2"]


def test_adoptions_and_withdrawals_are_audited_with_the_user(world: World) -> None:
    withdraw_as_admin(world, adopt_version(world, propose_version(world), day(4)))
    actions = [Action.VERSION_ADOPTED, Action.ADOPTION_WITHDRAWN]
    entries = AuditEntry.objects.filter(action__in=actions).order_by("pk")
    assert [(each.action, each.by, each.details["version"]) for each in entries] == [
        (action, world.users["admin"], "2.1") for action in actions
    ]


def test_days_before_the_retention_limit_are_not_recomputed(world: World) -> None:
    save_inputs(world.rep, {day(n): {"posts": 1} for n in (1, 30)})
    close_through(world.organization, 40)
    Rep.objects.filter(pk=world.rep.pk).update(facts_from=day(28))
    adopt_version(world, propose_version(world), day(10), recompute=True)
    close_through(world.organization, 40)
    assert versions(world.rep) == ["2"] * 27 + ["2.1"] * 13
