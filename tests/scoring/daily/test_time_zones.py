"""Time zones: every rep has exactly one score per local date, through every clock change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError

from scoring.daily import ledger, runs
from scoring.daily.tasks import close_days, tick
from scoring.models import Run, Snapshot
from teams.base import clock
from teams.models import AuditEntry, Change, Organization, Rep
from teams.people.working_days import set_time_zone, set_time_zone_of, set_working_days
from tests.scoring.core.histories import day
from tests.scoring.facts import (
    close_through,
    create_rep,
    run_command,
    run_failing_command,
    save_inputs,
    snapshot_days,
    stored_snapshots,
)
from tests.slow import sample_cases, slow_case
from tests.world import World

# Every UTC offset in use and every kind of clock change: at midnight (Havana, Beirut, Santiago,
# Azores), by half an hour (Lord Howe), for Ramadan (Casablanca), by two hours (Troll).
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Africa/Lagos",
    "America/Anchorage", "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Bogota",
    "America/Chicago", "America/Havana", "America/Los_Angeles", "America/Mexico_City",
    "America/New_York", "America/Nuuk", "America/Santiago", "America/Sao_Paulo",
    "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem",
    "Asia/Kabul", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tehran", "Asia/Tokyo",
    "Atlantic/Azores", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney",
    "Europe/Berlin", "Europe/Chisinau", "Europe/Lisbon", "Europe/London", "Pacific/Apia",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago",
)  # fmt: skip
YEARS = range(2024, 2031)
LEAP_DAYS = [datetime(year, 2, 29, 12, tzinfo=UTC) for year in (2024, 2028)]
NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)  # day 6
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        yield


def offset_changes(zone: str) -> list[datetime]:
    """The hours (UTC) at which the zone's offset changes."""
    place, hours = ZoneInfo(zone), 24 * 366 * len(YEARS)
    at, found = datetime(YEARS[0], 1, 1, tzinfo=UTC), []
    offset = at.astimezone(place).utcoffset()
    for _ in range(hours):
        at += HOUR
        if (now := at.astimezone(place).utcoffset()) != offset:
            found.append(at)
            offset = now
    return found


@pytest.mark.parametrize("zone", sample_cases(ZONES, 8))
def test_every_local_date_ends_once_through_every_clock_change(zone: str) -> None:
    for change in [*offset_changes(zone), *LEAP_DAYS]:
        over: list[date] = []
        with time_machine.travel(change - 36 * HOUR, tick=False) as now:
            for _ in range(72 * 4):
                last = clock.last_day_over(zone, timedelta(minutes=10))
                # Like the ledger: opens every day that is missing.
                while not over or over[-1] < last:
                    over.append(over[-1] + timedelta(days=1) if over else last)
                now.shift(HOUR / 4)
        first = (change - 37 * HOUR).astimezone(ZoneInfo(zone)).date()
        assert over == [over[0] + timedelta(days=at) for at in range(len(over))]
        assert len(over) in (3, 4) and over[0] <= first


def run_ticks(world: World, since: datetime, hours: int, step: int) -> None:
    """Ticks every `step` hours and runs the jobs that are due."""
    with time_machine.travel(since, tick=False) as now:
        for _ in range(0, hours, step):
            tick()
            for zone, number in ledger.shards_with_open_days():
                close_days(world.organization.pk, zone, number)
            now.shift(step * HOUR)


@pytest.mark.parametrize(
    ("since", "zones"),
    [
        (datetime(2026, 3, 27, tzinfo=UTC), ZONES[::8]),
        slow_case(datetime(2026, 3, 27, tzinfo=UTC), ZONES),
        slow_case(datetime(2028, 2, 27, tzinfo=UTC), ZONES),
    ],
)
def test_forty_zones_have_one_snapshot_per_rep_and_local_date(
    world: World, since: datetime, zones: tuple[str, ...]
) -> None:
    reps = [create_rep(world.north, f"Rep {at}", time_zone=zone) for at, zone in enumerate(zones)]
    for rep in reps:
        save_inputs(rep, {since.date() - timedelta(days=2): {"posts": 1}})
    run_ticks(world, since, hours=72, step=8)
    for rep in reps:
        ticked = (since + 64 * HOUR - settings.CLOSE_GRACE).astimezone(ZoneInfo(rep.time_zone))
        last = ticked.date() - timedelta(days=1)
        first = since.date() - timedelta(days=2)
        expected = [first + timedelta(days=at) for at in range((last - first).days + 1)]
        assert [row.day for row in stored_snapshots(rep)] == expected, rep.time_zone


