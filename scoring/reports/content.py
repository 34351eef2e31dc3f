"""What a report says, as plain values: every format is made of these and of nothing else.

Numbers are exact here; whoever shows one rounds it by `scoring.wording`, files by `figure`, so that
all formats show the same.
"""

from dataclasses import dataclass
from datetime import date

from scoring.closes import Pillars
from scoring.core.signals import PILLARS
from scoring.reports.order import Order, Section
from scoring.trends import Dot, Trend
from scoring.wording import PILLARS as PILLAR_NAMES
from scoring.wording import whole


@dataclass(frozen=True)
class Score:
    """An estimate after the close of a day: a rep's, or the average of several."""

    day: date
    total: float
    pillars: Pillars

    @property
    def is_good(self) -> bool:
        """Whether it shows as 70 or more."""
        return whole(self.total) >= 70


@dataclass(frozen=True)
class Cause:
    """What moved a total, in words, and by how many points."""

    words: str
    points: float


@dataclass(frozen=True)
class Activity:
    """How often something was done; None where nothing is known of it.

    `target` is what a week should have of it; None where the model has none for it.
    """

    name: str  # the input
    label: str
    done: float | None
    before: float | None  # in as many days before
    weeks: float
    target: float | None
    scored: bool

    @property
    def weekly(self) -> float | None:
        """A week, on average."""
        return None if self.done is None else self.done / self.weeks


@dataclass(frozen=True)
class Coverage:
    """How much is known of the period. Of several reps the sums."""

    workdays: int
    known: int  # days of which something scored is known
    typed: int
    imported: int
    readings: int


@dataclass(frozen=True)
class Agreed:
    """Something a rep and a coach agreed on."""

    text: str
    signal: str  # as the sales floor calls it; empty: aims at none
    due: date
    done: date | None


@dataclass(frozen=True)
class NextAction:
    """Something to do more of, its minutes a week and what it gains in 30 days, if kept up."""

    label: str
    how_much: str
    minutes: int
    gain: float


@dataclass(frozen=True)
class Outlook:
    """The total so many days on, and the band in which 80 % come (None: not known)."""

    days: int
    day: date
    total: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Figures:
    """What there is to say of a rep, or of several together."""

    before: Score | None
    after: Score | None
    change: float | None  # of those who can be compared
    pillar_changes: Pillars | None
    earlier_change: float | None  # in as many days before
    trend: Trend | None
    activities: tuple[Activity, ...]
    coverage: Coverage

    @property
    def by_pillar(self) -> list[tuple[str, str, float, float, float]]:
        """Pillar, its name, before, after and change; nothing where there is no change to tell."""
        if not (self.before and self.after and self.pillar_changes):
            return []
        ends = zip(self.before.pillars, self.after.pillars, self.pillar_changes, strict=True)
        names = zip(PILLARS, PILLAR_NAMES, strict=True)
        return [(*name, *each) for name, each in zip(names, ends, strict=True)]


@dataclass(frozen=True)
class Person:
    """A rep in a report. Without names `name` is a number and `email` empty."""

    pk: int
    name: str
    email: str
    state: str  # empty where the score counts, else why not
    figures: Figures
    official: tuple[Dot, ...]  # of the period and the week before it, oldest first
    causes: tuple[Cause, ...]  # they add up to the change
    agreed: tuple[Agreed, ...]
    next_actions: tuple[NextAction, ...]
    forecast: str  # a sentence, also where there is none
    outlooks: tuple[Outlook, ...]
    sentences: tuple[str, str, str]

    @property
    def official_change(self) -> float | None:
        """Between LinkedIn's first and last number; None where there are not two."""
        ends = self.official
        return ends[-1].total - ends[0].total if len(ends) > 1 else None


@dataclass(frozen=True)
class Report:
    """All that a report says. `figures` are everybody's together, of a rep alone the rep's."""

    order: Order
    title: str
    organization: str
    made_on: date
    versions: tuple[str, ...]  # of the model that counted in the period
    sentences: tuple[str, str, str]
    figures: Figures
    good: tuple[int, int]  # at 70 or above: at the start, at the end
    ranked: tuple[int, int]  # out of how many
    persons: tuple[Person, ...]
    without: tuple[str, ...]  # sentences: who is not in it and why

    def has(self, section: Section) -> bool:
        """Whether it was asked for."""
        return section in self.order.sections

    @property
    def official_changes(self) -> list[float]:
        """By LinkedIn's own numbers, of those who have two."""
        return [each.official_change for each in self.persons if each.official_change is not None]
