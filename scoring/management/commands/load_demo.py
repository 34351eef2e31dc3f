"""manage.py load_demo: loads a made-up organisation to look at, or to measure with."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from scoring.daily import runs
from teams.demo.load import demo_organization, save_world, unsaved_organization
from teams.demo.sign_ins import AddressTakenError, sign_in_lines
from teams.demo.world import World, make_world
from teams.models import Organization

REPS, DAYS, SEED = 24, 180, 70
MOST_REPS, MOST_DAYS = 1_000_000, 3650
SCORED_AT_ONCE = 20_000  # rep-days that take a second or two to score


class Command(BaseCommand):
    help = (
        "Loads a demo organisation (slug demo) whose days end yesterday: the same people and "
        "numbers every time for the same day, sizes and seed. Prints who can sign in, `role "
        "e-mail password` each. Where the demo is there already, nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        sizes = (
            ("--reps", REPS, _whole(1, MOST_REPS), "how many reps"),
            ("--days", DAYS, _whole(1, MOST_DAYS), "how many days, the last of them yesterday"),
            ("--seed", SEED, _whole(0, 2**32 - 1), "another seed, other people and numbers"),
        )
        for flag, default, kind, description in sizes:
            parser.add_argument(
                flag,
                type=kind,
                default=default,
                metavar="N",
                help=f"{description} (default {default})",
            )

    def handle(self, *, reps: int, days: int, seed: int, **options: Any) -> None:
        if demo_organization():
            self.stdout.write("The demo organisation is here already; nothing was changed.")
        else:
            until = unsaved_organization().last_closed_day()
            self._load(make_world(last=until, reps=reps, days=days, seed=seed))
        self._write_sign_ins()

    def _load(self, world: World) -> None:
        try:
            with tqdm(desc="loading", total=world.reps, unit=" reps", disable=None) as bar:
                organization = save_world(world, bar.update)
        except AddressTakenError as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        days = len(world.season)
        self.stdout.write(
            f"Loaded {organization.name}: {world.reps} reps in {len(world.teams)} teams, "
            f"{days} days through {world.season.dates[-1]}."
        )
        if world.reps * days <= SCORED_AT_ONCE:
            self._score(organization, world)
        else:
            self.stdout.write("Run `manage.py score --organization demo` to score them.")

    def _score(self, organization: Organization, world: World) -> None:
        with tqdm(desc="scoring", unit=" snapshots", disable=None) as bar:
            try:
                runs.close_days_through(organization, world.season.dates[-1], progress=bar.update)
            except RuntimeError as error:
                raise CommandError(str(error)) from error

    def _write_sign_ins(self) -> None:
        lines = sign_in_lines()
        for line in lines:
            self.stdout.write(line)
        if not lines:
            self.stderr.write(
                "Who signs in stands in demo_sign_in of the DATA_DIR it was loaded with; "
                "`manage.py changepassword` gives anybody a new password."
            )


def _whole(least: int, most: int) -> Callable[[str], int]:
    """Argument type: a whole number from `least` to `most`."""

    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise ArgumentTypeError(f"“{text}” is no whole number.") from None
        if not least <= value <= most:
            raise ArgumentTypeError(f"{value} is not between {least} and {most}.")
        return value

    return number
