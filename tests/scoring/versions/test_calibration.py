"""Calibration: fits weights to an organisation's LinkedIn scores, by command and on its page."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
import time_machine
from django_scopes import scope

from scoring.core.versions import CURRENT_VERSION
from scoring.models import Adoption, ModelVersion
from scoring.versions.calibration import CalibrationResult, calibrate
from teams.models import Rep
from tests.scoring.core import simulated_readings
from tests.scoring.core.histories import COLUMN, MONDAY, Day, Diary, day
from tests.scoring.facts import (
    create_rep,
    run_command,
    run_failing_command,
    save_diary,
    save_reading,
)
from tests.world import World

TODAY = 251


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def diaries(reps: int, readings: int, **how: object) -> list[Diary]:
    """Simulated activity of reps, with LinkedIn scores produced by other weights than ours."""
    lived = simulated_readings.organization(3, reps=reps, readings=readings, **how)  # type: ignore[arg-type]
    by_rep: list[Diary] = []
    for rep in range(reps):
        diary = {}
        last = int(np.flatnonzero(~np.isnan(lived.readings[:, rep, 0])).max())
        for at in range(last + 1):
            said = {
                name: float(lived.known[at, rep, column])
                for name, column in COLUMN.items()
                if not np.isnan(lived.known[at, rep, column])
            }
            reading = lived.readings[at, rep]
            told = None if np.isnan(reading[0]) else tuple(reading.tolist())
            if said or told:
                diary[MONDAY + timedelta(days=at)] = Day(said, reading=told)
        by_rep.append(diary)
    return by_rep


def run_calibration(
    world: World, reps: int = 8, readings: int = 4, **how: object
) -> CalibrationResult:
    """Calibrates the organisation with that many simulated reps."""
    with world.scope():
        for number, diary in enumerate(diaries(reps, readings, **how)):
            save_diary(create_rep(world.north, f"Rep {number}"), diary)
        return calibrate(world.organization, CURRENT_VERSION)


def test_calibrating_from_the_database_lowers_the_error(world: World) -> None:
    result = run_calibration(world)
    assert (result.calibration.readings, result.calibration.reps) == (32, 8)
    assert result.sentence.startswith("Other weights come closer to LinkedIn’s numbers in ")
    assert all(fit.error_after < 1 for fit in result.calibration.fits if fit.gains)
    kept = result.as_json()
    assert kept["readings"] == 32 and set(kept["pillars"]) == {  # type: ignore[call-overload]
        "brand", "people", "insights", "relationships",
    }  # fmt: skip


def test_reps_whose_early_facts_were_deleted_are_left_out(world: World) -> None:
    run_calibration(world)
    with world.scope():
        Rep.objects.filter(name="Rep 1").update(facts_from=day(90))
        result = calibrate(world.organization, CURRENT_VERSION)
    assert (result.calibration.readings, result.basis.expired, result.basis.usable) == (28, 1, 7)


def test_the_cached_calibration_is_dropped_when_facts_change(world: World) -> None:
    before = run_calibration(world, reps=5, readings=4)
    with world.scope():
        again = calibrate(world.organization, CURRENT_VERSION)
        assert [fit.error_after for fit in again.calibration.fits] == [
            fit.error_after for fit in before.calibration.fits
        ]
        rep = Rep.objects.get(name="Rep 2")
        save_reading(rep, day(TODAY - 1), 10, 10, 10, 10)
        assert calibrate(world.organization, CURRENT_VERSION).calibration.readings == 21


def test_readings_of_other_organisations_are_not_used(world: World) -> None:
    run_calibration(world, reps=5, readings=4)
    with world.scope():
        assert calibrate(world.organization, CURRENT_VERSION).calibration.readings == 20
    with scope(organization=world.contoso):
        assert calibrate(world.contoso, CURRENT_VERSION).calibration.readings == 0


# The command ------------------------------------------------------------------------------------


def test_the_command_prints_one_line_per_pillar(world: World) -> None:
    run_calibration(world)
    said = run_command("calibrate", "--organization", "northwind")
    assert "Version 1, 32 readings of 8 reps" in said
    assert [line.split()[0] for line in said.splitlines()[2:6]] == [
        "Brand", "People", "Insights", "Relationships",
    ]  # fmt: skip
    assert "Rep 1" not in said and " → " in said


def test_the_command_refuses_with_too_few_readings(world: World) -> None:
    run_calibration(world, reps=4, readings=5)
    said = run_failing_command("calibrate", "--organization", "northwind")
    assert said == (
        "Too little to go by: 20 readings of 4 reps. It takes 20 readings of 5 reps, each with "
        "20 known days before it."
    )


def test_the_command_proposes_a_version_and_stores_its_errors(world: World) -> None:
    result = run_calibration(world)
    said = run_command("calibrate", "--organization", "northwind", "--propose")
    assert said.endswith("Version 1.1 is proposed; it counts once somebody adopts it.\n")
    with world.scope():
        version = ModelVersion.objects.get()
        assert version.calibration == result.as_json() and version.by is None
        assert version.core_version.signals[1].weight == pytest.approx(
            result.calibration.weights()["posts"]
        )
        assert version.why.startswith("Calibrated on 32 readings of 8 reps; points off on average:")
        assert not Adoption.objects.exists()


# The page ---------------------------------------------------------------------------------------


def test_the_page_shows_errors_before_and_after_without_names(world: World) -> None:
    run_calibration(world)
    page = world.signed_in("coach").get("/model/calibration/").content.decode()
    assert "It rests on 32 readings of 8 reps." in page and "Closer to LinkedIn" in page
    assert "Rep 1" not in page and "With other weights" in page


def test_the_page_says_when_there_are_too_few_readings(world: World) -> None:
    page = world.signed_in("admin").get("/model/calibration/").content.decode()
    assert "Too little to go by: 0 readings of 0 reps." in page and "<table" not in page


@pytest.mark.parametrize("person", ["rep", "manager"])
def test_reps_and_managers_cannot_open_the_page(world: World, person: str) -> None:
    assert world.signed_in(person).get("/model/calibration/").status_code == 404  # type: ignore[arg-type]


def test_an_outsider_sees_their_own_organisation(world: World) -> None:
    run_calibration(world)
    page = world.signed_in("outsider").get("/model/calibration/").content.decode()
    assert "0 readings of 0 reps" in page


# Proposing --------------------------------------------------------------------------------------

PROPOSE = "/model/calibration/propose/"


def test_proposing_the_fitted_weights_twice_creates_one_version(world: World) -> None:
    run_calibration(world)
    coach = world.signed_in("coach")
    for _ in range(2):
        page = coach.post(PROPOSE, follow=True).content.decode()
        assert "Version 1.1 is proposed; it counts once it is adopted." in page
    with world.scope():
        assert ModelVersion.objects.get().by == world.users["coach"]


def test_nothing_is_proposed_with_too_few_readings(world: World) -> None:
    page = world.signed_in("admin").post(PROPOSE, follow=True).content.decode()
    assert "Too little to go by" in page
    with world.scope():
        assert not ModelVersion.objects.exists()


@pytest.mark.parametrize("person", ["rep", "manager"])
def test_reps_and_managers_cannot_propose(world: World, person: str) -> None:
    run_calibration(world, reps=5)
    assert world.signed_in(person).post(PROPOSE).status_code == 404  # type: ignore[arg-type]
    with world.scope():
        assert not ModelVersion.objects.exists()
