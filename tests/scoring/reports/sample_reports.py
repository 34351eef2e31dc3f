"""Hand-made reports for tests: a full one, an empty one, and ones with any text in every field."""

import math
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

from scoring.reports.content import (
    Activity,
    Coverage,
    ForecastTotal,
    NextAction,
    Report,
    ReportedAction,
    ReportedCause,
    ReportNumbers,
    ReportPerson,
    Score,
)
from scoring.reports.spec import ReportSpec, SubjectKind
from scoring.scores.series import ReadingDot, ScoreSeries

FIRST, LAST = date(2026, 8, 31), date(2026, 11, 24)
SPEC = ReportSpec(SubjectKind.TEAM, 1, FIRST, LAST)
NO_NUMBERS = ReportNumbers(None, None, None, None, None, None, (), Coverage(0, 0, 0, 0, 0))


def report(people: int = 2, **changes: Any) -> Report:
    """A report on a team of so many people."""
    persons = tuple(person(number) for number in range(people))
    made = Report(
        spec=SPEC,
        title="North, autumn programme",
        organization="Northwind",
        made_on=date(2026, 11, 25),
        versions=("1",),
        sentences=(
            f"LinkedIn’s own scores: {people} of {people} reps have two in this period; on "
            "average they moved +4.2.",
            f"The average estimate of {people} reps went from 51.0 to 56.2 (+5.2); 1 of {people} "
            "went up.",
            f"1 of {people} stands at 70 or above; it was 0 of {people} at the start.",
        ),
        figures=figures(0),
        good=(0, 1),
        ranked=(people, people),
        persons=persons,
        without=("Jo Lind is not in it: left the team on 3 October.",),
    )
    return replace(made, **changes)


def rep_report() -> Report:
    """A rep's own report."""
    one = person(0)
    order = replace(SPEC, kind=SubjectKind.REP, pk=one.pk)
    return report(1, spec=order, title=one.name, sentences=one.sentences, figures=one.figures)


def empty_report() -> Report:
    """A report on a team without any reps."""
    nothing = ("No number of LinkedIn’s.", "No estimates yet.", "Nobody’s score can be counted.")
    return report(
        0,
        sentences=nothing,
        figures=NO_NUMBERS,
        good=(0, 0),
        ranked=(0, 0),
        versions=(),
        without=(),
    )


def report_without_data() -> Report:
    """A report on two people without any data."""
    nobody = replace(
        person(0),
        figures=NO_NUMBERS,
        official=(),
        official_start=None,
        official_end=None,
        causes=(),
        agreed=(),
        next_actions=(),
        outlooks=(),
    )
    return replace(empty_report(), persons=(nobody, replace(nobody, pk=2, name="Ben Ott")))


def person(number: int) -> ReportPerson:
    """A rep with content in every section."""
    readings = (
        ReadingDot(FIRST + timedelta(3), 49.55 + number, (12.25, 11.1, 10.2, 16.0 + number)),
        ReadingDot(LAST - timedelta(9), 58.2 + number, (13.0, 13.1, 12.0, 20.1 + number)),
    )
    return ReportPerson(
        pk=number + 1,
        name=f"Ada Amsel {number}" if number else "Ada Amsel",
        email=f"ada.{number}@example.com",
        known_lately=18,
        state="",
        figures=figures(number),
        official=readings,
        official_start=readings[0],
        official_end=readings[1],
        causes=(
            ReportedCause("more comments", 3.25),
            ReportedCause("more people who saw the profile", 1.95),
            ReportedCause("LinkedIn score", 1.05),
            ReportedCause("posts fading", -0.85),
        ),
        agreed=(
            ReportedAction("Comment on three customers’ posts before the first call", "Comments",
                   FIRST + timedelta(14), FIRST + timedelta(12)),
            ReportedAction("Ask each week’s new contact for a call", "Conversations",
                   LAST + timedelta(10), None),
        ),
        next_actions=(
            NextAction("Comments", "2 more a working day", 15, 2.35),
            NextAction("Leads saved", "5 more a week", 5, 1.15),
            NextAction("Invitations sent", "3 more a week", 6, 0.65),
        ),
        forecast="Reaches 60 around 9 January if this is kept up.",
        outlooks=(
            ForecastTotal(30, LAST + timedelta(30), 58.45, 55.95, 61.05),
            ForecastTotal(60, LAST + timedelta(60), 60.15, 55.5, 64.85),
            ForecastTotal(90, LAST + timedelta(90), 61.25, None, None),
        ),
        sentences=(
            "LinkedIn’s own score went from 49.6 on 3 September to 58.2 on 15 November (+8.6).",
            "The estimate went from 51.0 to 56.2 (+5.2, mostly more comments).",
            "Reaches 60 around 9 January if this is kept up.",
        ),
    )  # fmt: skip


def figures(number: int) -> ReportNumbers:
    """Figures with some of every kind, different for each number."""
    over = trend(number)
    first, last = _score(over, 0), _score(over, -1)
    moved = tuple(now - then for now, then in zip(last.pillars, first.pillars, strict=True))
    return ReportNumbers(
        before=first,
        after=last,
        change=last.total - first.total,
        pillar_changes=moved,  # type: ignore[arg-type]
        earlier_change=-0.65,
        trend=over,
        activities=(
            Activity("posts", "Posts", 9, 4, 12.0, 1.0, True),
            Activity("comments", "Comments", 88, 31, 12.0, 8.0, True),
            Activity("conversations", "Conversations", 41, 44, 12.0, 5.0, True),
            Activity("invitations_sent", "Invitations sent", 63, None, 12.0, 6.0, True),
            Activity("meetings", "Meetings booked", 12, 7, 12.0, None, False),
            Activity("searches", "Searches", None, None, 12.0, 10.0, True),
        ),
        coverage=Coverage(workdays=61, known=54, typed=40, imported=14, readings=2),
    )


def trend(number: int, days: int = 86) -> ScoreSeries:
    """Daily closes, rising, some of them held."""
    pillars = tuple(
        (
            12.05 + at / 40,
            11.1 + math.sin(at / 9) + number / 8,
            12.75 + at / 50,
            15.1 + at / 60,
        )
        for at in range(days)
    )
    return ScoreSeries(
        title="Estimated SSI",
        days=tuple(FIRST + timedelta(at) for at in range(days)),
        totals=tuple(sum(each) for each in pillars),
        pillars=pillars,
        held=tuple(at % 17 > 13 for at in range(days)),
        readings=(
            ReadingDot(FIRST + timedelta(3), 49.55 + number, (12.25, 11.1, 10.2, 16.0 + number)),
            ReadingDot(LAST - timedelta(9), 58.2 + number, (13.0, 13.1, 12.0, 20.1 + number)),
        ),
        marks=((FIRST + timedelta(33), "Training"),),
        by_day=False,
    )


def _score(over: ScoreSeries, at: int) -> Score:
    return Score(over.days[at], over.totals[at], over.pillars[at])


# Any text in every field -------------------------------------------------------------------------


def map_texts(value: Any, words: Callable[[str], str]) -> Any:
    """A copy with every text in it passed through `words`."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return words(value)
    if isinstance(value, tuple):
        return tuple(map_texts(each, words) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        named = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(value, **{name: map_texts(each, words) for name, each in named.items()})
    return value
