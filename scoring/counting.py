"""What counts and how much, from which day, and what was ever proposed: the page “Model”."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.core.course import Course
from scoring.core.signals import PILLARS, Flow, Percent, Rate, Stock
from scoring.core.versions import VERSIONS, Version
from scoring.in_force import course_of
from scoring.models import Adoption, ModelVersion, version_of
from scoring.signal_words import NAMES
from scoring.wording import PILLARS as PILLAR_NAMES
from scoring.wording import day_words
from teams.models import Organization


@dataclass(frozen=True)
class Counted:
    """A signal: at most how many points, what it takes, and both under the version beside it."""

    signal: str
    weight: float
    takes: str
    was: tuple[float, str] | None = None

    @property
    def name(self) -> str:
        return NAMES[self.signal]

    @property
    def differs(self) -> bool:
        return self.was is not None and self.was != (self.weight, self.takes)


@dataclass(frozen=True)
class Pillar:
    """A pillar's signals."""

    pillar: str
    name: str
    signals: tuple[Counted, ...]


@dataclass(frozen=True)
class Taken:
    """A version that counts, or counted, from a day on; None is from ever."""

    identifier: str
    since: date | None
    adoption: Adoption | None
    counts: bool

    @property
    def words(self) -> str:
        """`from 3 December on`."""
        return (
            f"from {day_words(self.since)} {self.since.year} on"
            if self.since
            else "from the first day"
        )


@dataclass(frozen=True)
class Model:
    """All the page shows."""

    version: Version  # the one in force
    since: date | None
    pillars: tuple[Pillar, ...]
    history: tuple[Taken, ...]  # newest first
    proposals: Sequence[ModelVersion]  # newest first
    builtin: tuple[Version, ...]


def model_of(organization: Organization, today: date) -> Model:
    """What counts today, what did and what will."""
    course = course_of(organization)
    version, history = course.on(today.toordinal()), _history(organization, course, today)
    return Model(
        version=version,
        since=next(each.since for each in history if each.counts),
        pillars=pillars_of(version),
        history=history,
        proposals=list(ModelVersion.objects.filter(organization=organization).select_related("by")),
        builtin=tuple(VERSIONS.values()),
    )


def _history(organization: Organization, course: Course, today: date) -> tuple[Taken, ...]:
    standing = Adoption.objects.filter(organization=organization).standing()
    adoptions = list(standing.select_related("version", "by"))
    begun = [each for each in adoptions if each.since <= today]
    taken = [Taken(course.first.identifier, None, None, not begun)]
    taken += [Taken(a.identifier, a.since, a, bool(begun) and a is begun[-1]) for a in adoptions]
    return tuple(reversed(taken))


def version_or_none(organization: Organization, identifier: str) -> Version | None:
    """A version by its name; None where the organisation has none of that name."""
    try:
        return version_of(organization.pk, identifier)
    except ModelVersion.DoesNotExist:
        return None


def pillars_of(version: Version, beside: Version | None = None) -> tuple[Pillar, ...]:
    """What counts, by pillar; `beside` another version, what differs from it."""
    others = {each.name: each for each in beside.signals} if beside else {}
    return tuple(
        Pillar(
            pillar,
            PILLAR_NAMES[at],
            tuple(
                Counted(each.name, each.weight, takes(each), _was(others.get(each.name)))
                for each in version.signals
                if each.pillar == pillar
            ),
        )
        for at, pillar in enumerate(PILLARS)
    )


def _was(signal: object) -> tuple[float, str] | None:
    return (signal.weight, takes(signal)) if signal else None  # type: ignore[attr-defined]


def takes(signal: object) -> str:
    """What nine tenths of the points take, or all of them."""
    if isinstance(signal, Flow):
        return (
            f"{signal.target:g} a week"
            if signal.name != "active"
            else f"{signal.target:g} days a week"
        )
    if isinstance(signal, Stock):
        return f"{signal.target:g}"
    if isinstance(signal, Percent):
        return "100 %"
    if isinstance(signal, Rate):
        return f"{signal.high:.0%}".replace("%", " %")
    return "answers at once"


def lives(version: Version) -> str:
    """The half-lives in words."""
    return (
        f"What was done counts half after {version.half_life:g} days; what nobody logs, and only "
        f"LinkedIn’s number told of, after {version.untracked_half_life:g}."
    )
