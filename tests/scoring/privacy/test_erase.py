"""Erasing a rep: personal data goes, averages of the past stay, and nothing is scored again."""

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from scoring.boards.teams import teams_overview
from scoring.daily import ledger, runs
from scoring.daily.ledger import PassResult
from scoring.models import KeptState, ShardState
from scoring.privacy.erase import erase
from teams.base.sources import Source
from teams.facts.manual_entry import log_day
from teams.facts.retention import NotKeptError
from teams.facts.save_days import DayEntry, save_days
from teams.models import (
    ApiToken,
    AuditEntry,
    DailyLog,
    Invitation,
    OfficialReading,
    Rep,
    Role,
    Visit,
)
from teams.people.working_days import set_working_days
from tests.scoring.core.histories import day
from tests.scoring.daily.test_concurrency import (
    call_before_write,
    claim_first_shard,
    is_waiting,
    run_in_thread,
)
from tests.scoring.facts import (
    OVERSEER_VISIBILITY,
    close_through,
    kept_states,
    run_command,
    run_failing_command,
    save_inputs,
    save_reading,
    score_and_write,
    snapshot_days,
    stored_snapshots,
)
from tests.servers import wait_for
from tests.world import World, add_rep

CLOSE = 40  # day(40) is 13 February, so there is a checkpoint of 31 January


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False) as clock:
        yield clock


def create_scores(world: World) -> None:
    """Gives two reps of North days, LinkedIn scores and snapshots."""
    for rep, pillar in ((world.rep, 10), (add_rep(world.north, "Stays"), 15)):
        save_inputs(rep, {day(n): {"posts": n % 3} for n in range(1, CLOSE, 2)})
        save_reading(rep, day(9), *[pillar] * 4)
    close_through(world.organization, CLOSE)


def erase_the_rep(world: World) -> Rep:
    erase(rep=world.rep, by=world.users["admin"])
    found: Rep = Rep.objects.get(pk=world.rep.pk)
    return found


def test_all_personal_data_is_deleted(world: World) -> None:
    create_scores(world)
    rep, user, ours = world.rep, world.users["rep"], world.organization
    Visit.objects.create(
        organization=ours,
        rep=rep,
        user=world.users["manager"],
        day=day(3),
        last_at="2026-01-07T12Z",
    )
    Invitation.objects.create(
        organization=ours,
        email=user.email.upper(),
        kind="rep",
        digest="a",
        expires_at="2026-01-07T12Z",
    )
    ApiToken.objects.create(user=user, organization=ours)
    gone = erase_the_rep(world)
    assert (gone.name, gone.user, gone.erased_on) == ("Former rep", None, day(CLOSE + 1))
    assert gone.email.endswith("@erased.invalid") and gone.changed_from is None
    for model in (DailyLog, OfficialReading, Visit, KeptState):
        assert not model.objects.filter(rep=rep).exists(), model
    assert not Invitation.objects.exists() and not ApiToken.objects.exists()
    user.refresh_from_db()
    assert (user.name, user.is_active, user.has_usable_password()) == ("Former user", False, False)
    assert user.email.endswith("@erased.invalid")
    assert not rep.memberships.filter(until=None).exists()
    assert not Role.objects.filter(user=user, until=None).exists()


def test_an_erased_rep_with_another_role_keeps_the_account(world: World) -> None:
    user = world.users["rep"]
    Role.objects.create(organization=world.organization, user=user, kind="viewer", since=day(1))
    erase_the_rep(world)
    user.refresh_from_db()
    assert user.is_active and user.email == "rep@northwind.example"
    assert world.signed_in("rep").get("/teams/").status_code == 200
    assert world.signed_in("rep").get("/log/").status_code == 404


def test_audit_entries_lose_their_personal_details_and_stay(world: World) -> None:
    create_scores(world)
    admin = world.users["admin"]
    log_day(rep=world.rep, day=day(3), values={"posts": 7}, by=admin)
    ours = world.organization
    AuditEntry.objects.create(
        organization=ours, action="invited", details={"email": "Rep@Northwind.example"}
    )
    AuditEntry.objects.create(organization=ours, action="denied", details={"path": "/reps/1/"})
    erase_the_rep(world)
    said = dict(AuditEntry.objects.values_list("action", "details"))
    assert said == {
        "value corrected": {}, "invited": {}, "denied": {"path": "/reps/1/"},
        "erased": {"account": "erased"},
    }  # fmt: skip
    erased = AuditEntry.objects.get(action="erased")
    assert (erased.by, erased.rep_id) == (admin, world.rep.pk)
    assert "rep@northwind" not in str(list(AuditEntry.objects.values()))