def test_a_day_closes_after_its_grace_period(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    midnight = datetime(2026, 1, 10, tzinfo=UTC)  # day 5 is over
    with time_machine.travel(midnight + timedelta(minutes=9), tick=False):
        ledger.open_days(world.organization)
        assert [run.day for run in Run.objects.all()] == [day(4)]
    with time_machine.travel(midnight + timedelta(minutes=10), tick=False):
        ledger.open_days(world.organization)
        assert [run.day for run in Run.objects.all()] == [day(4), day(5)]


def test_a_requested_day_is_closed_only_where_it_has_ended(world: World) -> None:
    early = create_rep(world.north, "Early", time_zone="Pacific/Kiritimati")
    for rep in (world.rep, early):
        save_inputs(rep, {day(1): {"posts": 1}})
    with time_machine.travel(NOON, tick=False):
        close_through(world.organization, 6)
    assert snapshot_days(early)[-1] == 6 and snapshot_days(world.rep)[-1] == 5


def test_a_rep_who_moves_east_misses_no_day(world: World) -> None:
    """Day 6 is over in Kiritimati, but was not in the zone the rep moved from."""
    neighbour = create_rep(world.north, "Neighbour", time_zone="Pacific/Kiritimati")
    for rep in (world.rep, neighbour):
        save_inputs(rep, {day(1): {"posts": 1}})
    with time_machine.travel(NOON, tick=False):
        close_through(world.organization, 6)
        set_time_zone_of(world.rep, "Pacific/Kiritimati")
        close_through(world.organization, 6)
    assert snapshot_days(world.rep) == snapshot_days(neighbour) == [1, 2, 3, 4, 5, 6]
    last = Run.objects.get(zone="Pacific/Kiritimati", day=day(6))
    assert (Change(last.why), last.restated) == (Change.TIME_ZONE, 1)


def test_a_rep_who_moves_west_has_the_day_only_once(world: World) -> None:
    """Day 6 is closed already and goes on in the new zone: entries made then count, too."""
    rep = create_rep(world.north, "Traveller", time_zone="Pacific/Kiritimati")
    for each in (rep, world.rep):
        save_inputs(each, {day(1): {"posts": 1}})
    with time_machine.travel(NOON, tick=False) as now:
        close_through(world.organization, 6)
        set_time_zone_of(rep, "")
        save_inputs(rep, {day(6): {"endorsements": 90}})
        run_ticks(world, NOON, hours=1, step=1)
        before = stored_snapshots(rep)
        now.shift(timedelta(days=1))
        close_through(world.organization, 6)
    assert snapshot_days(rep) == [1, 2, 3, 4, 5, 6]
    assert stored_snapshots(rep)[:5] == before[:5]
    assert stored_snapshots(rep)[5].total > before[5].total


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_changing_the_organisations_zone_keeps_one_score_per_rep_and_date(
    world: World, zone: str
) -> None:
    own = create_rep(world.north, "Own", time_zone="Europe/Lisbon")
    for rep in (world.rep, own):
        save_inputs(rep, {day(1): {"posts": 1}})
    run_ticks(world, NOON - 48 * HOUR, hours=48, step=12)
    with time_machine.travel(NOON, tick=False):
        set_time_zone(world.organization, zone)
    run_ticks(world, NOON, hours=60, step=12)
    assert snapshot_days(world.rep) == list(range(1, snapshot_days(world.rep)[-1] + 1))
    assert snapshot_days(world.rep)[-1] in (6, 7, 8) and snapshot_days(own) == [1, 2, 3, 4, 5, 6, 7]
    walked = stored_snapshots()
    runs.delete_derived_data(world.organization)
    with time_machine.travel(NOON + 48 * HOUR, tick=False):
        close_through(world.organization, 9)
    assert stored_snapshots() == walked


def test_today_depends_on_the_reps_time_zone(world: World) -> None:
    world.rep.time_zone = "Pacific/Kiritimati"
    world.rep.save()
    client = world.signed_in("rep")
    tomorrow = day(7)
    with time_machine.travel(NOON, tick=False):
        assert b"Sunday 11 January" in client.get("/log/").content
        path = f"/api/v1/reps/{world.rep.pk}/days/"
        answer = client.post(path, {"day": tomorrow, "posts": 1}, content_type="application/json")
        assert answer.status_code == 200
        admin = world.signed_in("admin")
        rows = [{"rep": each.pk, "day": str(tomorrow), "posts": 2} for each in
                (world.rep, world.rep_other)]  # fmt: skip
        both = admin.post("/api/v1/days/", rows, content_type="application/json")
        assert both.status_code == 400 and b"to today, 2026-01-10" in both.content


def test_an_import_is_refused_for_a_day_in_the_future_of_the_reps_zone(
    world: World, tmp_path: Path
) -> None:
    create_rep(world.north, "Early", time_zone="Pacific/Kiritimati")
    file = tmp_path / "days.csv"
    early = "2026-01-11,early@example.com,1"
    late = f"2026-01-11,{world.rep.email},1"
    with time_machine.travel(NOON, tick=False):
        file.write_text(f"date,email,posts\n{early}\n{late}\n")
        output = run_failing_command("import_activity", file, "--organization", "northwind")
        assert f"line 3, date: 2026-01-11 has not come yet where {world.rep.email} is" in output
        file.write_text(f"date,email,posts\n{early}\n")
        assert "1 row" in run_command("import_activity", file, "--organization", "northwind")


def test_working_days_apply_from_their_first_day(world: World) -> None:
    save_inputs(world.rep, {day(n): {"comments": 9} for n in range(1, 19)})
    close_through(world.organization, 28)
    before = stored_snapshots(world.rep)
    set_working_days(world.organization, "1234", day(15))
    close_through(world.organization, 28)
    after = stored_snapshots(world.rep)
    assert after[:18] == before[:18]  # the first Friday from day 15 on is day 19
    assert after[18].pillars != before[18].pillars  # and now decays like a weekend
    last = Run.objects.get(day=day(28))
    assert (last.restated_from, Change(last.why)) == (day(15), Change.WORKING_DAYS)
    entry = AuditEntry.objects.get(action="working days changed")
    assert entry.details == {"weekdays": "1234", "since": str(day(15))}


def test_invalid_zones_and_weekdays_are_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="is no time zone"):
        set_time_zone(world.organization, "Mars/Olympus")
    with pytest.raises(ValidationError, match="is no time zone"):
        set_time_zone_of(world.rep, "Europe")
    with pytest.raises(ValidationError, match="ISO weekdays in order"):
        set_working_days(world.organization, "321", day(1))
    assert not Rep.objects.changed().exists() and not Snapshot.objects.exists()
    assert Organization.objects.get(pk=world.organization.pk).time_zone == "UTC"
