"""Generates organisations of any size directly in PostgreSQL's tables, for benchmarks."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django_scopes import scope

from teams.base.inputs import INPUTS, InputKind
from teams.models import Organization, Team

LARGEST_VALUES = {
    InputKind.COUNT: "12",
    InputKind.LEVEL: "400",
    InputKind.PERCENT: "100",
    InputKind.HOURS: "30",
}
TEAMS = 20


def create_large_organization(
    reps: int, first: date, days: int, teams: int = TEAMS
) -> Organization:
    """An organisation of `reps` reps who know six of ten inputs on each of `days` days.

    Every tenth rep has a reading on the first day.
    """
    organization = Organization.objects.create(name=f"Bench {reps}", slug=f"bench-{reps}")
    with scope(organization=organization):
        named = [Team(organization=organization, name=f"Team {at}") for at in range(teams)]
        team = Team.objects.bulk_create(named)[0].pk
    mine = organization.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO teams_rep (organization_id, name, email, time_zone, changes, changed_by) "
            "SELECT %s, 'Rep ' || n, 'rep' || n || '@bench.example', '', 0, 0 "
            "FROM generate_series(1, %s) n",
            [mine, reps],
        )
        cursor.execute(
            "INSERT INTO teams_membership (organization_id, rep_id, team_id, since) "
            "SELECT organization_id, id, %s + id %% %s, %s FROM teams_rep "
            "WHERE organization_id = %s",
            [team, teams, first, mine],
        )
        cursor.execute(
            "INSERT INTO teams_officialreading (organization_id, rep_id, day, brand, people, "
            "insights, relationships, how, entered_at) "
            "SELECT organization_id, id, %s, 12, 6, 4, 14, 'demo', now() FROM teams_rep "
            "WHERE organization_id = %s AND id %% 10 = 0",
            [first, mine],
        )
        _copy_logs(cursor, mine, first, days)
        cursor.execute("ANALYZE")
    return organization


def _copy_logs(cursor: Any, organization: int, first: date, days: int) -> None:
    amounts = {
        name: LARGEST_VALUES[each.kind]
        for name, each in INPUTS.items()
        if each.kind in LARGEST_VALUES
    }
    cells = [
        f"CASE WHEN random() < 0.6 THEN floor(random() * {most}) END" for most in amounts.values()
    ]
    cursor.execute(
        "INSERT INTO teams_dailylog (organization_id, rep_id, day, source, saved_at, "
        f"{', '.join(amounts)}) SELECT organization_id, id, day::date, 3, now(), "
        f"{', '.join(cells)} FROM generate_series(%s::date, %s::date, '1 day') day, teams_rep "
        "WHERE organization_id = %s",
        [first, first + timedelta(days=days - 1), organization],
    )


def add_history(organization: Organization, last: date, days: int) -> None:
    """Adds `days` days of logs and scores ending on `last`."""
    since = last - timedelta(days=days - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO teams_dailylog (organization_id, rep_id, day, source, saved_at, posts) "
            "SELECT organization_id, id, day::date, 3, now(), 1 "
            "FROM generate_series(%s::date, %s::date, '1 day') day, teams_rep "
            "WHERE organization_id = %s",
            [since, last, organization.pk],
        )
        cursor.execute(
            "INSERT INTO scoring_snapshot (brand, people, insights, relationships, rep_id, day, "
            "organization_id, team_id, signals, reading_age, state, known_days, known, version) "
            "SELECT 12, 6, 4, 14, id, day::date, organization_id, NULL, 1, 1, 2, 20, true, '1' "
            "FROM generate_series(%s::date, %s::date, '1 day') day, teams_rep "
            "WHERE organization_id = %s",
            [since, last, organization.pk],
        )
        cursor.execute("ANALYZE scoring_snapshot, teams_dailylog")
