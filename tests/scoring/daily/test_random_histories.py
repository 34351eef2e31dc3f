"""Random histories: after any sequence of events a rebuild gives identical results."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from scoring.daily import ledger, runs
from scoring.models import ShardState
from teams.base.sources import Source, Value
from teams.facts.manual_entry import delete_day, log_day
from teams.facts.readings import withdraw_reading
from teams.models import DailyLog, OfficialReading, Rep
from teams.people.staffing import move_rep
from teams.people.working_days import set_time_zone, set_time_zone_of, set_working_days
from tests.scoring.core.histories import LAYOUT, day, random_amount, random_reading
from tests.scoring.facts import (
    close_through,
    create_rep,
    input_values,
    kept_states,
    save_inputs,
    save_reading,
    score_and_write,
    stored_snapshots,
)
from tests.slow import sample_cases
from tests.world import World

DAYS = 30
SOURCES = (Source.TYPED, Source.CSV, Source.ARCHIVE)


@pytest.fixture(autouse=True)
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with world.scope(), time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


class RandomHistory:
    """A random sequence of events in an organisation."""

    def __init__(self, world: World, clock: time_machine.Traveller, seed: int) -> None:
        self.world, self.clock, self.chance = world, clock, Random(seed)
        self.reps = [create_rep(world.north, f"Walker {n}", since=day(1)) for n in range(4)]
        set_working_days(world.organization, self.weekdays, date(2020, 1, 1))

    def take(self, steps: int) -> None:
        """Takes that many random steps."""
        happenings = self.happenings()
        for _ in range(steps):
            self.chance.choice(happenings)()

    def happenings(self) -> list[Callable[[], object]]:
        return [
            self.a_file, self.a_file, self.a_word, self.a_word_taken_back, self.leave,
            self.meetings, self.a_reading, self.a_reading_taken_back, self.a_close,
            self.a_death, self.a_newcomer, self.a_day_deleted, self.another_team,
            self.another_zone, self.other_working_days, self.a_crash_of_the_database,
        ]  # fmt: skip

    @property
    def rep(self) -> Rep:
        return self.chance.choice(self.reps)

    @property
    def weekdays(self) -> str:
        return self.chance.choice(["12345", "1234567", "6", "23456"])

    @property
    def number(self) -> int:
        return self.chance.randint(1, DAYS)

    def values(self) -> dict[str, Value]:
        names = self.chance.sample(LAYOUT.inputs, self.chance.randint(1, 4))
        return input_values({name: random_amount(name, self.chance) for name in names})

    def a_file(self) -> None:
        days = {day(self.number): self.values() for _ in range(6)}
        save_inputs(self.rep, days, self.chance.choice(SOURCES))

    def a_word(self) -> None:
        self._type(self.values())

    def a_word_taken_back(self) -> None:
        rep = self.rep
        for log in rep.days.all()[:2]:
            taken = dict.fromkeys(log.known())
            log_day(rep=rep, day=log.day, values=taken, by=self.world.users["rep"])

    def leave(self) -> None:
        self._type({"off": self.chance.random() < 0.7})

    def meetings(self) -> None:
        self._type({"meetings": self.chance.randint(0, 3)})

    def _type(self, values: dict[str, Value]) -> None:
        log_day(rep=self.rep, day=day(self.number), values=values, by=self.world.users["rep"])

    def a_reading(self) -> None:
        save_reading(self.rep, day(self.number), *random_reading(self.chance))

    def a_reading_taken_back(self) -> None:
        reading = OfficialReading.objects.filter(rep=self.rep).first()
        if reading:
            withdraw_reading(reading, by=self.world.users["rep"])

    def a_close(self) -> None:
        self.close(self.number)

    def close(self, number: int) -> None:
        """Closes twice, because killed workers may have made the first attempt fail."""
        with suppress(RuntimeError):
            close_through(self.world.organization, number)
        close_through(self.world.organization, number)

    def a_newcomer(self) -> None:
        if len(self.reps) < 7:
            self.reps.append(create_rep(self.world.south, f"New {len(self.reps)}"))

    def a_day_deleted(self) -> None:
        rep = self.rep
        log = DailyLog.objects.of(rep).first()
        if log:
            delete_day(rep=rep, day=log.day, by=self.world.users["rep"])

    def another_team(self) -> None:
        team = self.chance.choice([self.world.north, self.world.south, None])
        with suppress(ValidationError):  # already there, or has a later move
            move_rep(self.rep, team, day(self.number))

    def another_zone(self) -> None:
        zones = ("", "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")
        if self.chance.random() < 0.3:
            set_time_zone(self.world.organization, self.chance.choice(zones[1:]))
        else:
            rep = Rep.objects.select_related("organization").get(pk=self.rep.pk)
            set_time_zone_of(rep, self.chance.choice(zones))

    def other_working_days(self) -> None:
        set_working_days(self.world.organization, self.weekdays, day(self.number))

    def a_crash_of_the_database(self) -> None:
        """Empties the unlogged table, as PostgreSQL does after a crash."""
        ShardState.objects.all().delete()

    def a_death(self) -> None:
        """A worker is killed after scoring some reps; its lease runs out."""
        ledger.open_days(self.world.organization, day(self.number))
        shard = self.chance.choice(ledger.shards(self.world.organization))
        claim = ledger.claim(self.world.organization, shard)
        if claim:
            score_and_write(claim, np.array([rep.pk for rep in self.reps[::2]]))
            self.clock.shift(ledger.LEASE_DURATION + timedelta(seconds=1))


@pytest.mark.parametrize(
    "seed", sample_cases([*range(8), 99, 244], 3)
)  # the last two once found something
def test_a_rebuild_after_random_events_gives_identical_results(
    world: World, clock: time_machine.Traveller, seed: int
) -> None:
    walk = RandomHistory(world, clock, seed)
    walk.take(30)
    walk.close(DAYS)
    walked = stored_snapshots(), kept_states()
    runs.delete_derived_data(world.organization)
    close_through(world.organization, DAYS)
    assert (stored_snapshots(), kept_states()) == walked
    assert not Rep.objects.changed().filter(changed_from__lte=day(DAYS)).exists()
