"""Whether the coaching works: each rep of a team at the start and the end of a period."""

import csv
from dataclasses import dataclass
from datetime import date

from scoring import closes
from scoring.closes import Pillars, Standing
from scoring.core.signals import PILLARS
from scoring.exports import STATES
from scoring.wording import signed, whole
from teams.exports import Writable, plain
from teams.models import OfficialReading, Rep, Team
from teams.models.people import RepQuerySet

HEADER = (
    "email",
    "name",
    "state",
    "from",
    "to",
    "total_from",
    "total_to",
    "total_change",
    *(f"{pillar}_{end}" for pillar in PILLARS for end in ("from", "to", "change")),
    "linkedin_first",
    "linkedin_first_on",
    "linkedin_last",
    "linkedin_last_on",
    "known_days",
)


@dataclass(frozen=True)
class Line:
    """A rep's progress. Changes are None where one of the days has no rank."""

    standing: Standing
    first_reading: OfficialReading | None
    last_reading: OfficialReading | None

    @property
    def pillar_changes(self) -> Pillars | None:
        """Points each pillar moved."""
        return self.standing.pillar_changes


@dataclass(frozen=True)
class Progress:
    """A team's progress between the closes of two days."""

    team: Team
    first: date
    last: date
    lines: tuple[Line, ...]
    without: tuple[Rep, ...]

    @property
    def changes(self) -> list[float]:
        """The changes of those who can be compared."""
        return [line.standing.change for line in self.lines if line.standing.change is not None]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What there is to say before any table."""
        if not self.changes:
            return ("Nobody can be compared between these two days yet.",)
        mean = sum(self.changes) / len(self.changes)
        up = sum(round(change, 1) > 0 for change in self.changes)
        good = [whole(line.standing.now.total) >= 70 for line in self.lines]
        return (
            f"On average {signed(mean)} points for {len(self.changes)} reps.",
            f"{up} of {len(self.changes)} went up.",
            f"{sum(good)} stand at 70 or above.",
        )


def progress(team: Team, first: date, last: date, among: RepQuerySet) -> Progress:
    """The progress of whoever sits in the team on the last day and is one of those looked after."""
    reps = list(Rep.objects.of_team(team, last).filter(pk__in=among.values("pk")))
    found = closes.standings(reps, last, first)
    read = closes.readings_between(reps, first, last)
    lines = [
        Line(each, next(iter(read[each.rep.pk]), None), next(iter(read[each.rep.pk][::-1]), None))
        for each in found
    ]
    scored = {each.rep.pk for each in found}
    return Progress(
        team, first, last, tuple(lines), tuple(rep for rep in reps if rep.pk not in scored)
    )


def write(report: Progress, out: Writable) -> None:
    """The report as CSV, a row a rep; numbers to one decimal, empty where not known."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_cells(report, line) for line in report.lines)


def _cells(report: Progress, line: Line) -> list[object]:
    each = line.standing
    return [
        plain(each.rep.email),
        plain(each.rep.name),
        STATES[each.now.state],
        report.first,
        report.last,
        *_moved(each.before.total if each.before else None, each.now.total, each.change),
        *(cell for at in range(4) for cell in _pillar(line, at)),
        *_reading(line.first_reading),
        *_reading(line.last_reading),
        each.now.known_days,
    ]


def _pillar(line: Line, at: int) -> list[str]:
    before, changes = line.standing.before, line.pillar_changes
    return _moved(
        before.pillars[at] if before else None,
        line.standing.now.pillars[at],
        changes and changes[at],
    )


def _moved(before: float | None, now: float, change: float | None) -> list[str]:
    return ["" if value is None else f"{value:.1f}" for value in (before, now, change)]


def _reading(reading: OfficialReading | None) -> list[str]:
    return [f"{reading.total:.1f}", reading.day.isoformat()] if reading else ["", ""]
