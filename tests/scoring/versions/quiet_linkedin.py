"""Made-up reps whose LinkedIn scores move less with activity than the model says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np

from scoring.core.versions import CURRENT_VERSION
from teams.models import Rep
from tests.scoring.core.histories import Diary, day
from tests.scoring.core.reference.replay import Day
from tests.scoring.core.replays import run
from tests.scoring.facts import create_rep, save_diary
from tests.world import World

EVERY = 28  # days between readings
FIRST = 30  # day of the first
HABITS = {"posts": 1, "comments": 6, "searches": 10, "leads_saved": 4, "account_contacts": 1.5}
GAIN = 0.4  # of LinkedIn, in every pillar
NOISE = 0.15  # points a pillar


def muted_diaries(reps: int, readings: int, gain: float = GAIN) -> list[Diary]:
    """Diaries of reps whose habits change every five weeks, with that many readings each."""
    chance = Random(7)
    through = FIRST + EVERY * (readings - 1)
    habits = [dict(_habits(chance, through)) for _ in range(reps)]
    return [_with_readings(diary, through, gain, seed) for seed, diary in enumerate(habits)]


def create_muted_reps(
    world: World, reps: int = 8, readings: int = 5, gain: float = GAIN
) -> list[Rep]:
    """Reps of North with these diaries, named `Rep 0`, `Rep 1` …"""
    created = []
    for number, diary in enumerate(muted_diaries(reps, readings, gain)):
        rep = create_rep(world.north, f"Rep {number}", since=day(1))
        save_diary(rep, diary)
        created.append(rep)
    return created


def _habits(chance: Random, through: int) -> Iterator[tuple[date, Day]]:
    share = 1.0
    for number in range(1, through + 1):
        if number % 35 == 1:
            share = chance.choice([0.1, 0.5, 1.0, 2.0])
        if day(number).weekday() < 5:
            amounts = {
                name: float(round(chance.uniform(0, 2) * share * usual))
                for name, usual in HABITS.items()
            }
            yield day(number), Day(amounts)


def _with_readings(diary: dict[date, Day], through: int, gain: float, seed: int) -> Diary:
    """The diary with LinkedIn's pillars of a version with other gains, and noise."""
    other = replace(CURRENT_VERSION, gains=(gain,) * 4)
    pillars = run([diary], through, version=other).pillars[:, 0]
    noise = np.random.default_rng(seed)
    for number in range(FIRST, through + 1, EVERY):
        told = np.clip(pillars[number - 1] + noise.normal(0, NOISE, 4), 0, 25)
        known = diary.get(day(number), Day({}))
        diary[day(number)] = replace(known, reading=tuple(told.round(4).tolist()))
    return diary
