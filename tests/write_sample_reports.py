"""Writes sample report files of the demo for the documentation, at a fixed date.

make samples
"""

import os
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path

import django
import time_machine
from django.core.management import call_command
from django_scopes import scope

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from scoring.reports.build import gather  # noqa: E402
from scoring.reports.content import Report  # noqa: E402  models need the set-up above
from scoring.reports.render.design import Design  # noqa: E402
from scoring.reports.render.formats import FORMATS  # noqa: E402
from scoring.reports.spec import ReportSpec, SubjectKind  # noqa: E402
from teams.models import Organization, Rep, Team  # noqa: E402

DAY = "2026-11-25T09:00Z"
PERIOD = date(2026, 8, 31), date(2026, 11, 24)
SAMPLES = Path(__file__).parent.parent / "docs" / "samples"
DESIGN = Design(coach_name="Coaching by Example", client_name="Example client")
REP_FORMATS = ("pdf", "png")  # formats also written for one rep; a team gets every format


def load_demo_reports() -> tuple[Report, Report]:
    """Loads the demo; returns a team's report and a rep's."""
    with redirect_stdout(StringIO()):
        call_command("migrate", verbosity=0)
        call_command("load_demo")
    organization = Organization.objects.get()
    with scope(organization=organization):
        team, everybody = Team.objects.earliest("pk"), Rep.objects.all()
        rep = everybody.of_team(team, PERIOD[1]).earliest("pk")
        whom = ((SubjectKind.TEAM, team.pk), (SubjectKind.REP, rep.pk))
        today = organization.today()
        of_team, of_rep = (
            gather(ReportSpec(kind, pk, *PERIOD), organization, everybody, today=today)
            for kind, pk in whom
        )
    return of_team, of_rep


def main() -> None:
    """Writes all sample files."""
    SAMPLES.mkdir(exist_ok=True)
    with time_machine.travel(DAY, tick=False):
        of_team, of_rep = load_demo_reports()
        for name, form in FORMATS.items():
            whole = [("team", of_team), *([("rep", of_rep)] if name in REP_FORMATS else [])]
            for whose, report in whole:
                long = "-long" if name == "csv-long" else ""
                file = SAMPLES / f"{whose}{long}.{form.extension}"
                file.write_bytes(form.write(report, DESIGN))
                print(f"{file.name}: {file.stat().st_size // 1024} KB")  # noqa: T201


if __name__ == "__main__":
    main()
