"""The scenarios of the short form (`make test`) and of the long form (`make torture`)."""

from collections.abc import Callable, Mapping
from functools import partial

from tests.servers import ServerUnavailableError
from tests.torture import outages, poison
from tests.torture.export_kills import kill_exports
from tests.torture.hosts import Host
from tests.torture.kills import Kill, kill_wave
from tests.torture.outages import Outage
from tests.torture.theatre import Theatre

Scenario = Callable[[], list[Kill] | Outage]
Hosts = tuple[Host, Host] | ServerUnavailableError
KILLS_PER_POINT = 25  # kills at each point in the long form


def short_scenarios(around: Theatre, hosts: Hosts) -> Mapping[str, Scenario]:
    """One scenario of each kind, the longest first."""
    return {
        "workers killed": partial(kill_wave, around, "workers"),
        "PostgreSQL stopped at once": partial(outages.stop_postgres_at_once, around, 1),
        "a host cut off": partial(_cut_off, around, hosts, 5),
        "Redis killed and emptied": partial(outages.empty_redis, around, 1),
        "no beat for 48 hours": partial(outages.run_without_beat, around),
        "two beats": partial(outages.run_two_beats, around, 1),
        "Redis frozen": partial(outages.freeze_redis, around, 8),
        "a poisoned shard": partial(poison.poison_that_raises, around),
        "exports killed": partial(kill_exports, around, 1),
    }


def long_scenarios(around: Theatre, hosts: Hosts) -> Mapping[str, Scenario]:
    """25 kills at each of the eight points, and longer outages."""
    return {
        "a shard that kills its worker": partial(poison.poison_that_kills, around),
        "Redis frozen for 60 s": partial(outages.freeze_redis, around, 60),
        "a host cut off": partial(_cut_off, around, hosts, 30),
        "workers frozen": partial(outages.freeze_workers, around, 30),
        "PostgreSQL stopped at once": partial(outages.stop_postgres_at_once, around, 5),
        "Redis killed and emptied": partial(outages.empty_redis, around, 5),
        "two beats": partial(outages.run_two_beats, around, 4),
        "no beat for 48 hours": partial(outages.run_without_beat, around),
        "a poisoned shard": partial(poison.poison_that_raises, around),
        "exports killed": partial(kill_exports, around, KILLS_PER_POINT),
        **{
            f"workers killed, {at}": partial(kill_wave, around, f"{at}")
            for at in range(1, KILLS_PER_POINT + 1)
        },
    }


def _cut_off(around: Theatre, hosts: Hosts, seconds: float) -> Outage:
    if isinstance(hosts, ServerUnavailableError):
        raise hosts
    return outages.cut_off_host(around, hosts, seconds)
