"""Cost of the guide for a rep, beside reading the data, on a throw-away SQLite file.

    python benchmarks/guide.py

For a demo rep who logged for 400 days: why the score is what it is, why it changed within 30 and
365 days, the forecast, what to do next, a plan, and what-if; and the what-if of a team of 200.
Prints medians of processor time, which others on the machine hardly change (SQLite runs in the same
process), with all database reads and beside them: what the same facts, readings and states
take to read is printed first and left out.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import format_spread, median

REPETITIONS = 20
TEAM_REPS = 200
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


def read(organization: Any, ids: list[int], today: date) -> Callable[[], Any]:
    """Reading what looking ahead starts from: facts, readings, states."""
    import numpy as np

    from scoring.guide.load_course import _load_facts

    close, reps = today.toordinal() - 1, np.array(sorted(ids))
    return lambda: _load_facts(organization, reps, close, close)


def read_change(rep: Any, through: date, days: int) -> Callable[[], Any]:
    """Reading what a change over so many days starts from: as much, but since then."""
    import numpy as np

    from scoring.core.layout import COMMON_LAYOUT
    from scoring.daily.load import Block, load_history
    from scoring.daily.plan import load_start_states
    from scoring.daily.states import empty_states

    reps, last = np.array([rep.pk]), through.toordinal()
    first, nothing = np.array([last - days + 1]), empty_states(COMMON_LAYOUT)

    def read_all() -> Any:
        base, _ = load_start_states(COMMON_LAYOUT, reps, first, nothing)
        return load_history(COMMON_LAYOUT, Block(rep.organization, reps, base, last))

    return read_all


def large_team(organization: Any, days: int = 60) -> Any:
    """A team of TEAM_REPS reps who logged for some weeks and have a reading."""
    from teams.base.sources import Source
    from teams.facts.readings import Reading, save_readings
    from teams.facts.save_days import DayEntry, save_days
    from teams.models import Membership, OfficialReading, Rep, Team

    team, first = Team.objects.create(organization=organization, name="Large"), date(2020, 1, 1)
    reps = Rep.objects.bulk_create(
        Rep(organization=organization, name=f"Rep {n}", email=f"large{n}@example.com")
        for n in range(TEAM_REPS)
    )
    Membership.objects.bulk_create(
        Membership(organization=organization, rep=rep, team=team, since=first) for rep in reps
    )
    today = organization.today()
    inputs = {"posts": 1, "comments": 3, "leads_saved": 2, "invitations_sent": 2}
    entries = [
        DayEntry(rep.pk, today - timedelta(days=back), inputs)
        for rep in reps
        for back in range(1, days)
    ]
    save_days(organization=organization, source=Source.CSV, entries=entries)
    readings = [Reading(rep.pk, today - timedelta(days=20), 12, 8, 6, 11) for rep in reps]
    save_readings(organization=organization, readings=readings, how=OfficialReading.How.CSV)
    return team


def explain(rep: Any, through: date, days: int) -> Callable[[], Any]:
    """Explaining the change over so many days."""
    from scoring.explain.change import explain_change

    since = through - timedelta(days=days)
    return lambda: explain_change(rep, since, through, through=through, own=False)


def tasks(rep: Any, through: date) -> dict[str, Callable[[], Any]]:
    """The guide's computations for a rep, by their label in the output."""
    from scoring.explain.breakdown import score_breakdown
    from scoring.guide.forecast import load_forecast
    from scoring.guide.goal_plan import PlanRequest, find_goal_plan
    from scoring.guide.next_actions import TimeBudget, next_actions_page
    from scoring.guide.what_if import what_if

    today = rep.today()
    wish = PlanRequest(goal=90, by_day=today + timedelta(days=90))
    return {
        "why it is so": lambda: score_breakdown(rep, through=through, own=False),
        "why it is so, with records": lambda: score_breakdown(rep, through=through, own=True),
        "why it changed in 30 days": explain(rep, through, 30),
        "forecast": lambda: load_forecast(rep, today=today),
        "what to do next": lambda: next_actions_page(
            rep, minutes=TimeBudget(), today=today, own=True
        ),
        "a plan to 90 in 90 days": lambda: find_goal_plan(rep, wish, today=today),
        "what if": lambda: what_if(rep, {"comments": 20}, today=today),
    }


def cpu_time(task: Callable[[], Any]) -> float:
    """Processor time of a call, in seconds."""
    start = process_time()
    task()
    return process_time() - start


def measure(name: str, task: Callable[[], Any], reads: float | None = None) -> float:
    """Prints the times of a task, and what it takes beside reading; returns the median in ms."""
    task()
    times = [1e3 * cpu_time(task) for _ in range(REPETITIONS)]
    beside = "" if reads is None else f"   {median(times) - reads:.0f} beside reading"
    print(f"{name:32}{format_spread(times)}{beside}")
    return median(times)


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from django_scopes import scope

        from scoring.guide.team_what_if import team_what_if
        from scoring.models import Snapshot
        from teams.models import Organization, Rep

        organization = Organization.objects.get()
        with scope(organization=organization):
            rep = busiest_rep()
            through = Snapshot.objects.of(rep).last_day(rep.today())
            today = rep.today()
            team = large_team(organization)
            ids = list(Rep.objects.of_team(team, today).values_list("pk", flat=True))
            print(
                f"One rep, {DAYS} days, milliseconds of CPU: median of {REPETITIONS} (least–most)"
            )
            reads = measure("reading the data", read(organization, [rep.pk], today))
            for name, task in tasks(rep, through).items():
                measure(name, task, reads)
            reads = measure("reading a year of data", read_change(rep, through, 365))
            measure("why it changed in 365 days", explain(rep, through, 365), reads)
            print(f"A team of {TEAM_REPS}")
            reads = measure("reading the data", read(organization, ids, today))
            measure("what if", lambda: team_what_if(team, {"comments": 5}, today=today), reads)


if __name__ == "__main__":
    main()