def test_past_averages_stay_and_no_score_is_added(world: World) -> None:
    create_scores(world)

    def figures() -> list[Any]:
        found = teams_overview([world.north], 30, lambda team: OVERSEER_VISIBILITY)
        assert found
        (facts,) = [each.summary for each in found.teams]
        return [found.close, facts.average, facts.counted, facts.milestones, facts.average_change]

    before, scores = figures(), stored_snapshots()
    erase_the_rep(world)
    assert figures() == before and stored_snapshots() == scores
    board = world.signed_in("admin").get(f"/teams/{world.north.pk}/").content.decode()
    assert "Former rep" in board and "Rep Reyes" not in board
    set_working_days(world.organization, "123456", day(1))
    runs.delete_derived_data(world.organization)
    with time_machine.travel(f"{day(CLOSE + 6)}T12:00Z", tick=False):
        close_through(world.organization, CLOSE + 5)
        assert stored_snapshots(world.rep) == [row for row in scores if row.rep == world.rep.pk]
        assert figures()[2] == 1  # the team has one rep from the next close on
    assert not Rep.objects.changed().exists()
    assert close_through(world.organization, CLOSE) == 0


def test_no_facts_can_be_saved_for_an_erased_rep(world: World) -> None:
    create_scores(world)
    gone = erase_the_rep(world)
    entry = DayEntry(gone.pk, day(3), {"posts": 1})
    with pytest.raises(NotKeptError, match="erased"):
        save_days(organization=world.organization, source=Source.CSV, entries=[entry])
    with pytest.raises(NotKeptError, match="erased"):
        save_reading(gone, day(3), 1, 1, 1, 1)
    with pytest.raises(NotKeptError, match="erased"):
        log_day(rep=gone, day=day(3), values={"posts": 1}, by=world.users["admin"])
    assert not DailyLog.objects.filter(rep=gone).exists()


def test_the_model_states_of_other_reps_stay(world: World) -> None:
    create_scores(world)
    gone = erase_the_rep(world)
    ids = {bytes(row.reps)[at : at + 8] for row in ShardState.objects.all()
           for at in range(0, len(row.reps), 8)}  # fmt: skip
    stand = {int.from_bytes(each, "little") for each in ids}
    stays = Rep.objects.get(name="Stays").pk
    assert gone.pk not in stand and stays in stand
    assert {rep for rep, _, _ in kept_states()} == {stays}


@pytest.mark.parametrize("changed", [True, False])
def test_a_rep_erased_while_being_scored_gets_no_snapshot(
    world: World, clock: time_machine.Traveller, changed: bool
) -> None:
    create_scores(world)
    clock.move_to(f"{day(CLOSE + 3)}T12:00Z")
    if changed:
        save_inputs(world.rep, {day(20): {"posts": 9}})
    before = stored_snapshots(world.rep)
    claim = claim_first_shard(world.organization, CLOSE + 2)
    with call_before_write(lambda: erase_the_rep(world)):
        assert score_and_write(claim)[1] == []
    ledger.finish(claim, PassResult())
    assert stored_snapshots(world.rep) == before
    assert not KeptState.objects.filter(rep=world.rep).exists()
    assert snapshot_days(Rep.objects.get(name="Stays"))[-1] == CLOSE + 2
    assert world.rep.pk not in {rep for rep, _, _ in kept_states()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_erasing_waits_for_a_worker_that_is_writing(
    world: World, clock: time_machine.Traveller
) -> None:
    create_scores(world)
    clock.move_to(f"{day(CLOSE + 30)}T12:00Z")
    claim = claim_first_shard(world.organization, CLOSE + 29)
    with transaction.atomic():
        assert score_and_write(claim)[1] == []
        eraser: Future[Any] = run_in_thread(world.organization, lambda: erase_the_rep(world))
        wait_for(is_waiting)
    eraser.result(60)
    assert snapshot_days(world.rep)[-1] == CLOSE + 29  # the correct scores of the days before
    assert not KeptState.objects.filter(rep=world.rep).exists()
    ledger.finish(claim, PassResult())
    clock.shift(timedelta(days=2))
    close_through(world.organization, CLOSE + 31)
    assert snapshot_days(world.rep)[-1] == CLOSE + 29


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_worker_waits_for_an_erasure_and_then_writes_no_snapshot(
    world: World, clock: time_machine.Traveller
) -> None:
    create_scores(world)
    clock.move_to(f"{day(CLOSE + 3)}T12:00Z")
    before = stored_snapshots(world.rep)
    claim = claim_first_shard(world.organization, CLOSE + 2)
    with transaction.atomic():
        erase_the_rep(world)
        worker: Future[Any] = run_in_thread(world.organization, lambda: score_and_write(claim))
        wait_for(is_waiting)
    assert worker.result(60)[1] == []
    assert stored_snapshots(world.rep) == before and connection.vendor == "postgresql"


def test_the_command_requires_the_address_twice(world: World) -> None:
    ours = ("--organization", "northwind")
    assert "same address again" in run_failing_command(
        "erase_person", "rep@northwind.example", *ours
    )
    assert Rep.objects.get(pk=world.rep.pk).erased_on is None
    said = run_command(
        "erase_person", "rep@northwind.example", "--yes", "rep@northwind.example", *ours
    )
    assert said == f"northwind: erased. Rep {world.rep.pk} is nobody now.\n"
