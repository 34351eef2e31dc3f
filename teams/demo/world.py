"""The whole made-up organisation, block by block: a function of its size, seed and last day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from teams.demo.cast import Casting, casting
from teams.demo.diary import diary, written
from teams.demo.dice import Bools, Floats, Ints
from teams.demo.habits import done
from teams.demo.names import Person, people
from teams.demo.readings import official, read_on
from teams.demo.season import Season, season
from teams.demo.standing import standing

BLOCK_CELLS = 200_000  # rep-days in memory at once, each with every input
BLOCK_REPS = 1000
STAFF = 3  # admin, coach and manager are the first people
MANY = 1000  # reps from which teams are larger
TEAM_OF_FEW, TEAM_OF_MANY = 8, 20
REGIONS = (
    *("North", "South", "West", "East", "Centre", "Coast", "Highlands", "Lakes", "Islands"),
    *("Valley", "Harbour", "Capital", "Plains", "Border", "Delta", "Uplands"),
)
MOVED_AGO = 75  # days since who changed teams did


@dataclass(frozen=True)
class World:
    """How large, from which seed, and which days."""

    reps: int
    seed: int
    season: Season

    @property
    def teams(self) -> list[str]:
        """Names of the teams: about eight reps each, of many reps about twenty."""
        size = TEAM_OF_FEW if self.reps <= MANY else TEAM_OF_MANY
        return [_team_name(at) for at in range(max(1, round(self.reps / size)))]

    @property
    def staff(self) -> list[Person]:
        """Admin, coach and manager."""
        return people(self.seed, range(STAFF))

    @property
    def first(self) -> date:
        """The first day anything is known of."""
        return self.season.dates[0]

    def blocks(self) -> Iterator["Block"]:
        """All reps, some at a time."""
        size = max(1, min(BLOCK_REPS, BLOCK_CELLS // len(self.season)))
        for number, first in enumerate(range(0, self.reps, size)):
            yield _block(self, number, np.arange(first, min(first + size, self.reps)))


@dataclass(frozen=True)
class Block:
    """Some reps (n) and all that is known of them."""

    numbers: Ints  # (n,) place in the organisation
    people: list[Person]
    cast: Casting
    teams: Ints  # (n,) place of the team in World.teams
    came_from: Ints  # (n,) the team until MOVED_AGO, -1 where it was always the same
    known: Floats  # (D, n, I) in the order of INPUTS, NaN where nobody said
    read: Bools  # (D, n) days with a reading
    official: Mapping[str, Floats]  # (k,) by column, in the order of np.nonzero(read)

    @property
    def first_facts(self) -> Ints:
        """(n,) the index of the first day of which anything is known; D where nothing is."""
        facts = ~np.isnan(self.known).all(axis=2) | self.read
        return np.where(facts.any(axis=0), facts.argmax(axis=0), len(facts))


def make_world(*, until: date, reps: int = 24, days: int = 180, seed: int = 70) -> World:
    """A world of so many reps and days, the last of them `until`: the same every time."""
    return World(reps, seed, season(until, days))


def _team_name(at: int) -> str:
    again = at // len(REGIONS)
    return f"Team {REGIONS[at % len(REGIONS)]}" + (f" {again + 1}" if again else "")


def _block(world: World, block: int, numbers: Ints) -> Block:
    seed, days = world.seed, world.season
    cast = casting(seed, block, numbers)
    course = standing(seed, block, cast)
    facts = done(seed, block, course, days)
    read = read_on(seed, block, cast, days)
    teams = numbers * len(world.teams) // world.reps
    return Block(
        numbers=numbers,
        people=people(seed, range(STAFF + int(numbers[0]), STAFF + int(numbers[-1]) + 1)),
        cast=cast,
        teams=teams,
        came_from=_came_from(world, cast, teams),
        known=written(seed, block, cast, days, facts, diary(seed, block, cast, days)),
        read=read,
        official=official(seed, block, course, days, read),
    )


def _came_from(world: World, cast: Casting, teams: Ints) -> Ints:
    """Who moved did so from the team before, if there was one and the demo is long enough."""
    possible = len(world.teams) > 1 and len(world.season) > MOVED_AGO
    return np.where(cast.moved & possible, (teams - 1) % len(world.teams), -1)
