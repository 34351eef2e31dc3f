"""The scenarios of the short form (`make test`) and of the long form (`make torture`)."""

from collections.abc import Callable, Mapping
from functools import partial

from tests.servers import NotAtHandError
from tests.torture import outages, poison
from tests.torture.exporting import kill_exports
from tests.torture.hosts import Host
from tests.torture.kills import Kill, wave
from tests.torture.outages import Outage
from tests.torture.theatre import Theatre

Scenario = Callable[[], list[Kill] | Outage]
Hosts = tuple[Host, Host] | NotAtHandError
TIMES = 25  # kills at each point in the long form


def short_form(around: Theatre, hosts: Hosts) -> Mapping[str, Scenario]:
    """One scenario of each kind, the longest first."""
    return {
        "workers killed": partial(wave, around, "workers"),
        "PostgreSQL stopped at once": partial(outages.postgres_stopped, around, 1),
        "a host cut off": partial(_cut_off, around, hosts, 5),
        "Redis killed and emptied": partial(outages.redis_emptied, around, 1),
        "no beat for 48 hours": partial(outages.no_beat, around),
        "two beats": partial(outages.two_beats, around, 1),
        "Redis frozen": partial(outages.redis_frozen, around, 8),
        "a poisoned shard": partial(poison.raises, around),
        "exports killed": partial(kill_exports, around, 1),
    }


def long_form(around: Theatre, hosts: Hosts) -> Mapping[str, Scenario]:
    """25 kills at each of the eight points, and longer outages."""
    return {
        "a shard that kills its worker": partial(poison.kills, around),
        "Redis frozen for 60 s": partial(outages.redis_frozen, around, 60),
        "a host cut off": partial(_cut_off, around, hosts, 30),
        "workers frozen": partial(outages.workers_frozen, around, 30),
        "PostgreSQL stopped at once": partial(outages.postgres_stopped, around, 5),
        "Redis killed and emptied": partial(outages.redis_emptied, around, 5),
        "two beats": partial(outages.two_beats, around, 4),
        "no beat for 48 hours": partial(outages.no_beat, around),
        "a poisoned shard": partial(poison.raises, around),
        "exports killed": partial(kill_exports, around, TIMES),
        **{f"workers killed, {at}": partial(wave, around, f"{at}") for at in range(1, TIMES + 1)},
    }


def _cut_off(around: Theatre, hosts: Hosts, seconds: float) -> Outage:
    if isinstance(hosts, NotAtHandError):
        raise hosts
    return outages.cut_off(around, hosts, seconds)
