"""The cohort: whom a coach sees next, by weakest pillar, by who stalls, by who was not met."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.cohort import Asked, Cohort, cohort
from teams.coaching import add_session, agree
from teams.models import Rep, Role
from tests.scoring.core.histories import day
from tests.scoring.facts import close, read
from tests.world import SINCE, World, join

CLOSE, TODAY = 70, 71


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """Ann and Cy are weakest in brand, Bob in insights, Dee has no score. Ann moved by 0.8 and Bob
    by 4 since sixty days before; Cy came later."""
    with world.scope():
        ann, bob, cy, _ = (join(world.south, name) for name in ("Ann", "Bob", "Cy", "Dee"))
        for rep, was, now in (
            (ann, (4, 10, 10, 10), (4.8, 10, 10, 10)),
            (bob, (10, 10, 5, 10), (10, 10, 9, 10)),
            (cy, None, (2, 9, 9, 9)),
        ):
            if was:
                read(rep, day(10), *was)
            read(rep, day(CLOSE), *now)
        close(world.organization, CLOSE)
        add_session(reps=[ann], day=day(50), topic="T", by=world.users["coach"])  # 21 days ago
        add_session(reps=[bob], day=day(51), topic="T", by=world.users["coach"])
        add_session(reps=[cy], day=day(75), topic="Planned", by=world.users["coach"])
        yield world


def seen(world: World, asked: Asked) -> Cohort:
    reps = Rep.objects.filter(name__in=["Ann", "Bob", "Cy", "Dee"])
    return cohort(world.organization, reps, asked)


def parts(found: Cohort) -> dict[str, list[str]]:
    return {part.title: [line.rep.name for line in part.lines] for part in found.parts}


def test_each_stands_under_their_weakest_pillar_the_weakest_first(inside: World) -> None:
    found = seen(inside, Asked())
    assert parts(found) == {
        "Brand is weakest": ["Cy", "Ann"],
        "Insights is weakest": ["Bob"],
        "No score yet": ["Dee"],
    }
    assert [(name, n) for _, name, n in found.weakest] == [
        ("Brand", 2), ("People", 0), ("Insights", 1), ("Relationships", 0),
    ]  # fmt: skip
    assert (found.people, found.close) == (4, day(CLOSE))


def test_stalled_is_less_than_a_point_in_sixty_days_of_whom_can_be_compared(inside: World) -> None:
    found = seen(inside, Asked(by="stalled"))
    assert list(parts(found).values()) == [["Ann"]] and found.stalled == 1
    lines = {
        line.rep.name: line.change for part in seen(inside, Asked()).parts for line in part.lines
    }
    assert lines["Ann"] == pytest.approx(0.8, abs=1e-6)
    assert lines["Bob"] == pytest.approx(4, abs=1e-6)
    assert lines["Cy"] is None and lines["Dee"] is None


@pytest.mark.parametrize(
    ("days", "names"),
    [(20, ["Cy", "Dee", "Ann", "Bob"]), (21, ["Cy", "Dee", "Ann"]), (22, ["Cy", "Dee"])],
)
def test_not_met_for_so_many_days_longest_first_and_a_plan_is_no_meeting(
    inside: World, days: int, names: list[str]
) -> None:
    found = seen(inside, Asked(by="contact", days=days))
    assert list(parts(found).values()) == [names] and found.quiet == len(names)


def test_a_pillar_narrows_whatever_is_looked_at(inside: World) -> None:
    assert parts(seen(inside, Asked(pillar="insights"))) == {"Insights is weakest": ["Bob"]}
    quiet = parts(seen(inside, Asked(by="contact", pillar="brand")))
    assert list(quiet.values()) == [["Cy", "Ann"]]


def test_what_is_open_and_due_next_stands_beside_each(inside: World) -> None:
    ann = Rep.objects.get(name="Ann")
    for text, due in (("Later", 90), ("Soon", 73)):
        agree(rep=ann, text=text, signal="", due_on=day(due), by=inside.users["coach"])
    found = {line.rep.name: line for part in seen(inside, Asked()).parts for line in part.lines}
    assert found["Ann"].item and found["Ann"].item.text == "Soon"
    assert found["Ann"].due_words == "due in 2 days" and found["Bob"].item is None


def test_the_page_is_of_those_one_coaches_and_its_address_says_how(inside: World) -> None:
    coach = inside.signed_in("coach")
    page = coach.get("/cohort/?by=contact&days=22").content.decode()
    assert "Dee" in page and "No session for 22 days or more" in page and "Bob" not in page
    everybody = coach.get("/cohort/?days=never&by=luck&pillar=charm").content.decode()
    assert "Bob" in everybody and "Rep Reyes" not in everybody, "who is another's"
    assert inside.signed_in("manager").get("/cohort/").status_code == 404
    assert "Rep Reyes" in inside.signed_in("admin").get("/cohort/").content.decode()


def test_whom_one_only_manages_is_not_of_the_cohort(inside: World) -> None:
    Role.objects.create(
        organization=inside.organization, user=inside.users["coach"], kind=Role.Kind.MANAGER,
        team=inside.north, since=SINCE,
    )  # fmt: skip
    assert "Rep Reyes" not in inside.signed_in("coach").get("/cohort/").content.decode()
