"""The whole demo organisation, in blocks: a function of size, seed and last day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from teams.base.inputs import INPUTS
from teams.demo.activity import generate_activity
from teams.demo.calendar import Season, season
from teams.demo.characters import Casting, casting
from teams.demo.effort_paths import make_efforts
from teams.demo.hidden_index import hidden_index
from teams.demo.logging_habits import diary, generate_logs
from teams.demo.names import DemoPerson, people
from teams.demo.profile_items import checklist_of
from teams.demo.readings import generate_readings, reading_days
from teams.demo.seeded_random import Bools, Floats, Ints

BLOCK_CELLS = 200_000  # rep-days in memory at once, each with every input
BLOCK_REPS = 1000
STAFF = 3  # the first people are admin, coach and manager
LARGE_DEMO_REPS = 1000  # number of reps above which teams are larger
TEAM_OF_FEW, TEAM_OF_MANY = 8, 20
REGIONS = (
    *("North", "South", "West", "East", "Centre", "Coast", "Highlands", "Lakes", "Islands"),
    *("Valley", "Harbour", "Capital", "Plains", "Border", "Delta", "Uplands"),
)
MOVED_DAYS_AGO = 75  # days since the reps that changed teams did so


@dataclass(frozen=True)
class World:
    """Size, seed and days of a demo."""

    reps: int
    seed: int
    season: Season

    @property
    def teams(self) -> list[str]:
        """Names of the teams: about eight reps each, in large demos about twenty."""
        size = TEAM_OF_FEW if self.reps <= LARGE_DEMO_REPS else TEAM_OF_MANY
        return [_team_name(at) for at in range(max(1, round(self.reps / size)))]

    @property
    def staff(self) -> list[DemoPerson]:
        """The admin, the coach and the manager."""
        return people(self.seed, range(STAFF))

    @property
    def first(self) -> date:
        """The first day with data."""
        return self.season.dates[0]

    def blocks(self) -> Iterator["Block"]:
        """Yields all reps in blocks."""
        size = max(1, min(BLOCK_REPS, BLOCK_CELLS // len(self.season)))
        for number, first in enumerate(range(0, self.reps, size)):
            yield _block(self, number, np.arange(first, min(first + size, self.reps)))


@dataclass(frozen=True)
class Block:
    """A block of n reps and all their data."""

    numbers: Ints  # (n,) number in the organisation
    people: list[DemoPerson]
    cast: Casting
    teams: Ints  # (n,) index into World.teams
    previous_teams: Ints  # (n,) the team until MOVED_DAYS_AGO, -1 if unchanged
    known: Floats  # (D, n, I) in the order of INPUTS, NaN where unknown
    read: Bools  # (D, n) days with a reading
    official: Mapping[str, Floats]  # (k,) by column, in the order of np.nonzero(read)
    checklists: Mapping[int, tuple[int, list[str]]]  # by row: a day's index, profile items filled

    @property
    def first_facts(self) -> Ints:
        """(n,) index of the first day with data; D if there is none."""
        facts = ~np.isnan(self.known).all(axis=2) | self.read
        return np.where(facts.any(axis=0), facts.argmax(axis=0), len(facts))


def make_world(*, last: date, reps: int = 24, days: int = 180, seed: int = 70) -> World:
    """Returns a demo of this size that ends with `last`; deterministic."""
    return World(reps, seed, season(last, days))


def _team_name(at: int) -> str:
    repeat = at // len(REGIONS)
    return f"Team {REGIONS[at % len(REGIONS)]}" + (f" {repeat + 1}" if repeat else "")


def _block(world: World, block: int, numbers: Ints) -> Block:
    seed, days = world.seed, world.season
    cast = casting(seed, block, numbers)
    efforts = make_efforts(seed, block, cast)
    facts = generate_activity(seed, block, efforts, days)
    index = hidden_index(seed, block, efforts, days, facts)
    read = reading_days(seed, block, cast, days)
    teams = numbers * len(world.teams) // world.reps
    known = generate_logs(seed, block, cast, days, facts, diary(seed, block, cast, days))
    return Block(
        numbers=numbers,
        people=people(seed, range(STAFF + int(numbers[0]), STAFF + int(numbers[-1]) + 1)),
        cast=cast,
        teams=teams,
        previous_teams=_previous_teams(world, cast, teams),
        known=known,
        read=read,
        checklists=_checklists(seed, numbers, known),
        official=generate_readings(seed, block, index, read),
    )


def _checklists(seed: int, numbers: Ints, known: Floats) -> Mapping[int, tuple[int, list[str]]]:
    """By row: the last day on which a rep's profile was looked at, and the items filled in."""
    percent = known[:, :, list(INPUTS).index("profile_completeness")]
    days, rows = np.nonzero(~np.isnan(percent))
    last = dict(zip(rows.tolist(), days.tolist(), strict=True))
    return {
        row: (day, checklist_of(seed, int(numbers[row]), float(percent[day, row])))
        for row, day in last.items()
    }


def _previous_teams(world: World, cast: Casting, teams: Ints) -> Ints:
    """(n,) index of the previous team of reps who moved, -1 for all others."""
    possible = len(world.teams) > 1 and len(world.season) > MOVED_DAYS_AGO
    return np.where(cast.moved & possible, (teams - 1) % len(world.teams), -1)
