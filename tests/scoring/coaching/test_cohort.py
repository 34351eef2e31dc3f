"""Cohort page: whom a coach should see next, by weakest pillar, stalled, or not met recently."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.coaching.cohort import Cohort, CohortQuery, cohort
from teams.coaching.sessions import add_action_item, add_session
from teams.models import Rep, Role
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import FIRST_DAY, World, add_rep

CLOSE, TODAY = 70, 71


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """Ann and Cy are weakest in brand, Bob in insights, Dee has no score.

    In sixty days Ann moved by 0.8 points and Bob by 4; Cy joined later.
    """
    with world.scope():
        ann, bob, cy, _ = (add_rep(world.south, name) for name in ("Ann", "Bob", "Cy", "Dee"))
        for rep, was, now in (
            (ann, (4, 10, 10, 10), (4.8, 10, 10, 10)),
            (bob, (10, 10, 5, 10), (10, 10, 9, 10)),
            (cy, None, (2, 9, 9, 9)),
        ):
            if was:
                save_reading(rep, day(10), *was)
            save_reading(rep, day(CLOSE), *now)
        close_through(world.organization, CLOSE)
        add_session(reps=[ann], day=day(50), topic="T", by=world.users["coach"])  # 21 days ago
        add_session(reps=[bob], day=day(51), topic="T", by=world.users["coach"])
        add_session(reps=[cy], day=day(75), topic="Planned", by=world.users["coach"])
        yield world


def load_cohort(world: World, asked: CohortQuery) -> Cohort:
    reps = Rep.objects.filter(name__in=["Ann", "Bob", "Cy", "Dee"])
    return cohort(world.organization, reps, asked)


def cohort_names(found: Cohort) -> dict[str, list[str]]:
    return {part.title: [line.rep.name for line in part.rows] for part in found.groups}


def test_reps_are_grouped_by_weakest_pillar_lowest_first(inside: World) -> None:
    cohort_page = load_cohort(inside, CohortQuery())
    assert cohort_names(cohort_page) == {
        "Brand is weakest": ["Cy", "Ann"],
        "Insights is weakest": ["Bob"],
        "Not ranked yet": ["Dee"],
    }
    assert [(name, n) for _, name, n in cohort_page.weakest] == [
        ("Brand", 2), ("People", 0), ("Insights", 1), ("Relationships", 0),
    ]  # fmt: skip
    assert (cohort_page.rep_count, cohort_page.close) == (4, day(CLOSE))


def test_a_building_score_has_no_weakest_pillar_and_is_not_stalled(inside: World) -> None:
    dee = Rep.objects.get(name="Dee")
    save_inputs(dee, {day(at): {"posts": 1} for at in (1, CLOSE)})
    close_through(inside.organization, CLOSE)
    found = load_cohort(inside, CohortQuery())
    (row,) = next(part.rows for part in found.groups if part.title == "Not ranked yet")
    assert row.period_score is not None
    assert (row.rep, row.weakest_words, row.stalled) == (dee, "not ranked yet", False)


def test_stalled_means_less_than_a_point_in_sixty_days(inside: World) -> None:
    cohort_page = load_cohort(inside, CohortQuery(by="stalled"))
    assert list(cohort_names(cohort_page).values()) == [["Ann"]] and cohort_page.stalled == 1
    lines = {
        line.rep.name: line.change
        for part in load_cohort(inside, CohortQuery()).groups
        for line in part.rows
    }
    assert lines["Ann"] == pytest.approx(0.8, abs=1e-6)
    assert lines["Bob"] == pytest.approx(4, abs=1e-6)
    assert lines["Cy"] is None and lines["Dee"] is None


@pytest.mark.parametrize(
    ("days", "names"),
    [(20, ["Cy", "Dee", "Ann", "Bob"]), (21, ["Cy", "Dee", "Ann"]), (22, ["Cy", "Dee"])],
)
def test_reps_not_met_are_sorted_by_time_and_planned_sessions_do_not_count(
    inside: World, days: int, names: list[str]
) -> None:
    cohort_page = load_cohort(inside, CohortQuery(by="contact", days=days))
    assert list(cohort_names(cohort_page).values()) == [names] and cohort_page.quiet == len(names)


def test_the_pillar_filter_applies_to_every_grouping(inside: World) -> None:
    assert cohort_names(load_cohort(inside, CohortQuery(pillar="insights"))) == {
        "Insights is weakest": ["Bob"]
    }
    quiet = cohort_names(load_cohort(inside, CohortQuery(by="contact", pillar="brand")))
    assert list(quiet.values()) == [["Cy", "Ann"]]


def test_each_row_shows_the_next_open_action_item(inside: World) -> None:
    ann = Rep.objects.get(name="Ann")
    for text, due in (("Later", 90), ("Soon", 73)):
        add_action_item(rep=ann, text=text, signal="", due_on=day(due), by=inside.users["coach"])
    rows = {
        line.rep.name: line
        for part in load_cohort(inside, CohortQuery()).groups
        for line in part.rows
    }
    assert rows["Ann"].next_item and rows["Ann"].next_item.text == "Soon"
    assert rows["Ann"].due_words == "due in 2 days" and rows["Bob"].next_item is None


def test_the_page_lists_the_coachs_reps_as_the_query_string_says(inside: World) -> None:
    coach = inside.signed_in("coach")
    page = coach.get("/cohort/?by=contact&days=22").content.decode()
    assert "Dee" in page and "No session for 22 days or more" in page and "Bob" not in page
    everybody = coach.get("/cohort/?days=never&by=luck&pillar=charm").content.decode()
    assert "Bob" in everybody and "Rep Reyes" not in everybody, "who is another's"
    assert inside.signed_in("manager").get("/cohort/").status_code == 404
    assert "Rep Reyes" in inside.signed_in("admin").get("/cohort/").content.decode()


def test_managed_reps_are_not_in_the_cohort(inside: World) -> None:
    Role.objects.create(
        organization=inside.organization, user=inside.users["coach"], kind=Role.Kind.MANAGER,
        team=inside.north, since=FIRST_DAY,
    )  # fmt: skip
    assert "Rep Reyes" not in inside.signed_in("coach").get("/cohort/").content.decode()
