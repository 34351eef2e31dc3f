"""Calibration: gains and variance learned from LinkedIn scores, by command and on its page."""

from collections.abc import Iterator

import numpy as np
import pytest
import time_machine
from django_scopes import scope

from scoring.core.versions import CURRENT_VERSION
from scoring.daily.active_version import load_timeline
from scoring.models import Adoption, KeptState, ModelVersion, Snapshot
from scoring.versions.calibration import CalibrationResult, calibrate
from teams.models import Action, AuditEntry, Rep
from tests.scoring.core.histories import day
from tests.scoring.core.reference import calibration as reference_calibration
from tests.scoring.facts import close_through, run_command, save_reading
from tests.scoring.versions.quiet_linkedin import create_muted_reps, muted_diaries
from tests.world import World

TODAY = 160
NORTHWIND = ("--organization", "northwind")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def calibrated(world: World, reps: int = 8, readings: int = 5) -> CalibrationResult:
    """Calibrates Northwind with that many reps, whose LinkedIn moves 0.4 times as much as ours."""
    with world.scope():
        create_muted_reps(world, reps, readings)
        return calibrate(world.organization)


def test_what_is_learned_is_what_the_second_implementation_learns(world: World) -> None:
    result = calibrated(world)
    pairs = [
        pair
        for rep, diary in enumerate(muted_diaries(8, 5))
        for pair in reference_calibration.pairs_of(diary, day(142), rep=rep)
    ]
    learned = reference_calibration.learn(pairs)
    assert result.pairs == len(pairs) == 32
    assert result.learned.gains == pytest.approx(np.array(learned.gains), abs=1e-6)
    assert result.learned.variance == pytest.approx(learned.variance, abs=1e-6)
    judged = reference_calibration.judge(pairs)
    assert result.total.carried == pytest.approx(np.mean([each.carried[0] for each in judged]))
    assert result.total.learned == pytest.approx(np.mean([each.learned[0] for each in judged]))


def test_learned_gains_predict_a_quiet_linkedin_better_than_gain_1(world: World) -> None:
    result = calibrated(world)
    assert result.is_enough and result.total.learned < result.total.plain
    assert max(result.learned.gains) < 0.9 and result.learned.variance < 1


def test_reps_whose_old_facts_are_deleted_teach_what_is_left(world: World) -> None:
    whole = calibrated(world)
    with world.scope():
        close_through(world.organization, TODAY - 1)
        rep = Rep.objects.get(name="Rep 1")
        first_kept = day(87)  # 1 April
        assert KeptState.objects.filter(rep=rep, day=day(86)).exists()
        rep.days.filter(day__lt=first_kept).delete()
        rep.readings.filter(day__lt=first_kept).delete()
        Rep.objects.filter(pk=rep.pk).update(facts_from=first_kept)
        result = calibrate(world.organization)
    assert (whole.pairs, result.pairs) == (32, 29)
    kept, before = (
        pairs.take((pairs.reps == rep.pk) & (pairs.first >= first_kept.toordinal()))
        for pairs in (result.judgement.pairs, whole.judgement.pairs)
    )
    assert len(kept) == 1 and kept.modelled == pytest.approx(before.modelled, abs=1e-9)


def test_the_remembered_result_is_dropped_when_facts_change(world: World) -> None:
    assert calibrated(world, reps=5).pairs == 20
    with world.scope():
        save_reading(Rep.objects.get(name="Rep 2"), day(TODAY - 1), 10, 10, 10, 10)
        assert calibrate(world.organization).pairs == 21


def test_readings_of_other_organisations_are_not_used(world: World) -> None:
    assert calibrated(world, reps=5).pairs == 20
    with scope(organization=world.contoso):
        assert calibrate(world.contoso).pairs == 0


# The command ------------------------------------------------------------------------------------


def test_the_command_prints_a_table_and_ends_with_one_line_for_scripts(world: World) -> None:
    result = calibrated(world)
    lines = run_command("calibrate", *NORTHWIND).splitlines()
    assert [line.split()[0] for line in lines[2:7]] == [
        "Total", "Brand", "People", "Insights", "Relationships",
    ]  # fmt: skip
    assert " ".join(lines[1].split()) == "last reading gain 1 learned gain gain"
    assert "Pairs: 32; reps: 8" in lines
    assert lines[-1] == (
        f"calibrate: 32 pairs, last reading {result.total.carried:.2f}, "
        f"ours {result.total.learned:.2f}, range held {result.held} %"
    )


def test_without_pairs_the_closing_line_has_dashes(world: World) -> None:
    lines = run_command("calibrate", *NORTHWIND, "--adopt").splitlines()
    assert lines[-1] == "calibrate: 0 pairs, last reading –, ours –, range held – %"
    assert any(line.startswith("Too little to learn from: 0 pairs") for line in lines)


@pytest.mark.parametrize(("reps", "readings"), [(4, 6), (6, 4)])
def test_too_few_reps_or_pairs_propose_nothing(world: World, reps: int, readings: int) -> None:
    result = calibrated(world, reps, readings)
    output = run_command("calibrate", *NORTHWIND, "--propose", "--adopt")
    assert "Nothing is proposed." in output and not result.is_enough
    assert output.splitlines()[-1].startswith(f"calibrate: {result.pairs} pairs, last reading ")
    with world.scope():
        assert not ModelVersion.objects.exists()


