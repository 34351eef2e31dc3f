"""Content of a report as plain values: the only input of every file format.

Scores and changes have one decimal here and add up (`ReportNumbers.as_shown`); all other numbers
are exact, and pages and files round them with `teams.base.formatting`. So all formats show equal
numbers.
"""

from dataclasses import dataclass, replace
from datetime import date

from scoring.core.signals import PILLARS
from scoring.reports.spec import ReportSpec, Section, SubjectKind
from scoring.scores.periods import Pillars
from scoring.scores.series import ReadingDot, ScoreSeries
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import (
    coverage_words,
    round_one_decimal,
    rounded_parts,
    rounded_total,
    whole,
)


@dataclass(frozen=True)
class Score:
    """An estimate at the close of a day: one rep's, or the average of several.

    How sure it is, is known of one rep's: `half_range` is None for an average, and on the day of a
    LinkedIn score. `exact` is the total before it was rounded.
    """

    day: date
    total: float
    pillars: Pillars
    half_range: float | None = None  # of the likely range, in points
    coverage: float | None = None  # of 100
    exact: float | None = None

    @property
    def is_good(self) -> bool:
        """Whether it is displayed as 70 or more."""
        return self.shown_whole >= 70

    @property
    def shown_whole(self) -> int:
        """The total as other pages show it."""
        return whole(self.total if self.exact is None else self.exact)

    @property
    def tracks(self) -> str:
        """How much of it is tracked, in words; empty for an average."""
        return "" if self.coverage is None else coverage_words(self.coverage)

    def rounded(self, total: float) -> "Score":
        """Returns the score with this total and pillars that add up to it, with one decimal."""
        a, b, c, d = rounded_parts(self.pillars, total)
        return replace(self, total=round(total, 1), pillars=(a, b, c, d), exact=self.total)


@dataclass(frozen=True)
class ReportedCause:
    """A cause of a change in the total, in words and points."""

    words: str
    points: float


@dataclass(frozen=True)
class Activity:
    """How often something was done in the period; None where unknown.

    `target` is the weekly target; None where the model has none.
    """

    name: str  # of the input
    label: str
    done: float | None
    before: float | None  # in an equally long period before
    weeks: float
    target: float | None
    scored: bool

    @property
    def weekly(self) -> float | None:
        """Weekly average; None where unknown."""
        return None if self.done is None else self.done / self.weeks


@dataclass(frozen=True)
class Coverage:
    """How much is known of the period; for several reps the sums."""

    workdays: int
    known: int  # days with any known scored input
    typed: int
    imported: int
    readings: int


@dataclass(frozen=True)
class ReportedAction:
    """An action item that a rep and a coach agreed on."""

    text: str
    signal: str  # display name; empty where it aims at none
    due: date
    done: date | None


@dataclass(frozen=True)
class NextAction:
    """A proposed action: its minutes a week, and its gain in 30 days if kept up."""

    label: str
    how_much: str
    minutes: int
    gain: float


@dataclass(frozen=True)
class ForecastTotal:
    """Forecast total in so many days, with its 80 % band (None where unknown)."""

    days: int
    day: date
    total: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ReportNumbers:
    """Numbers of one rep, or of several together."""

    before: Score | None
    after: Score | None
    change: float | None  # among reps with a score at both ends
    pillar_changes: Pillars | None
    earlier_change: float | None  # in an equally long period before
    trend: ScoreSeries | None
    activities: tuple[Activity, ...]
    coverage: Coverage

    def as_shown(self) -> "ReportNumbers":
        """Returns the numbers with one decimal, so that they add up as shown.

        Pillars add up to the total, and what was before and the change to what is after. The total
        after and the change are as everywhere else; what was before makes room.
        """
        after = self.after and self.after.rounded(rounded_total(self.after.total))
        if self.before is None or after is None or self.change is None:
            before = self.before and self.before.rounded(rounded_total(self.before.total))
            return replace(self, before=before, after=after)
        change = round_one_decimal(self.change)
        before = self.before.rounded(after.total - change)
        a, b, c, d = (
            round(now - was, 1) for was, now in zip(before.pillars, after.pillars, strict=True)
        )
        return replace(self, before=before, after=after, change=change, pillar_changes=(a, b, c, d))

    @property
    def by_pillar(self) -> list[tuple[str, str, float, float, float]]:
        """(pillar, display name, before, after, change) of each pillar; empty without a change."""
        if not (self.before and self.after and self.pillar_changes):
            return []
        ends = zip(self.before.pillars, self.after.pillars, self.pillar_changes, strict=True)
        names = zip(PILLARS, PILLAR_NAMES, strict=True)
        return [(*name, *each) for name, each in zip(names, ends, strict=True)]


@dataclass(frozen=True)
class ReportPerson:
    """A rep in a report. In a report without names, `name` is a number and `email` empty."""

    pk: int
    name: str
    email: str
    state: str  # empty where the score counts, else the reason why not
    known_lately: int  # known days among the last 20 working days
    figures: ReportNumbers
    official: tuple[ReadingDot, ...]  # readings of the period and the week before it, oldest first
    official_start: ReadingDot | None  # the two readings compared; one of them without a second
    official_end: ReadingDot | None
    causes: tuple[ReportedCause, ...]  # which add up to the change
    agreed: tuple[ReportedAction, ...]
    next_actions: tuple[NextAction, ...]
    forecast: str  # a sentence, also where there is no forecast
    outlooks: tuple[ForecastTotal, ...]
    sentences: tuple[str, str, str]

    @property
    def official_change(self) -> float | None:
        """Change between the two LinkedIn scores compared; None without two of them."""
        start, end = self.official_start, self.official_end
        return end.total - start.total if start and end and end.day > start.day else None


@dataclass(frozen=True)
class Report:
    """All content of a report. `figures` are of all reps together, or of the only rep."""

    spec: ReportSpec
    title: str
    organization: str
    made_on: date
    versions: tuple[str, ...]  # of the model in the period
    sentences: tuple[str, str, str]
    figures: ReportNumbers
    good: tuple[int, int]  # reps at 70 or above: at the start, at the end
    ranked: tuple[int, int]  # ranked reps: at the start, at the end
    persons: tuple[ReportPerson, ...]
    without: tuple[str, ...]  # sentences on who is not in it and why

    def has(self, section: Section) -> bool:
        """Whether the report was requested with this section."""
        return section in self.spec.sections

    @property
    def official_changes(self) -> list[float]:
        """Change between LinkedIn scores of each rep who has two."""
        return [each.official_change for each in self.persons if each.official_change is not None]


def single_person_report(report: Report, person: ReportPerson) -> Report:
    """The person's own report, equal to one built for that person, without further queries."""
    before, after = person.figures.before, person.figures.after
    counts = after is not None and not person.state
    return replace(
        report,
        spec=report.spec.of(person.pk),
        title=person.name,
        sentences=person.sentences,
        figures=person.figures,
        good=(_is_good(before), int(counts and _is_good(after))),
        ranked=(int(before is not None), int(counts)),
        persons=(person,),
        without=(),
    )


def _is_good(score: Score | None) -> int:
    return int(score is not None and score.is_good)


def anonymous_report(report: Report) -> Report:
    """The report without names, addresses and text that people wrote (agreed items)."""
    persons = tuple(
        replace(each, pk=at, name=f"Rep {at}", email="", agreed=())
        for at, each in enumerate(report.persons, start=1)
    )
    title = "A rep" if report.spec.kind == SubjectKind.REP else report.title
    return replace(report, title=title, persons=persons)
