"""Shared servers, and a stage for every scenario, all starting with equal facts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from tempfile import mkdtemp

import psycopg
import redis

from tests.servers import OwnPostgres, OwnRedis, database_url, own_postgres, own_redis
from tests.torture.stage import Stage, sql
from tests.torture.verdict import Verdict, judge

DATABASES = 16  # per Redis server
# One day twice, one missing, and one that differs in the last bit.
SPOIL_RESULTS = """
    ALTER TABLE scoring_snapshot DROP CONSTRAINT scoring_snapshot_pkey;
    INSERT INTO scoring_snapshot
        SELECT * FROM scoring_snapshot WHERE rep_id = 1 ORDER BY day LIMIT 1;
    DELETE FROM scoring_snapshot WHERE (rep_id, day) IN
        (SELECT rep_id, min(day) FROM scoring_snapshot WHERE rep_id = 2 GROUP BY rep_id);
    UPDATE scoring_snapshot SET brand = brand * 1.00000000000000023::float8 WHERE (rep_id, day) IN
        (SELECT rep_id, max(day) FROM scoring_snapshot WHERE rep_id = 3 GROUP BY rep_id);
"""


@dataclass
class Theatre:
    """The servers, the facts that every stage starts with, and the expected results."""

    folder: Path
    postgres: OwnPostgres
    redis: OwnRedis
    situations: Sequence[str]
    brokers: "SimpleQueue[str]" = field(default_factory=SimpleQueue)  # unused ones

    @contextmanager
    def stage(self, name: str, broker: str = "") -> Iterator[Stage]:
        """A stage with a copy of the facts; `broker` is a broker that no other stage shares."""
        shared = self.brokers.get()
        stage = Stage(self.folder / name, self._copy("facts", name), broker or shared)
        stage.folder.mkdir()
        try:
            yield stage
        finally:
            stage.close()
            self._clear(name, shared)

    def judge(self, stage: Stage) -> dict[int, Verdict]:
        """Compares the results with the undisturbed run; verdicts by organisation id."""
        return judge(stage.database, self.undisturbed().database)

    def undisturbed(self) -> Stage:
        """The stage in which an undisturbed run has closed all days."""
        return Stage(self.folder, database_url(self.postgres.url, "undisturbed"), self.redis.url)

    def new_folder(self) -> Path:
        """A folder for another server, next to ours and with permissions for its user."""
        return Path(mkdtemp(dir=self.folder.parent))

    @contextmanager
    def twin(self) -> Iterator["Theatre"]:
        """A theatre with a PostgreSQL server of its own and a copy of the data."""
        folder = self.new_folder()
        server = self.postgres.copy(folder / "postgres")
        server.start()
        try:
            yield replace(self, folder=folder, postgres=server)
        finally:
            server.stop_at_once()

    def prepare(self) -> None:
        """Creates the facts, and a copy of them brought up to date by an undisturbed run."""
        for number in range(DATABASES):
            self.brokers.put(self.redis.url.removesuffix("0") + str(number))
        sql(self.postgres.url, "CREATE DATABASE facts")
        facts = Stage(self.folder, database_url(self.postgres.url, "facts"), self.redis.url)
        facts.call("found", self.situations)
        self._copy("facts", "undisturbed")
        self.undisturbed().call("go_undisturbed")
        self._see_that_it_counts()

    def _see_that_it_counts(self) -> None:
        """Checks that the comparison finds errors; otherwise zeros would prove nothing."""
        spoiled = self._copy("undisturbed", "spoiled")
        sql(spoiled, SPOIL_RESULTS)
        found = sum(judge(spoiled, self.undisturbed().database).values(), Verdict())
        assert found == Verdict(missing=1, doubled=1, different=2), found

    def _copy(self, database: str, name: str) -> str:
        sql(self.postgres.url, f'CREATE DATABASE "{name}" TEMPLATE "{database}"')
        return database_url(self.postgres.url, name)

    def _clear(self, name: str, broker: str) -> None:
        with redis.Redis.from_url(broker) as client:
            client.flushdb()
        self.brokers.put(broker)
        with suppress(psycopg.OperationalError):  # the server is down because its scenario failed
            sql(self.postgres.url, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def theatre(folder: Path, situations: Sequence[str], *addresses: str) -> Iterator[Theatre]:
    """A theatre whose servers listen on these addresses too; NotAtHandError if one is missing."""
    folder.mkdir()
    with own_redis(folder, *addresses) as broker, own_postgres(folder, *addresses) as database:
        made = Theatre(folder, database, broker, situations)
        made.prepare()
        yield made
