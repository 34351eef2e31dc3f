"""Cost of the guide for a rep compared with one engine step, on a throw-away SQLite file.

    python benchmarks/guide.py

For a demo rep who logged for 400 days: why the score is what it is, why it changed within 30 and
365 days, what to do next, a plan, and what-if. Includes all database reads. Prints medians.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import format_spread, median, time_call

REPETITIONS = 20
DAYS = 400


def set_up(folder: str) -> None:
    """Loads a demo of two years and its scores into a temporary data folder."""
    os.environ |= {"DATA_DIR": folder, "SECRET_KEY": "bench"}
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssi_project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    with redirect_stdout(StringIO()):
        call_command("migrate", verbosity=0)
        call_command("load_demo", reps=24, days=DAYS)
        call_command("score")


def busiest_rep() -> Any:
    """The rep with the most logged days."""
    from django.db.models import Count

    from teams.models import Rep

    return Rep.objects.annotate(logged=Count("days")).order_by("-logged").first()


def time_engine_step() -> float:
    """Seconds of one engine step for one rep, from arrays."""
    import numpy as np

    from scoring.core.engine import DayInputs, advance_day
    from scoring.core.layout import layout_of
    from scoring.core.state import initial_state
    from scoring.core.versions import CURRENT_VERSION

    layout = layout_of(CURRENT_VERSION)
    state = initial_state(layout, 1)
    inputs, reading = np.ones((1, len(layout.inputs))), np.full((1, 4), np.nan)
    day = DayInputs(1, True, inputs, np.zeros(1, bool), reading)
    return time_call(lambda: advance_day(layout, state, day))


def tasks(rep: Any, through: date) -> dict[str, Callable[[], Any]]:
    """The guide's computations for a rep, by their label in the output."""
    from scoring.explain.breakdown import score_breakdown
    from scoring.explain.change import explain_change
    from scoring.guide.goal_plan import PlanRequest, find_goal_plan
    from scoring.guide.next_actions import TimeBudget, next_actions_page
    from scoring.guide.team_what_if import team_what_if
    from scoring.guide.what_if import what_if
    from teams.models import Team

    def changed(days: int) -> Any:
        return explain_change(
            rep, through - timedelta(days=days), through, through=through, own=False
        )

    today, team = rep.today(), Team.objects.first()
    team.organization = rep.organization
    wish = PlanRequest(goal=90, by_day=today + timedelta(days=90))
    return {
        "why it is so": lambda: score_breakdown(rep, through=through, own=False),
        "why it is so, with records": lambda: score_breakdown(rep, through=through, own=True),
        "why it changed in 30 days": lambda: changed(30),
        "why it changed in 365 days": lambda: changed(365),
        "what to do next": lambda: next_actions_page(
            rep, minutes=TimeBudget(), today=today, own=True
        ),
        "a plan to 90 in 90 days": lambda: find_goal_plan(rep, wish, today=today),
        "what if": lambda: what_if(rep, {"comments": 20}, today=today),
        "what if, all of a team": lambda: team_what_if(team, {"comments": 5}, today=today),
    }


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from django_scopes import scope

        from scoring.models import Snapshot
        from teams.models import Organization

        organization = Organization.objects.get()
        with scope(organization=organization):
            rep = busiest_rep()
            through = Snapshot.objects.of(rep).last_day(rep.today())
            steps = [1e3 * time_engine_step() for _ in range(REPETITIONS)]
            print(f"One rep, {DAYS} days, milliseconds: median of {REPETITIONS} (least–most)")
            print(f"{'a step of the model':32}{format_spread(steps)}")
            for name, task in tasks(rep, through).items():
                task()
                times = [1e3 * time_call(task) for _ in range(REPETITIONS)]
                print(
                    f"{name:32}{format_spread(times)}   {median(times) / median(steps):.0f} steps"
                )


if __name__ == "__main__":
    main()
