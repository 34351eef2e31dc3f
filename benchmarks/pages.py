"""Response time of a team's leaderboard compared with a bare page, by number of snapshots.

    python benchmarks/pages.py [DAYS [MOST]]

On a throw-away PostgreSQL database, the product's web server answers requests from managers of
teams of ten, one after the other. The two pages alternate on one server in one run. 100,000
snapshots are 1,000 reps over 100 days; then come 10,000 reps over DAYS (730: two years) and over
MOST (1,000: ten million snapshots). The last 100 days have facts and were closed by the daily job;
the days before have scores only, as if facts were kept for three months.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from subprocess import Popen
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import start_workers, time_call
from tests.servers import free_port, postgres_database, wait_for

REPS_PER_TEAM = 10
RECENT_DAYS = 100  # days with facts
SILENT_DAYS = 40  # days since the last activity of one rep per team, whose row on the board says so
MANAGERS = 20  # several, so that requests read the rows of different teams
ROUNDS = 400
BARE_PAGE = "the bare page"


@dataclass(frozen=True)
class Visitor:
    """A signed-in manager and the manager's team."""

    session: str
    team: int

    def pages(self) -> dict[str, str]:
        """Path by page name; the privacy page has the frame, a few sentences and no rows."""
        return {BARE_PAGE: "/privacy/", "the leaderboard": f"/teams/{self.team}/"}


# Data ---------------------------------------------------------------------------------------------


