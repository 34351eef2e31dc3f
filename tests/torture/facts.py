"""Creates organisations in every situation through the product's own functions.

Given situations produce equal ids and facts in every database until the day is over. Runs in a
process of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from sys import stdout
from time import monotonic

from django.core.management import call_command
from django.test import Client
from django_scopes import scope

from scoring.daily import runs
from teams.base.sources import Source, Value
from teams.facts.readings import Reading, save_readings
from teams.facts.save_days import DayEntry, save_days
from teams.models import DailyLog, Membership, OfficialReading, Organization, Rep, Role, Team, User
from teams.people.staffing import create_organization, grant_role_to_address
from tests.torture.situations import SITUATIONS, Situation, zones_by_day


def found(situations: Sequence[str]) -> None:
    """Creates an organisation for each situation in an empty database."""
    call_command("migrate", verbosity=0)
    zones = zones_by_day()
    for number, name in enumerate(situations):
        organization = create_organization(
            name=f"{number} {name}",
            slug=f"org-{number}",
            time_zone=zones[number % len(zones)],
            teams=["North", "South"],
        )
        with scope(organization=organization):
            _create_facts(organization, SITUATIONS[name], Random(f"{number} {name}"))


def _create_facts(organization: Organization, situation: Situation, chance: Random) -> None:
    last = organization.last_closed_day()
    first = last - timedelta(days=situation.days - 1)
    reps = _create_reps(organization, situation.reps, first)
    days = {rep: _random_days(chance, first + timedelta(days=rep % 5), last) for rep in reps}
    _save_logs(organization, days, chance)
    _save_readings(
        organization, {rep: first + timedelta(days=9 + rep % 20) for rep in reps}, chance
    )
    if situation.closed is not None:
        runs.close_days_through(organization, last - timedelta(days=situation.closed))
    if situation.late:
        _add_late_facts(organization, reps, chance)


def _create_reps(organization: Organization, count: int, since: date) -> list[int]:
    """Creates reps in two teams alternately and returns their ids; the first rep has a user."""
    teams = Team.objects.filter(organization=organization)
    email = f"mona@{organization.slug}.example"
    grant_role_to_address(organization=organization, email=email, kind=Role.Kind.REP, team=teams[0])
    Rep.objects.bulk_create(
        Rep(organization=organization, name=f"Rep {at}", email=f"{at}@{organization.slug}.example")
        for at in range(1, count)
    )
    sat = {"organization": organization, "since": since}
    reps = Rep.objects.filter(organization=organization).order_by("pk")
    Membership.objects.bulk_create(
        Membership(rep=rep, team=teams[rep.pk % 2], **sat) for rep in reps[1:]
    )
    return [rep.pk for rep in reps]


def _random_days(chance: Random, first: date, last: date) -> set[date]:
    """The first day and about thirty random others, however long the period."""
    days = (last - first).days
    return {first, *(first + timedelta(days=chance.randint(0, days)) for _ in range(30))}


def _save_logs(organization: Organization, days: Mapping[int, set[date]], chance: Random) -> None:
    entries = [
        DayEntry(rep, day, _random_values(chance)) for rep in days for day in sorted(days[rep])
    ]
    save_days(organization=organization, source=Source.CSV, entries=entries)


def _random_values(chance: Random) -> dict[str, Value]:
    return {
        "posts": chance.randint(0, 3),
        "comments": chance.randint(0, 9),
        "invitations_sent": chance.randint(0, 12),
        "invitations_accepted": chance.randint(0, 5),
        "connections": chance.randint(100, 900),
        "profile_completeness": chance.uniform(40, 100),
        "response_hours": chance.uniform(0, 30),
    }


def _save_readings(organization: Organization, days: Mapping[int, date], chance: Random) -> None:
    readings = [
        Reading(rep, day, *(chance.uniform(0, 25) for _ in range(4))) for rep, day in days.items()
    ]
    how = OfficialReading.How.TYPED
    save_readings(organization=organization, readings=readings, how=how)


def _add_late_facts(organization: Organization, reps: Sequence[int], chance: Random) -> None:
    """Adds late facts: days of this and the previous month, an earlier first day, a reading."""
    last = organization.last_closed_day()
    days = {rep: {last - timedelta(days=chance.randint(1, 45))} for rep in reps[::3]}
    days[reps[1]] = {last - timedelta(days=90)}
    _save_logs(organization, days, chance)
    _save_readings(organization, {reps[2]: last - timedelta(days=20)}, chance)


def go_undisturbed() -> None:
    """Closes all days that are over, one by one if several were missed."""
    for organization in Organization.objects.all():
        with scope(organization=organization):
            last = organization.last_closed_day()
            missed = SITUATIONS[organization.name.split(" ", 1)[1]].closed or 0
            for ago in range(missed, -1, -1):
                runs.close_days_through(organization, last - timedelta(days=ago))


def log_a_day(slug: str) -> None:
    """The organisation's rep logs today on the page; prints the seconds it took."""
    user = User.objects.get(email=f"mona@{slug}.example")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user)
    began = monotonic()
    answer = browser.post("/log/", {"posts": "2"})
    took = monotonic() - began
    with scope(organization=Organization.objects.get(slug=slug)):
        rep = Rep.objects.get(user=user)
        saved = DailyLog.objects.get(rep=rep, day=rep.today()).posts
    assert (answer.status_code, saved) == (302, 2), answer.content
    stdout.write(f"{took:.3f}")
