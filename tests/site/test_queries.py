"""Query counts of pages and lists: small, and independent of the size of the team."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.daily.active_version import clear_timeline_cache
from scoring.models import Run
from scoring.reports.spec import ReportSpec, SubjectKind
from teams.access.viewer import current_viewer
from teams.base.sources import Source
from teams.coaching.programmes import create_programme, set_members
from teams.coaching.sessions import add_action_item, add_note, add_session
from teams.facts.readings import Reading, save_readings
from teams.facts.save_days import DayEntry, save_days
from teams.models import (
    ActionItem,
    CoachingSession,
    Goal,
    Group,
    Membership,
    OfficialReading,
    Organization,
    Programme,
    ProgrammeMember,
    Rep,
    ReportJob,
    ReportSchedule,
    ShareLink,
)
from teams.people.groups import save_group
from teams.planning.goals import set_goal
from teams.reports.share_links import create_share_link
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through
from tests.scoring.versions.custom_versions import (
    POSTS_PARAMETERS,
    QUICK_PARAMETERS,
    propose_version,
)
from tests.slow import slow_case
from tests.world import FIRST_DAY, Person, World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
MOST_OF_A_PAGE, MOST_OF_A_LIST, MOST_OF_A_REPORT = 15, 10, 32
# The day's first forecast also judges the organisation's past ones, for everybody.
ONCE_A_DAY = 5
MAX_GUIDE_QUERIES = 12  # API; computes one rep's score with the presenters of the pages
FEW_REPS = 10
# Numbers of reps with the same counts of queries.
sizes_of_teams = pytest.mark.parametrize("sizes", [(20,), slow_case((FEW_REPS, 200))])

PAGES: dict[tuple[Person, str], int] = {
    ("admin", "/teams/"): 15,
    ("manager", "/teams/{north}/feed/"): 13,
    ("manager", "/teams/{north}/feed/?period=7"): 13,
    ("admin", "/trends/{north}/"): 14,
    ("manager", "/trends/{north}/?period=all&by=week&view=pillars"): 15,
    ("admin", "/trends/compare/?with=team-{north}&with=rep-{rep}&period=all"): 12,
    ("manager", "/trends/{north}/svg/?period=all"): 11,
    ("rep", "/reps/{rep}/svg/"): 15,
    ("manager", "/trends/{north}/csv/"): 8,
    ("manager", "/teams/{north}/"): 14,
    ("manager", "/teams/{north}/?board=improved&period=90&sort=change&q=rep"): 11,
    ("manager", "/watching/"): 9,
    ("manager", "/watching/teams/{north}/chats/"): 6,
    ("rep", "/teams/{north}/"): 10,
    ("manager", "/teams/{north}/csv/"): 9,
    ("manager", "/teams/{north}/?day=2026-02-26"): 15,
    ("rep", "/teams/{north}/?day=2026-02-26&tenure=new&reach=30&all=1"): 12,
    ("admin", "/teams/?day=2026-02-26"): 12,
    ("manager", "/teams/{north}/?board=goal"): 15,
    ("manager", "/teams/{north}/?board=newcomers"): 15,
    ("admin", "/leaderboard/"): 14,
    ("admin", "/leaderboard/csv/"): 9,
    ("manager", "/groups/{group}/"): 15,
    ("manager", "/teams/{north}/tv/"): 9,
    ("admin", "/tv/"): 9,
    ("manager", "/groups/"): 6,
    ("rep", "/goals/reps/{rep}/"): 6,
    ("manager", "/goals/teams/{north}/"): 6,
    ("rep", "/reps/{rep}/"): 15,
    ("manager", "/reps/{rep}/?view=pillars&period=365"): 15,
    ("rep", "/reps/{rep}/why/"): 12,
    ("manager", "/reps/{rep}/why/"): 13,
    ("rep", "/reps/{rep}/why/changed/"): 13,
    ("manager", "/reps/{rep}/why/changed/?from=2026-02-01&to=2026-03-01"): 11,
    ("rep", "/reps/{rep}/next/"): 13,
    ("rep", "/reps/{rep}/plan/"): 10,
    ("manager", "/reps/{rep}/what-if/?comments=9"): 10,
    ("manager", "/teams/{north}/what-if/?comments=5"): 9,
    ("coach", "/playbook/"): 6,
    ("rep", "/me/others/"): 15,
    ("rep", "/me/others/?as=rep"): 13,
    ("rep", "/me/week/"): 8,
    ("rep", "/me/year/"): 7,
    ("rep", "/log/"): 10,
    ("rep", "/log/2026-03-02/"): 9,
    ("rep", "/log/?like=2026-03-03"): 10,
    ("rep", "/log/fortnight/"): 6,
    ("rep", "/log/leave/"): 6,
    ("rep", "/log/week/"): 10,
    ("rep", "/reading/"): 7,
    ("rep", "/imports/"): 6,
    ("rep", "/reading/?way=type"): 7,
    ("rep", "/reading/history/"): 11,
    ("rep", "/reading/history/?period=all"): 11,
    ("manager", "/model/quality/"): 14,
    ("admin", "/model/calibration/"): 14,
    ("coach", "/progress/templates/"): 6,
    ("admin", "/shares/?whom=team-{north}"): 12,
}
BETWEEN = f"from={day(TODAY - 20)}&to={day(TODAY - 1)}"
# A report reads each fact of its people once.
REPORTS: dict[tuple[Person, str], int] = {
    ("admin", "/progress/?team={north}"): 23,
    ("admin", "/progress/?rep={rep}"): 32 + ONCE_A_DAY,
    ("rep", "/shared/{shared}/"): 24,
    ("admin", "/programmes/{programme}/effect/"): 18,
}
# Forecasts are computed, and their data loaded, a hundred reps at a time.
A_REPORT, A_HUNDRED, A_HUNDRED_MORE = 27 + ONCE_A_DAY, 100, 3
WHOLE_REPORT: tuple[Person, str] = (
    "admin",
    f"/api/v1/reports/?team={{north}}&{BETWEEN}&format=csv",
)
COACHING: dict[tuple[Person, str], int] = {
    ("admin", "/programmes/"): 7,
    ("admin", "/programmes/{programme}/"): 14,
    ("admin", "/programmes/{programme}/edit/"): 8,
    ("admin", "/cohort/"): 11,
    ("admin", "/cohort/?by=contact&days=30&pillar=brand"): 11,
    ("rep", "/reps/{rep}/coaching/"): 13,
    ("manager", "/reps/{rep}/coaching/"): 14,
    ("admin", "/reps/{rep}/coaching/"): 14,
}
FILE_PAGES: dict[tuple[Person, str], int] = {
    ("admin", "/progress/files/"): 6,
    ("admin", "/progress/schedules/"): 14,
}
MODEL: dict[tuple[Person, str], int] = {
    ("admin", "/model/"): 9,
    ("coach", "/model/versions/new/"): 6,
    ("admin", "/model/versions/2.1/"): 13,
}
JOBS: dict[tuple[Person, str], int] = {
    ("admin", "/jobs/"): 14,
    ("admin", "/jobs/?days=90"): 14,
    ("admin", "/jobs/progress/"): 8,
}
LISTS: dict[tuple[Person, str], int] = {
    ("admin", "/api/v1/reps/?limit=1000"): 5,
    ("rep", "/api/v1/reps/{rep}/"): 4,
    ("rep", "/api/v1/reps/{rep}/days/"): 6,
    ("manager", "/api/v1/reps/{rep}/readings/"): 8,
    ("manager", "/api/v1/reps/{rep}/snapshots/"): 8,
    ("admin", "/api/v1/teams/"): 4,
    ("manager", "/api/v1/teams/{north}/leaderboard/"): 9,
}
GUIDE: dict[tuple[Person, str], int] = {
    ("rep", "/api/v1/reps/{rep}/why/"): 11,
    ("manager", "/api/v1/reps/{rep}/why/"): 12,
    ("rep", "/api/v1/reps/{rep}/changes/"): 12,
    ("manager", "/api/v1/reps/{rep}/changes/?from=2026-02-01&to=2026-03-01"): 10,
}
FORECASTS: dict[tuple[Person, str], int] = {
    ("rep", "/reps/{rep}/forecast/"): 10 + ONCE_A_DAY,
    ("rep", "/reps/{rep}/ahead/"): 15 + ONCE_A_DAY,
    ("manager", "/api/v1/reps/{rep}/forecast/"): 11 + ONCE_A_DAY,
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def fill_team(world: World, reps: int) -> None:
    """Fills North up to `reps` reps, each with days, readings and a score that moved."""
    with world.scope():
        there = Rep.objects.of_team(world.north, day(CLOSE)).count()
        hired = [
            Rep(organization=world.organization, name=f"Rep {n}", email=f"{n}@example.com")
            for n in range(there, reps)
        ]
        Rep.objects.bulk_create(hired)
        join = partial(
            Membership, organization=world.organization, team=world.north, since=FIRST_DAY
        )
        Membership.objects.bulk_create(join(rep=rep) for rep in hired)
        everybody = [world.rep, *hired] if there == 1 else hired
        _save_facts(world, [rep.pk for rep in everybody])
        close_through(world.organization, CLOSE)


def _save_facts(world: World, reps: list[int]) -> None:
    def at(n: int, when: date) -> Reading:
        return Reading(n, when, *[(n * when.day) % 20 + 1.0] * 4)

    readings = [at(n, when) for n in reps[::2] for when in (day(20), day(50), day(57))]
    days = [DayEntry(n, day(at), {"posts": n % 3}) for n in reps for at in range(44, 59)]
    ours = world.organization
    save_readings(organization=ours, readings=readings, how=OfficialReading.How.DEMO)
    save_days(organization=ours, source=Source.DEMO, entries=days)


def count_queries(
    world: World, asked: dict[tuple[Person, str], int]
) -> dict[tuple[Person, str], int]:
    places = {"north": world.north.pk, "rep": world.rep.pk, "group": _group(world),
              "programme": _programme(world), "shared": _shared(world)}  # fmt: skip
    return {key: _queries(world.signed_in(key[0]), key[1].format(**places)) for key in asked}


def _group(world: World) -> int:
    """A group of all reps in North, owned by its manager."""
    with world.scope():
        Group.objects.all().delete()
        reps = list(Rep.objects.of_team(world.north, day(CLOSE)))
        manager = world.users["manager"]
        group = save_group(organization=world.organization, by=manager, name="All", reps=reps)
        for rep in reps[::3]:
            set_goal(
                owner=rep, what=Goal.What.TOTAL, target=70, by_day=day(90), by=manager,
                today=day(50 + rep.pk % 7),
            )  # fmt: skip
    return group.pk


def _programme(world: World) -> int:
    """A programme for a third of North, without a coach."""
    with world.scope():
        Programme.objects.all().delete()
        programme: Programme = Programme.objects.create(
            organization=world.organization, name="Spring", starts_on=day(21), ends_on=day(57)
        )
        ProgrammeMember.objects.bulk_create(
            ProgrammeMember(organization=world.organization, programme=programme, rep=rep)
            for rep in list(Rep.objects.of_team(world.north, day(CLOSE)))[::3]
        )
    return programme.pk


def _shared(world: World) -> str:
    """The key of a share link to a report of North; each rep has a share link, too."""
    order = ReportSpec(SubjectKind.TEAM, world.north.pk, day(28), day(CLOSE))
    with world.scope():
        ShareLink.objects.all().delete()
        viewer = current_viewer(world.users["admin"])
        assert viewer
        for rep in Rep.objects.of_team(world.north, day(CLOSE)):
            alone = replace(order, kind=SubjectKind.REP, pk=rep.pk).as_json()
            create_share_link(viewer=viewer, asked=alone, about=rep.name, rep=rep)
        _, key = create_share_link(viewer=viewer, asked=order.as_json(), about="North")
    return key


@sizes_of_teams
def test_model_pages_need_as_many_queries_for_ten_reps_as_for_two_hundred(
    world: World, sizes: tuple[int, ...]
) -> None:
    for reps, parameters in zip(sizes, (QUICK_PARAMETERS, POSTS_PARAMETERS), strict=False):
        fill_team(world, reps)
        with world.scope():
            propose_version(world, parameters)
        assert count_queries(world, MODEL) == MODEL
    assert max(MODEL.values()) <= MOST_OF_A_PAGE


def create_coaching(world: World) -> dict[str, int]:
    """A programme of all of North with two sessions per rep and two action items per session."""
    admin, organization = world.users["admin"], world.organization
    Programme.objects.all().delete()
    CoachingSession.objects.all().delete()
    ActionItem.objects.all().delete()
    reps = list(Rep.objects.of_team(world.north, day(CLOSE)).select_related("organization"))
    programme = create_programme(
        organization=organization, name="Spring", starts_on=day(20), ends_on=day(80), target=60,
        by=admin,
    )  # fmt: skip
    set_members(programme=programme, reps=reps, overseen_ids={rep.pk for rep in reps}, by=admin)
    for at in (30, 50):
        met = add_session(reps=reps, day=day(at), topic="T", by=admin, programme=programme)
        add_note(sessions=met, audience="shared", text="Said", by=admin)
        for each, signal in product(met, ("posts", "comments")):
            add_action_item(
                rep=each.rep, text="Do it", signal=signal, agreed_on=day(at), due_on=day(at + 9),
                by=admin, session=each,
            )  # fmt: skip
    return {"programme": programme.pk, "rep": world.rep.pk}


@sizes_of_teams
def test_coaching_pages_need_as_many_queries_for_ten_reps_as_for_two_hundred(
    world: World, sizes: tuple[int, ...]
) -> None:
    for reps in sizes:
        fill_team(world, reps)
        with world.scope():
            places = create_coaching(world)
        asked = {
            key: _queries(world.signed_in(key[0]), key[1].format(**places)) for key in COACHING
        }
        assert asked == COACHING
    assert max(COACHING.values()) <= MOST_OF_A_PAGE


def test_saving_a_day_and_showing_the_score_needs_no_more_queries_than_a_page(world: World) -> None:
    fill_team(world, FEW_REPS)
    client = world.signed_in("rep")
    with CaptureQueriesContext(connection) as queries:
        client.post("/log/", {"posts": "2"}, headers={"HX-Request": "true"})
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= MOST_OF_A_PAGE


def create_runs(organization: Organization, runs: int) -> None:
    """A ledger of `runs` runs over ten days, in all states."""
    states = ("done", "done", "failed", "due", "running")
    rows = [
        Run(organization=organization, zone="UTC", shard=n // 10, day=day(CLOSE - n % 10),
            state=states[n % 5], error="ValueError" * (n % 3 == 0), attempts=n % 4)
        for n in range(runs)
    ]  # fmt: skip
    Run.objects.all().delete()
    Run.objects.bulk_create(rows)


def test_the_jobs_page_needs_as_many_queries_for_ten_runs_as_for_a_thousand(world: World) -> None:
    for runs in (10, 1000):
        with world.scope():
            create_runs(world.organization, runs)
        assert count_queries(world, JOBS) == JOBS
    assert max(JOBS.values()) <= MOST_OF_A_PAGE


def create_report_jobs(world: World, number: int) -> None:
    """`number` report jobs and as many report schedules."""
    asked = [{"kind": kind, "pk": pk, "first": "2026-01-31", "last": "2026-02-28"}
             for kind, pk in (("team", world.north.pk), ("rep", world.rep.pk), ("group", 1))
             ]  # fmt: skip
    models: list[tuple[Any, dict[str, Any]]] = [
        (ReportJob, {}), (ReportSchedule, {"every": "month", "next_on": day(91)}),
    ]  # fmt: skip
    for model, more in models:
        model.objects.all().delete()
        model.objects.bulk_create(
            model(
                organization=world.organization, by=world.users["admin"], asked=asked[n % 3],
                how={"format": "csv", "parts": "one", "template": None}, **more,
            )
            for n in range(number)
        )  # fmt: skip


def test_report_lists_need_as_many_queries_for_three_as_for_fifty(world: World) -> None:
    for number in (3, 50):
        with world.scope():
            create_report_jobs(world, number)
        assert count_queries(world, FILE_PAGES) == FILE_PAGES
    assert max(FILE_PAGES.values()) <= MOST_OF_A_PAGE


def _queries(client: Client, path: str) -> int:
    # The version is cached for 30 seconds, not looked up for each page.
    clear_timeline_cache()
    caches["remembered"].clear()
    client.get(path)  # an admin's first visit starts the grace period for two-step sign-in
    caches["remembered"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@sizes_of_teams
def test_pages_and_lists_need_as_many_queries_for_ten_reps_as_for_two_hundred(
    world: World, sizes: tuple[int, ...]
) -> None:
    every = PAGES | LISTS | GUIDE | FORECASTS | REPORTS
    for reps in sizes:
        fill_team(world, reps)
        counts = every | {WHOLE_REPORT: A_REPORT + A_HUNDRED_MORE * (reps > A_HUNDRED)}
        assert count_queries(world, counts) == counts


def test_query_counts_are_within_the_limits() -> None:
    assert max(PAGES.values()) <= MOST_OF_A_PAGE
    assert max(LISTS.values()) <= MOST_OF_A_LIST
    assert max(GUIDE.values()) <= MAX_GUIDE_QUERIES
    assert max(FORECASTS.values()) <= MOST_OF_A_PAGE + ONCE_A_DAY
    assert max(REPORTS.values()) <= MOST_OF_A_REPORT + ONCE_A_DAY