def create_scored_organization(reps: int, yesterday: date) -> Any:
    """`reps` reps in teams of ten, scored for a hundred days by the daily job."""
    from benchmarks.large_organizations import create_large_organization

    first = yesterday - timedelta(days=RECENT_DAYS - 1)
    organization = create_large_organization(reps, first, RECENT_DAYS, reps // REPS_PER_TEAM)
    _delete_recent_facts(reps // REPS_PER_TEAM, yesterday - timedelta(days=SILENT_DAYS))
    with start_workers("") as (worker,):
        done = worker.close(organization.slug, yesterday)
    assert done["snapshots"] == reps * RECENT_DAYS, done
    return organization


def _delete_recent_facts(teams: int, since: date) -> None:
    """Deletes the facts of one rep per team after `since`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM teams_dailylog WHERE rep_id / %s %% %s = 3 AND day > %s",
            [teams, REPS_PER_TEAM, since],
        )


def add_scores(organization: Any, last: date, days: int) -> None:
    """Adds `days` days of scores up to `last`, in the order the daily job would write them."""
    from django.db import connection

    pillar = "least(25, 4 + (id + {n}) % 13 + 4 * sin((day - date '2020-01-01') / 20.0 + id + {n}))"
    pillars = ", ".join(pillar.format(n=n) for n in range(4))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_snapshot (brand, people, insights, relationships, rep_id, day, "
            "organization_id, team_id, signals, reading_age, state, known_days, known, version) "
            f"SELECT {pillars}, id, day, organization_id, NULL, 1023, id % 60, 2, 20, "
            "(id + (day - date '2020-01-01')) % 3 > 0, '1' "
            f"FROM (SELECT date '{last}' - n AS day FROM generate_series({days - 1}, 0, -1) n) d, "
            f"teams_rep WHERE organization_id = {organization.pk}"
        )
        cursor.execute("VACUUM ANALYZE")


def visitors(organization: Any, since: date) -> list[Visitor]:
    """Signed-in managers with one team each."""
    from django.test import Client
    from django_scopes import scope

    from teams.models import Role, Team, User

    found = []
    with scope(organization=organization):
        for at, team in enumerate(Team.objects.order_by("pk")[:MANAGERS]):
            user, _ = User.objects.get_or_create(email=f"manager{at}@bench.example")
            Role.objects.create(
                organization=organization, user=user, kind="manager", team=team, since=since
            )
            client = Client()
            client.force_login(user)
            found.append(Visitor(client.cookies["sessionid"].value, team.pk))
    return found


# Measurements -------------------------------------------------------------------------------------


@contextmanager
def web() -> Iterator[HTTPConnection]:
    """A connection to the web server that `serve` would start."""
    from ssi_project.management.commands.serve import is_answering, programs

    port = free_port()
    server = programs("127.0.0.1", port, 1)[0]
    with Popen(server.command, env={**os.environ, **server.environment}) as process:
        try:
            wait_for(lambda: is_answering("127.0.0.1", port))
            yield HTTPConnection("127.0.0.1", port, timeout=30)
        finally:
            process.terminate()


def request_page(connection: HTTPConnection, session: str, path: str) -> None:
    """Requests a page and reads the whole response."""
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    assert answer.status == 200, (path, answer.status)
    assert answer.read()


Times = dict[str, list[float]]


def times(people: list[Visitor]) -> tuple[Times, Times]:
    """Milliseconds per page: each visitor's first request, and later requests."""
    first: Times = {name: [] for name in people[0].pages()}
    later: Times = {name: [] for name in first}
    with web() as connection:
        request_page(
            connection, people[0].session, people[0].pages()[BARE_PAGE]
        )  # all modules are imported
        for turn in range(-len(people), ROUNDS):
            who = people[turn % len(people)]
            for name, path in who.pages().items():
                seconds = time_call(
                    lambda path=path, who=who: request_page(connection, who.session, path)
                )  # type: ignore[misc]
                (first if turn < 0 else later)[name].append(1000 * seconds)
    return first, later


def queries(visitor: Visitor) -> dict[str, int]:
    """Number of queries per page with empty caches."""
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, asked = Client(SERVER_NAME="localhost"), {}
    client.cookies["sessionid"] = visitor.session
    for name, path in visitor.pages().items():
        caches["remembered"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        asked[name] = len(captured)
    return asked


def measure(organization: Any, since: date, snapshots: int) -> dict[str, float]:
    """Times the pages and prints them; returns the median milliseconds of each."""
    from scoring.models import Snapshot

    with _measure_all():
        assert Snapshot.objects.count() == snapshots
    people = visitors(organization, since)
    asked, (first, took) = queries(people[0]), times(people)
    print(f"\n{snapshots:,} snapshots; milliseconds of {ROUNDS} requests: median (95 of 100)")
    for name, each in took.items():
        worst = statistics.quantiles(each, n=20)[-1]
        line = f"{statistics.median(each):6.2f} ({worst:.2f}), {asked[name]} queries at most"
        again = f"the first time {statistics.median(first[name]):.2f}"
        print(f"{name:16} {people[0].pages()[name]:12} {line}; {again}")
    middle = {name: statistics.median(each) for name, each in took.items()}
    ratios = (f"{name} {each / middle[BARE_PAGE]:.2f} ×" for name, each in middle.items())
    print(f"against {BARE_PAGE}: " + ", ".join(list(ratios)[1:]), flush=True)
    return middle


def _measure_all() -> Any:
    from django_scopes import scopes_disabled

    return scopes_disabled()


def print_growth(by_size: dict[int, dict[str, float]]) -> None:
    """Prints how response times grow with the number of snapshots.

    Relative to the bare page in the same minutes, because other load on the machine affects both.
    """
    least = min(by_size)
    for name in [name for name in by_size[least] if name != BARE_PAGE]:
        beside = {size: each[name] / each[BARE_PAGE] for size, each in by_size.items()}
        line = (f"{size:,}: {each / beside[least]:.2f}" for size, each in beside.items())
        print(f"{name} beside {BARE_PAGE}, {least:,} snapshots being 1: " + ", ".join(line))


def run(days: int, most: int) -> None:
    """Measures all three sizes."""
    from benchmarks.daily_job import empty_tables

    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011  the organisation is in UTC too
    found = {}
    for reps, lengths in ((1_000, (RECENT_DAYS,)), (10_000, (days, most))):
        organization, there = create_scored_organization(reps, yesterday), RECENT_DAYS
        for length in lengths:
            add_scores(organization, yesterday - timedelta(days=there), length - there)
            there = length
            first = yesterday - timedelta(days=RECENT_DAYS)
            found[reps * length] = measure(organization, first, reps * length)
        empty_tables()
    print()
    print_growth(found)


def main() -> None:
    """Creates the database, runs the benchmark, and drops the database."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 730
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    os.environ["DJANGO_SETTINGS_MODULE"] = "ssi_project.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "SECRET_KEY": "bench", "LOG_LEVEL": "ERROR"}
        os.environ["ALLOWED_HOSTS"] = "127.0.0.1,localhost"
        with postgres_database(Path(folder)) as url:
            os.environ["DATABASE_URL"] = url
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            (Path(folder) / "static").mkdir()
            call_command("migrate", verbosity=0)
            run(days, most)
            connections.close_all()


if __name__ == "__main__":
    main()
