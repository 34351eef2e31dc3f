"""Programme page: baselines, progress of each member, and requests for missing readings."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django_scopes import scope

from scoring.coaching.programmes import (
    MemberProgress,
    ProgrammePage,
    baseline_words,
    load_programme_page,
)
from teams.coaching.programmes import create_programme, set_members
from teams.models import OfficialReading, Programme, ReadingRequest, Rep, Role
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.scoring.readings.test_end_readings import readings_after
from tests.world import FIRST_DAY, World, add_rep

CLOSE, TODAY = 58, 59
START = date(2026, 2, 10)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (0, "40.0 on 10 February, the day it started"),
        (1, "40.0 on 11 February, 1 day after the start"),
        (-7, "40.0 on 3 February, 7 days before the start"),
    ],
)
def test_the_day_of_the_baseline_is_put_in_words(off: int, words: str) -> None:
    (reading,) = readings_after(START, off)
    assert baseline_words(reading, START, day(TODAY)) == words


@pytest.fixture
def spring(world: World) -> Programme:
    """Days 40 to 90, with Ann (40 points, then 48), Bob (one reading), Cy (none) and the rep."""
    with world.scope():
        ann, bob, cy = (add_rep(world.north, name) for name in ("Ann", "Bob", "Cy"))
        save_reading(ann, day(20), *[9.0] * 4)  # too early
        save_reading(ann, day(34), *[10.0] * 4)
        save_reading(ann, day(55), *[12.0] * 4)
        save_reading(bob, day(47), *[15.0] * 4)
        save_reading(world.rep, day(48), *[18.0] * 4)  # one day too late
        close_through(world.organization, CLOSE)
        admin = world.users["admin"]
        made = create_programme(
            organization=world.organization, name="Spring", starts_on=day(40), ends_on=day(90),
            target=60, by=admin,
        )  # fmt: skip
        reps = [ann, bob, cy, world.rep]
        set_members(programme=made, reps=reps, overseen_ids={rep.pk for rep in reps}, by=admin)
    return made


def load_overview(world: World, made: Programme) -> ProgrammePage:
    with world.scope():
        return load_programme_page(made, Rep.objects.all())


def member(found: ProgrammePage, name: str) -> MemberProgress:
    return next(each for each in found.members if each.rep.name == name)


def test_progress_is_measured_by_linkedin_scores(world: World, spring: Programme) -> None:
    page = load_overview(world, spring)
    told = {
        each.rep.name: (
            each.baseline and each.baseline.total,
            each.latest and each.latest.total,
            each.change,
        )
        for each in page.members
    }
    assert told == {
        "Ann": (40, 48, 8),
        "Bob": (60, 60, None),
        "Cy": (None, None, None),
        "Rep Reyes": (None, 72, None),
    }
    assert page.headline == "On average +8.0 points since the baseline, of 1 rep."
    assert (page.readiness, page.reached) == ("2 of 4 have a baseline.", 2)
    assert page.status == "31 days to go"
    assert {row.member.rep.name: row.points_left for row in page.rows} == {
        "Ann": 12, "Bob": 0, "Cy": None, "Rep Reyes": -12,
    }  # fmt: skip


def test_a_reading_in_the_first_half_is_shown_and_is_no_gain_yet(
    world: World, spring: Programme
) -> None:
    with world.scope():
        ann = Rep.objects.get(name="Ann")
        OfficialReading.objects.of(ann).filter(day=day(55)).delete()
        save_reading(ann, day(48), *[11.0] * 4)
    page = load_overview(world, spring)
    found = member(page, "Ann")
    assert found.latest and found.latest.total == 44 and found.change is None
    assert (page.mean_change, page.headline) == (
        None,
        "The LinkedIn score is not known at both ends for anyone yet.",
    )
    html = world.signed_in("admin").get(f"/programmes/{spring.pk}/").content.decode()
    assert "LinkedIn score: none from 22 Feb on" in html


def test_an_estimate_without_a_rank_is_not_shown(world: World, spring: Programme) -> None:
    page = load_overview(world, spring)
    assert member(page, "Cy").estimate is None
    assert member(page, "Ann").estimate == pytest.approx(48, abs=0.1)


def test_readings_count_until_seven_days_after_the_end(world: World, spring: Programme) -> None:
    with world.scope():
        Programme.objects.update(ends_on=day(47))
        spring.refresh_from_db()
    ann = member(load_overview(world, spring), "Ann")
    assert ann.latest and ann.latest.day == day(34) and ann.change is None


def test_buttons_ask_one_or_all_members_for_a_reading(world: World, spring: Programme) -> None:
    admin, path = world.signed_in("admin"), f"/programmes/{spring.pk}/"
    found = load_overview(world, spring)
    assert [each.rep.name for each in found.missing] == ["Cy", "Rep Reyes"]
    assert [each.rep.name for each in found.to_ask] == ["Rep Reyes"], "Cy has no account"
    page = admin.get(path).content.decode()
    assert "Ask Rep Reyes for the LinkedIn score" in page and "Ask all" not in page
    with world.scope():
        Rep.objects.filter(name="Cy").update(user=world.users["manager"])
    assert "Ask all 2" in admin.get(path).content.decode()
    pks = " ".join(str(each.rep.pk) for each in load_overview(world, spring).to_ask)
    admin.post("/reading/ask/", {"rep": pks, "next": path})
    with world.scope():
        assert ReadingRequest.objects.count() == 2
    page = admin.get(path).content.decode()
    assert "Ask " not in page and page.count("asked on 4 March") == 2


@pytest.mark.parametrize(
    ("today", "says", "asks"),
    [
        (32, "ask from 6 February on", False),  # the day before the first one that counts
        (33, "the nearest to the start", True),
        (47, "the nearest to the start", True),
        (48, "can still be entered", True),
    ],
)
def test_asking_is_not_offered_too_early(
    world: World, spring: Programme, today: int, says: str, asks: bool
) -> None:
    with time_machine.travel(f"{day(today)}T12:00Z", tick=False):
        page = world.signed_in("admin").get(f"/programmes/{spring.pk}/").content.decode()
    assert says in page and ("Ask Rep Reyes" in page) == asks


def test_the_page_works_without_target_or_members(world: World, spring: Programme) -> None:
    with world.scope():
        Programme.objects.update(target=None)
    admin, path = world.signed_in("admin"), f"/programmes/{spring.pk}/"
    assert "To target" not in admin.get(path).content.decode()
    admin.post(f"{path}members/", {})
    assert "No one takes part yet" in admin.get(path).content.decode()


def test_the_clients_page_links_to_running_programmes(world: World) -> None:
    coach = world.users["coach"]
    Role.objects.create(
        organization=world.contoso,
        user=coach,
        kind=Role.Kind.COACH,
        team=world.east,
        since=FIRST_DAY,
    )
    with scope(organization=world.contoso):
        going, _ = [
            create_programme(
                organization=world.contoso, name=name, starts_on=day(30), ends_on=day(last),
                target=None, by=coach,
            )
            for name, last in (("Going on", TODAY), ("Over", TODAY - 1))
        ]  # fmt: skip
    browser = world.signed_in("coach")
    page = browser.get("/clients/").content.decode()
    assert "Going on" in page and "Over" not in page
    path = f"/programmes/{going.pk}/"
    assert browser.get(path).status_code == 404, "the session is in another organisation"
    response = browser.post(f"/organizations/{world.contoso.pk}/", {"next": path})
    assert response.headers["Location"] == path
    assert browser.get(path).status_code == 200
    elsewhere = {"next": "https://evil.example/"}
    response = browser.post(f"/organizations/{world.contoso.pk}/", elsewhere)
    assert response.headers["Location"] == "/?inside"