def test_the_command_proposes_a_version_with_other_gains_and_variance_alone(world: World) -> None:
    result = calibrated(world)
    for _ in range(2):
        output = run_command("calibrate", *NORTHWIND, "--propose").splitlines()
        assert output[-2] == "Version 2.1 is proposed; it counts once an admin adopts it."
        assert output[-1] == result.closing_line
    with world.scope():
        row = ModelVersion.objects.get()
        assert row.calibration == result.as_json() and row.by is None
        version = row.core_version
        assert version.gains == pytest.approx(result.learned.gains)
        assert version.variance == pytest.approx(result.learned.variance)
        assert version.signals == CURRENT_VERSION.signals
        assert version.half_life == CURRENT_VERSION.half_life
        assert not Adoption.objects.exists()


def test_the_command_adopts_from_today_and_no_score_jumps(world: World) -> None:
    calibrated(world)
    with world.scope():
        close_through(world.organization, TODAY - 1)
        output = run_command("calibrate", *NORTHWIND, "--adopt").splitlines()
        assert output[-2] == f"Version 2.1 counts from {day(TODAY)} on."
        adoption = Adoption.objects.get()
        assert (adoption.since, adoption.recomputes) == (day(TODAY), False)
        entry = AuditEntry.objects.get(action=Action.VERSION_ADOPTED)
        assert entry.details["pairs"] == 32 and entry.details["monthly"] is False
        with time_machine.travel(f"{day(TODAY + 1)}T12:00Z", tick=False):
            close_through(world.organization, TODAY)
        rows = Snapshot.objects.filter(day__gte=day(TODAY - 1)).order_by("rep", "day")
        before, after = rows.filter(version="2"), rows.filter(version="2.1")
        assert len(before) == len(after) == 8
        # Nothing is logged on that day, so nothing moves but a pillar's clamp.
        assert [each.pillars for each in after] == [pytest.approx(e.pillars) for e in before]


def test_adopting_waits_for_the_first_day_that_is_free(world: World) -> None:
    calibrated(world)
    with world.scope():
        run_command("calibrate", *NORTHWIND, "--adopt")
        save_reading(Rep.objects.get(name="Rep 2"), day(TODAY - 1), 10, 10, 10, 10)
        run_command("calibrate", *NORTHWIND, "--adopt")
        switches = load_timeline(world.organization).switches
    assert [(number, version.identifier) for number, version in switches] == [
        (day(TODAY).toordinal(), "2.1"),
        (day(TODAY + 1).toordinal(), "2.2"),
    ]


def test_gains_in_force_already_are_not_adopted_again(world: World) -> None:
    calibrated(world)
    run_command("calibrate", *NORTHWIND, "--adopt")
    output = run_command("calibrate", *NORTHWIND, "--adopt")
    assert "Nothing differs from version 2.1." in output
    with world.scope():
        assert Adoption.objects.count() == 1


# The page ---------------------------------------------------------------------------------------


def test_the_page_compares_without_names(world: World) -> None:
    result = calibrated(world)
    page = world.signed_in("coach").get("/model/calibration/").content.decode()
    assert "32 pairs of readings of 8 reps" in page and f"held {result.held} %" in page
    assert "Rep 1" not in page and "Propose these gains" in page


def test_the_page_says_when_there_are_too_few_readings(world: World) -> None:
    page = world.signed_in("admin").get("/model/calibration/").content.decode()
    assert "Too little to learn from: 0 pairs" in page and "<table" not in page


@pytest.mark.parametrize("person", ["rep", "manager"])
def test_reps_and_managers_cannot_open_the_page(world: World, person: str) -> None:
    assert world.signed_in(person).get("/model/calibration/").status_code == 404  # type: ignore[arg-type]


def test_an_outsider_sees_their_own_organisation(world: World) -> None:
    calibrated(world, reps=5)
    page = world.signed_in("outsider").get("/model/calibration/").content.decode()
    assert "0 pairs of readings of 0 reps" in page


PROPOSE = "/model/calibration/propose/"


def test_proposing_twice_creates_one_version(world: World) -> None:
    calibrated(world)
    coach = world.signed_in("coach")
    for _ in range(2):
        page = coach.post(PROPOSE, follow=True).content.decode()
        assert "Version 2.1 is proposed; it counts once it is adopted." in page
    with world.scope():
        assert ModelVersion.objects.get().by == world.users["coach"]


def test_nothing_is_proposed_with_too_few_readings(world: World) -> None:
    page = world.signed_in("admin").post(PROPOSE, follow=True).content.decode()
    assert "Too little to learn from" in page
    with world.scope():
        assert not ModelVersion.objects.exists()


@pytest.mark.parametrize("person", ["rep", "manager"])
def test_reps_and_managers_cannot_propose(world: World, person: str) -> None:
    calibrated(world, reps=5)
    assert world.signed_in(person).post(PROPOSE).status_code == 404  # type: ignore[arg-type]
    with world.scope():
        assert not ModelVersion.objects.exists()
