"""Counts missing, doubled and different results, from the calendar and an undisturbed run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

GRACE = "10 minutes"  # CLOSE_GRACE_MINUTES of the product
ZONES = f"""
    SELECT DISTINCT o.id AS organization, z.zone,
        ((now() - interval '{GRACE}') AT TIME ZONE z.zone)::date - 1 AS last
    FROM teams_rep r JOIN teams_organization o ON o.id = r.organization_id,
        LATERAL (SELECT coalesce(nullif(r.time_zone, ''), o.time_zone)) AS z (zone)
"""
# Every rep and every day, from the rep's first fact to the last day that is over in the rep's zone.
CALENDAR = f"""
    WITH zones AS ({ZONES}), facts AS (
        SELECT rep_id, min(day) AS first FROM (
            SELECT rep_id, day FROM teams_dailylog
            UNION ALL SELECT rep_id, day FROM teams_officialreading
        ) AS each GROUP BY rep_id
    ), calendar AS (
        SELECT o.id AS organization, r.id AS rep_id, d::date AS day
        FROM teams_rep r JOIN teams_organization o ON o.id = r.organization_id
        JOIN facts f ON f.rep_id = r.id
        JOIN zones z ON z.organization = o.id
            AND z.zone = coalesce(nullif(r.time_zone, ''), o.time_zone),
        LATERAL generate_series(f.first, z.last, interval '1 day') AS d
    )
"""
# A pair is doubled if it occurs twice or is not in the calendar.
PAIRS = f"""
    {CALENDAR}, pairs AS (
        SELECT rep_id, day, max(organization_id) AS organization, count(*) AS times
        FROM scoring_snapshot GROUP BY rep_id, day
    )
    SELECT coalesce(calendar.organization, pairs.organization),
        count(*) FILTER (WHERE times IS NULL),
        coalesce(sum(times - 1), 0) + count(*) FILTER (WHERE calendar.day IS NULL)
    FROM calendar FULL JOIN pairs USING (rep_id, day) GROUP BY 1
"""
INCOMPLETE = f"""
    WITH zones AS ({ZONES})
    SELECT 1 FROM scoring_run WHERE state <> 'done'
    UNION ALL SELECT 1 FROM zones z WHERE NOT EXISTS (
        SELECT 1 FROM scoring_run s
        WHERE s.organization_id = z.organization AND s.zone = z.zone AND s.day = z.last)
    UNION ALL SELECT 1 FROM teams_rep r JOIN zones z ON z.organization = r.organization_id
        WHERE r.changed_from <= z.last
    LIMIT 1
"""
TABLES = ("scoring_snapshot", "scoring_keptstate")


@dataclass(frozen=True)
class Verdict:
    """All zero if no day was lost or doubled and every number is equal to the last bit."""

    missing: int = 0  # pairs of rep and local day
    doubled: int = 0
    different: int = 0  # snapshots and kept states

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.missing + other.missing,
            self.doubled + other.doubled,
            self.different + other.different,
        )


def judge(database: str, undisturbed: str) -> dict[int, Verdict]:
    """Verdicts by organisation id."""
    differ = _count_differences(database, undisturbed)
    with _read_connection(database) as connection:
        pairs = connection.execute(PAIRS.encode()).fetchall()
    return {
        organization: Verdict(missing, int(doubled), differ.get(organization, 0))
        for organization, missing, doubled in pairs
    }


def is_complete(database: str) -> bool:
    """Whether all days that are over are done, and no rep is waiting to be rescored."""
    with _read_connection(database) as connection:
        return connection.execute(INCOMPLETE.encode()).fetchone() is None


def _count_differences(database: str, undisturbed: str) -> dict[int, int]:
    """Number of different rows by organisation; organisations without any are left out."""
    with _read_connection(database) as mine, _read_connection(undisturbed) as theirs:
        return {
            organization: _count_unequal(_rows(mine, organization), _rows(theirs, organization))
            for organization in {each[1] for each in _digests(mine) ^ _digests(theirs)}
        }


def _digests(connection: Any) -> set[tuple[str, int, str]]:
    """Table, organisation and digest of its rows; floats are written with full precision."""
    found = set()
    for table in TABLES:
        query = f"""SELECT organization_id, md5(string_agg(t::text, '' ORDER BY rep_id, day))
            FROM {table} t GROUP BY organization_id"""
        found |= {(table, *row) for row in connection.execute(query.encode())}
    return found


Rows = dict[tuple[str, int, date], str]


def _rows(connection: Any, organization: int) -> Rows:
    found = {}
    for table in TABLES:
        query = f"SELECT rep_id, day, t::text FROM {table} t WHERE organization_id = %s"
        for rep, day, row in connection.execute(query.encode(), [organization]):
            found[table, rep, day] = row
    return found


def _count_unequal(mine: Rows, theirs: Rows) -> int:
    return sum(mine.get(key) != theirs.get(key) for key in mine.keys() | theirs.keys())


@contextmanager
def _read_connection(database: str) -> Iterator[Any]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
