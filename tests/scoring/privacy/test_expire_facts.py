"""Retention: old facts are deleted after some months, and every score stays identical."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import time_machine
from django_scopes import scope

from scoring.daily import ledger, runs
from scoring.explain.rep_score import rep_score
from scoring.models import KeptState, ShardState
from scoring.privacy.expire_facts import ExpiryResult, expire_facts
from teams.facts.manual_entry import delete_day, log_day
from teams.facts.retention import DeletedFacts, NotKeptError, first_kept_day
from teams.models import AuditEntry, DailyLog, OfficialReading, Organization, Rep, Team
from teams.people.working_days import set_working_days
from tests.scoring.core.histories import LAYOUT, day, random_amount, random_reading
from tests.scoring.facts import (
    close_through,
    create_rep,
    input_values,
    kept_states,
    run_command,
    run_failing_command,
    save_inputs,
    save_reading,
    score_and_write,
    stored_snapshots,
    write_lines,
)
from tests.slow import sample_cases
from tests.world import World

LAST_DAY = 230  # 22 August 2026: retention of three months keeps facts from 1 May, day(117)
FIRST_OF_MAY = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    world.organization.retention_months = 3
    world.organization.save()
    with world.scope(), time_machine.travel(f"{day(LAST_DAY)}T12:00Z", tick=False) as clock:
        yield clock


def expire_now(organization: Organization) -> ExpiryResult:
    done = expire_facts(organization)
    assert done
    return done


class TwinOrganizations:
    """Feeds identical facts to pairs of reps in two organisations; one deletes old facts."""

    def __init__(self, forgetful: Team, other: Team, clock: time_machine.Traveller, seed: int):
        self.clock, self.chance, self.number = clock, Random(seed), 1
        self.teams = (forgetful, other)
        self.pairs: list[tuple[Rep, ...]] = []
        self.wait()
        for _ in range(3):
            self.a_newcomer()

    def live(self, steps: int) -> None:
        """Takes that many random steps, up to the last day."""
        happenings: list[Callable[[], object]] = [
            self.a_file, self.a_file, self.a_file, self.a_reading, self.leave, self.wait,
            self.a_close, self.a_close, self.expiry, self.expiry, self.a_crash_of_the_database,
            self.a_rebuild, self.a_newcomer, self.a_death,
        ]  # fmt: skip
        for _ in range(steps):
            self.chance.choice(happenings)()
        self.wait(LAST_DAY)
        for act in (self.a_close, self.expiry, self.a_file, self.a_rebuild, self.a_close):
            act()

    def wait(self, until: int | None = None) -> None:
        self.number = until or min(LAST_DAY, self.number + self.chance.randint(1, 25))
        self.clock.move_to(f"{day(self.number)}T12:00Z")

    def a_newcomer(self) -> None:
        if len(self.pairs) < 6:
            name = f"Twin {len(self.pairs)}"
            self.pairs.append(tuple(create_rep(team, name, since=day(1)) for team in self.teams))

    def _some_day(self, pair: tuple[Rep, ...]) -> date:
        with scope(organization=self.teams[0].organization):
            first = Rep.objects.get(pk=pair[0].pk).facts_from or day(1)
        return first + timedelta(self.chance.randint(0, (day(self.number) - first).days))

    def _tell(self, values: dict) -> None:
        pair = self.chance.choice(self.pairs)
        when = self._some_day(pair)
        for rep in pair:
            with scope(organization=rep.organization):
                save_inputs(rep, {when: values})

    def a_file(self) -> None:
        for _ in range(8):
            names = self.chance.sample(LAYOUT.inputs, self.chance.randint(1, 4))
            self._tell(input_values({name: random_amount(name, self.chance) for name in names}))

    def leave(self) -> None:
        self._tell({"off": True})

    def a_reading(self) -> None:
        pair, pillars = self.chance.choice(self.pairs), random_reading(self.chance)
        when = self._some_day(pair)
        for rep in pair:
            with scope(organization=rep.organization):
                save_reading(rep, when, *pillars)

    def _both(self, act: Callable[[Organization], object]) -> None:
        for team in self.teams:
            with scope(organization=team.organization):
                act(team.organization)

    def a_close(self) -> None:
        self._both(lambda organization: close_through(organization, self.number - 1))

    def a_rebuild(self) -> None:
        self._both(runs.delete_derived_data)

    def a_crash_of_the_database(self) -> None:
        self._both(lambda organization: ShardState.objects.all().delete())

    def a_death(self) -> None:
        """A worker is killed after writing snapshots; its lease runs out."""

        def die(organization: Organization) -> None:
            ledger.open_days(organization)
            for shard in ledger.shards(organization):
                if claim := ledger.claim(organization, shard):
                    score_and_write(claim)

        self._both(die)
        self.clock.shift(ledger.LEASE_DURATION + timedelta(seconds=1))

    def expiry(self) -> None:
        expire_now(self.teams[0].organization)

    def scores(self, at: int) -> list[tuple]:
        """Snapshots and checkpoints of one of the organisations, by pair number."""
        with scope(organization=self.teams[at].organization):
            reps = {pair[at].pk: number for number, pair in enumerate(self.pairs)}
            rows = [row._replace(rep=reps[row.rep], team=None) for row in stored_snapshots()]
            states = [(reps[rep], when, state) for rep, when, state in kept_states()]
        return sorted(rows) + sorted(row for row in states if row[1] >= FIRST_OF_MAY - timedelta(1))


@pytest.mark.parametrize("seed", sample_cases(range(5), 1))
def test_scores_are_identical_with_and_without_retention(
    world: World, clock: time_machine.Traveller, seed: int
) -> None:
    world.contoso.retention_months = None
    twins = TwinOrganizations(world.north, world.east, clock, seed)
    twins.live(40)
    assert twins.scores(0) == twins.scores(1)
    assert not DailyLog.objects.filter(day__lt=FIRST_OF_MAY).exists()
    assert not OfficialReading.objects.filter(day__lt=FIRST_OF_MAY).exists()
    assert set(Rep.objects.filter(name__startswith="Twin").values_list("facts_from")) == {
        (FIRST_OF_MAY,)
    }


# One rep ------------------------------------------------------------------------------------------


def create_scores(world: World) -> None:
    """Facts since January, scored through yesterday."""
    save_inputs(world.rep, {day(n): {"posts": n % 3} for n in range(1, LAST_DAY - 2, 3)})
    save_reading(world.rep, day(20), 10, 10, 10, 10)
    save_reading(world.rep, day(200), 12, 12, 12, 12)
    close_through(world.organization, LAST_DAY - 1)


def test_facts_before_the_horizon_are_deleted_and_scores_stay(world: World) -> None:
    create_scores(world)
    scores, states = stored_snapshots(), kept_states()
    done = expire_now(world.organization)
    # Both reps have a horizon now; only one had facts before it.
    assert done == ExpiryResult(FIRST_OF_MAY, reps=2, waiting=0, deleted=DeletedFacts(39, 1))
    assert stored_snapshots() == scores
    assert (
        kept_states() == [row for row in states if row[1] >= FIRST_OF_MAY - timedelta(1)] != states
    )
    (entry,) = AuditEntry.objects.filter(action="facts expired")
    assert entry.details == {"before": "2026-05-01", "reps": 2, "days": 39, "readings": 1}
    assert expire_now(world.organization) == ExpiryResult(FIRST_OF_MAY)
    assert AuditEntry.objects.filter(action="facts expired").count() == 1


def test_without_a_limit_nothing_is_deleted(world: World) -> None:
    create_scores(world)
    world.organization.retention_months = None
    assert expire_facts(world.organization) is None
    assert DailyLog.objects.filter(day__lt=FIRST_OF_MAY).exists()


def test_facts_of_reps_with_outdated_scores_are_not_deleted_yet(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    assert expire_now(world.organization).waiting == 1  # never scored
    close_through(world.organization, LAST_DAY - 1)
    save_inputs(world.rep, {day(2): {"posts": 1}})
    assert expire_now(world.organization).waiting == 1  # to be rescored from day 2
    close_through(world.organization, LAST_DAY - 1)
    KeptState.objects.filter(day=FIRST_OF_MAY - timedelta(1)).delete()
    assert expire_now(world.organization).waiting == 1  # no checkpoint to continue from
    assert DailyLog.objects.count() == 2


def test_facts_of_reps_without_a_score_are_deleted(world: World) -> None:
    save_inputs(world.rep, {day(1): {"off": True}, day(2): {"meetings": 3}})
    close_through(world.organization, LAST_DAY - 1)
    assert expire_now(world.organization) == ExpiryResult(
        FIRST_OF_MAY, reps=2, deleted=DeletedFacts(2, 0)
    )


def test_an_interrupted_deletion_continues(world: World) -> None:
    create_scores(world)
    stopped = expire_facts(world.organization, has_time=lambda: False)
    assert stopped == ExpiryResult(FIRST_OF_MAY, unfinished=True)
    assert expire_now(world.organization).reps == 2


def test_the_horizon_moves_on_by_a_month(world: World, clock: time_machine.Traveller) -> None:
    create_scores(world)
    expire_now(world.organization)
    clock.move_to("2026-09-01T12:00Z")
    close_through(world.organization, LAST_DAY + 9)
    scores = stored_snapshots()
    done = expire_now(world.organization)
    assert done.before == date(2026, 6, 1) and done.deleted.days == 10
    runs.delete_derived_data(world.organization)
    close_through(world.organization, LAST_DAY + 9)
    assert stored_snapshots() == scores


def test_facts_before_the_horizon_cannot_be_entered(world: World) -> None:
    create_scores(world)
    expire_now(world.organization)
    rep, user = Rep.objects.get(pk=world.rep.pk), world.users["rep"]
    too_long_ago = "2026-04-30 is too long ago: facts are kept from 2026-05-01 on"
    april = FIRST_OF_MAY - timedelta(1)
    with pytest.raises(NotKeptError, match=too_long_ago):
        save_inputs(rep, {april: {"posts": 1}})
    with pytest.raises(NotKeptError, match=too_long_ago):
        save_reading(rep, april, 1, 1, 1, 1)
    with pytest.raises(NotKeptError, match=too_long_ago):
        log_day(rep=rep, day=april, values={"posts": 1}, by=user)
    with pytest.raises(NotKeptError, match=too_long_ago):
        delete_day(rep=rep, day=april, by=user)
    assert (
        save_inputs(rep, {FIRST_OF_MAY: {"posts": 1}}) == 1
        and save_reading(rep, FIRST_OF_MAY, 1, 1, 1, 1) == 1
    )
    rep.refresh_from_db()
    assert rep.changed_from == FIRST_OF_MAY


def test_an_import_names_the_row_that_is_too_old(world: World, tmp_path: Path) -> None:
    expire_now(world.organization)
    rows = ("date,email,posts", "2026-04-30,rep@northwind.example,1")
    file = write_lines(tmp_path, "a.csv", *rows)
    output = run_failing_command("import_activity", file, "--organization", "northwind")
    assert "line 2, date: 2026-04-30 is too long ago: facts are kept from 2026-05-01 on" in output


def test_the_api_refuses_days_that_are_too_old(world: World) -> None:
    expire_now(world.organization)
    client, pk = world.signed_in("rep"), world.rep.pk
    april = {"day": "2026-04-30", "posts": 1}
    pillars = {"day": "2026-04-30", "brand": 1, "people": 1, "insights": 1, "relationships": 1}
    for path, body in (
        (f"/api/v1/reps/{pk}/days/", april),
        (f"/api/v1/reps/{pk}/readings/", pillars),
        ("/api/v1/days/", [april | {"rep": pk}]),
    ):
        answer = client.post(path, body, content_type="application/json")
        assert answer.status_code == 400 and "is too long ago" in answer.content.decode(), path
    assert not DailyLog.objects.exists()


def test_the_pages_refuse_days_that_are_too_old(world: World) -> None:
    expire_now(world.organization)
    client = world.signed_in("rep")
    response = client.get("/log/2026-04-30/")
    assert response.status_code == 200 and "is too long ago" in response.content.decode()
    answer = client.post("/log/2026-04-30/", {"posts": "1"})
    assert answer.status_code == 422 and "is too long ago" in answer.content.decode()
    pasted = client.post("/reading/", {"day": "2026-04-30", "text": "x"})
    assert pasted.status_code == 422 and "is too long ago" in pasted.content.decode()
    assert not DailyLog.objects.exists()


def test_rescoring_starts_at_the_horizon(world: World) -> None:
    create_scores(world)
    expire_now(world.organization)
    before = stored_snapshots()
    set_working_days(world.organization, "123456", date(2026, 2, 1))
    assert set(Rep.objects.values_list("changed_from", flat=True)) >= {FIRST_OF_MAY}
    close_through(world.organization, LAST_DAY - 1)
    unchanged = [row for row in before if row.day < FIRST_OF_MAY]
    assert stored_snapshots()[: len(unchanged)] == unchanged and stored_snapshots() != before


def test_audit_details_of_deleted_days_are_deleted(world: World) -> None:
    create_scores(world)
    save_reading(world.rep, day(20), 11, 11, 11, 11)
    save_reading(world.rep, day(200), 13, 13, 13, 13)
    close_through(world.organization, LAST_DAY - 1)
    expire_now(world.organization)
    entries = AuditEntry.objects.filter(action="reading replaced or withdrawn").order_by("pk")
    assert [entry.details.get("day") for entry in entries] == [None, day(200).isoformat()]


def test_reasons_for_periods_without_facts_are_not_shown(world: World) -> None:
    create_scores(world)
    whole_year = rep_score(world.rep, through=day(LAST_DAY - 1), period=365, provisional=False)
    expire_now(world.organization)
    rep = Rep.objects.select_related("organization").get(pk=world.rep.pk)
    after = rep_score(rep, through=day(LAST_DAY - 1), period=365, provisional=False)
    month = rep_score(rep, through=day(LAST_DAY - 1), period=90, provisional=False)
    assert whole_year and after and month
    assert whole_year.reason and not after.reason and month.reason
    assert (after.change, after.pillars) == (whole_year.change, whole_year.pillars)


def test_the_command_reports_what_was_or_would_be_deleted(world: World) -> None:
    create_scores(world)
    ours = ("--organization", "northwind")
    would = run_command("expire_facts", *ours, "--dry-run")
    assert would == ("northwind: before 2026-05-01, 39 days and 1 readings of 2 reps would go.\n")
    assert (
        DailyLog.objects.filter(day__lt=FIRST_OF_MAY).exists() and not AuditEntry.objects.exists()
    )
    assert "39 days and 1 readings of 2 reps are gone." in run_command("expire_facts", *ours)
    assert run_command("expire_facts", "--organization", "contoso") == "contoso: keeps all facts.\n"


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        ("2026-08-22", 3, FIRST_OF_MAY),
        ("2026-01-31", 3, date(2025, 10, 1)),
        ("2026-12-01", 12, date(2025, 12, 1)),
        ("2026-03-01", 120, date(2016, 3, 1)),
    ],
)
def test_the_horizon_is_the_first_of_a_month(
    world: World, clock: time_machine.Traveller, today: str, months: int, first: date
) -> None:
    clock.move_to(f"{today}T12:00Z")
    world.organization.retention_months = months
    assert first_kept_day(world.organization) == first
