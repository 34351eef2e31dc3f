"""Counts what is missing, doubled or different, from the calendar and from an undisturbed run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

GRACE = "10 minutes"  # CLOSE_GRACE of the product
ZONES = f"""
    SELECT DISTINCT o.id AS organization, z.zone,
        ((now() - interval '{GRACE}') AT TIME ZONE z.zone)::date - 1 AS last
    FROM teams_rep r JOIN teams_organization o ON o.id = r.organization_id,
        LATERAL (SELECT coalesce(nullif(r.time_zone, ''), o.time_zone)) AS z (zone)
"""
# Every rep, every day: from the rep's first fact through the last day over where the rep is.
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
# A pair is there too often when it stands twice, or when the calendar does not have it.
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
NOT_WHOLE = f"""
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
    """All zero: no day was lost or doubled, and every number is the same to the last bit."""

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
    """By organisation (its id)."""
    differ = _different(database, undisturbed)
    with _reading(database) as connection:
        pairs = connection.execute(PAIRS.encode()).fetchall()
    return {
        organization: Verdict(missing, int(doubled), differ.get(organization, 0))
        for organization, missing, doubled in pairs
    }


def is_whole(database: str) -> bool:
    """Whether all that is over is done, and no rep waits to be made anew."""
    with _reading(database) as connection:
        return connection.execute(NOT_WHOLE.encode()).fetchone() is None


def _different(database: str, undisturbed: str) -> dict[int, int]:
    """How many rows of each organisation differ; those where none does are left out."""
    with _reading(database) as mine, _reading(undisturbed) as theirs:
        return {
            organization: _count_different(_rows(mine, organization), _rows(theirs, organization))
            for organization in {each[1] for each in _digests(mine) ^ _digests(theirs)}
        }


def _digests(connection: Any) -> set[tuple[str, int, str]]:
    """Table, organisation, digest of its rows; floats are written so that every bit counts."""
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


def _count_different(mine: Rows, theirs: Rows) -> int:
    return sum(mine.get(key) != theirs.get(key) for key in mine.keys() | theirs.keys())


@contextmanager
def _reading(database: str) -> Iterator[Any]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
