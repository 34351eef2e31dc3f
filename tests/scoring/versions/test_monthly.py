"""What calibration learned is adopted each first of a month, by itself; audited, and taken back."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from scoring.daily.active_version import load_timeline
from scoring.models import Adoption, MonthlyCalibration
from scoring.versions import tasks
from scoring.versions.calibration import CalibrationResult, calibrate
from scoring.versions.monthly import (
    calibrate_if_due,
    refusal,
    switch_monthly_calibration,
)
from teams.models import Action, AuditEntry
from tests.scoring.versions.quiet_linkedin import create_muted_reps
from tests.world import World

MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _here(world: World) -> Iterator[None]:
    with world.scope():
        yield


def on(day: date, hour: int = 12) -> AbstractContextManager[object]:
    """The clock standing still at an hour of a day, in UTC."""
    return time_machine.travel(f"{day}T{hour:02}:00Z", tick=False)


def look(world: World, day: date, hour: int = 12) -> str:
    """The outcome of a look at that hour."""
    with on(day, hour):
        return calibrate_if_due(world.organization)


def test_the_first_of_a_month_adopts_what_was_learned_once(world: World) -> None:
    create_muted_reps(world)
    assert look(world, MAY) == ""
    assert look(world, JUNE) == "Version 2.1 adopted from 1 June on."
    assert look(world, JUNE) == "" and look(world, JUNE + timedelta(days=9)) == ""
    adoption = Adoption.objects.get()
    assert (adoption.since, adoption.by, adoption.recomputes) == (JUNE, None, False)
    assert load_timeline(world.organization).on(JUNE.toordinal()).gains != (1, 1, 1, 1)


def test_an_organisation_seen_first_within_a_month_waits_for_the_next(world: World) -> None:
    create_muted_reps(world)
    assert look(world, JUNE + timedelta(days=4)) == ""
    assert look(world, JULY).startswith("Version 2.1 adopted")


def test_a_month_without_workers_on_its_first_day_is_decided_later(world: World) -> None:
    create_muted_reps(world)
    look(world, MAY)
    assert look(world, JUNE + timedelta(days=2)) == "Version 2.1 adopted from 3 June on."


def test_the_month_begins_in_the_organisations_time_zone(world: World) -> None:
    create_muted_reps(world)
    world.organization.time_zone = "America/New_York"
    world.organization.save()
    look(world, MAY)
    assert look(world, JUNE, hour=3) == ""  # still 31 May there
    assert look(world, JUNE, hour=5).startswith("Version 2.1 adopted")


def test_too_few_readings_are_left_for_the_next_month(world: World) -> None:
    create_muted_reps(world, reps=4)
    assert look(world, JUNE).startswith("Too little to learn from: 16 pairs of readings of 4 reps")
    assert look(world, JUNE) == ""
    assert not Adoption.objects.exists()
    assert MonthlyCalibration.objects.get().outcome.startswith("Too little")


def test_nothing_is_adopted_where_nothing_new_was_learned(world: World) -> None:
    create_muted_reps(world)
    look(world, JUNE)
    assert look(world, JULY) == "Nothing new was learned: version 2.1 stays."
    assert Adoption.objects.count() == 1


def test_gains_that_predict_worse_than_gain_1_are_not_adopted(world: World) -> None:
    create_muted_reps(world)
    with on(JUNE):
        result = calibrate(world.organization)
        assert refusal(result) == ""
        assert refusal(_off_by(result, 0.06)).endswith(": not adopted.")
        assert refusal(_off_by(result, 0.04)) == ""


def _off_by(result: CalibrationResult, more: float) -> CalibrationResult:
    """The result with learned gains that were off by so many points more than gain 1."""
    judgement = result.judgement
    learned = replace(judgement.learned, totals=judgement.plain.totals + more)
    return replace(result, judgement=replace(judgement, learned=learned))


def test_the_adoption_is_audited_with_its_figures(world: World) -> None:
    create_muted_reps(world)
    look(world, JUNE)
    entry = AuditEntry.objects.get(action=Action.VERSION_ADOPTED)
    assert entry.by is None and entry.details["monthly"] is True
    assert entry.details["pairs"] == 32 and entry.details["reps"] == 8
    assert entry.details["learned_gain"] < entry.details["gain_1"]
    assert len(entry.details["gains"]) == 4 and entry.details["range_held"].endswith(" %")


def test_one_click_restores_the_version_before_and_is_audited(world: World) -> None:
    create_muted_reps(world)
    look(world, JUNE)
    with on(JUNE):
        admin = world.signed_in("admin")
        page = admin.post(f"/model/adoptions/{JUNE}/withdraw/", follow=True).content.decode()
    assert "Version 2.1 is taken back." in page
    assert load_timeline(world.organization).switches == ()
    entry = AuditEntry.objects.get(action=Action.ADOPTION_WITHDRAWN)
    assert entry.by == world.users["admin"] and entry.details["version"] == "2.1"


def test_switched_off_nothing_is_adopted_and_on_again_the_next_month_is(world: World) -> None:
    create_muted_reps(world)
    with on(MAY):
        page = world.signed_in("admin").get("/model/").content.decode()
        assert "On the first of each month" in page and "Switch off" in page
        answer = world.signed_in("admin").post("/model/monthly/", {"is_on": "0"}, follow=True)
        assert "Learning each month is off." in answer.content.decode()
    assert look(world, JUNE) == ""
    entry = AuditEntry.objects.get(action=Action.ORGANIZATION_CHANGED)
    assert entry.details == {"what": "monthly calibration", "was": True, "is": False}
    with on(JUNE + timedelta(days=1)):
        switch_monthly_calibration(
            organization=world.organization, is_on=True, by=world.users["admin"]
        )
    assert look(world, JUNE + timedelta(days=1)) == ""
    assert look(world, JULY).startswith("Version 2.1 adopted")


def test_switching_to_what_it_is_changes_and_audits_nothing(world: World) -> None:
    with on(MAY):
        switch_monthly_calibration(
            organization=world.organization, is_on=True, by=world.users["admin"]
        )
    assert not AuditEntry.objects.filter(action=Action.ORGANIZATION_CHANGED).exists()


@pytest.mark.parametrize("person", ["rep", "manager", "coach"])
def test_only_admins_switch_it(world: World, person: str) -> None:
    client = world.signed_in(person)  # type: ignore[arg-type]
    assert client.post("/model/monthly/", {"is_on": "0"}).status_code == 404
    assert not MonthlyCalibration.objects.exists()


def test_another_workers_claim_is_respected_until_it_runs_out(world: World) -> None:
    create_muted_reps(world)
    look(world, MAY)
    with on(JUNE):
        soon = timezone.now() + timedelta(minutes=5)
        MonthlyCalibration.objects.update(leased_until=soon)
        assert calibrate_if_due(world.organization) == ""
        MonthlyCalibration.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        assert calibrate_if_due(world.organization).startswith("Version 2.1 adopted")


def test_the_task_decides_for_one_organisation_alone(world: World) -> None:
    create_muted_reps(world)
    with on(JUNE):
        tasks.calibrate_monthly(world.contoso.pk)
        assert not Adoption.objects.exists()
        tasks.calibrate_monthly(world.organization.pk)
    assert Adoption.objects.get().organization == world.organization
