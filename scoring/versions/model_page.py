"""The page “Model”: weights of the signals, the versions in force over time, and proposals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.core.signals import PILLARS, Flow, Percent, Rate, Stock
from scoring.core.version_timeline import VersionTimeline
from scoring.core.versions import VERSIONS, Version
from scoring.daily.active_version import load_timeline
from scoring.models import Adoption, ModelVersion, version_of
from scoring.scores.signal_names import SIGNAL_NAMES
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import day_words
from teams.models import Organization


@dataclass(frozen=True)
class ModelSignal:
    """A signal: its weight in points, its target in words, and both under another version."""

    signal: str
    weight: float
    target: str
    compared: tuple[float, str] | None = None

    @property
    def name(self) -> str:
        return SIGNAL_NAMES[self.signal]

    @property
    def differs(self) -> bool:
        return self.compared is not None and self.compared != (self.weight, self.target)


@dataclass(frozen=True)
class ModelPillar:
    """A pillar with its signals."""

    pillar: str
    name: str
    signals: tuple[ModelSignal, ...]


@dataclass(frozen=True)
class AdoptedVersion:
    """A version in force from the day `since` on; None means from the beginning."""

    identifier: str
    since: date | None
    adoption: Adoption | None
    counts: bool

    @property
    def words(self) -> str:
        """The day it counts from, such as `from 3 December 2026 on`."""
        return (
            f"from {day_words(self.since)} {self.since.year} on"
            if self.since
            else "from the first day"
        )


@dataclass(frozen=True)
class ModelPage:
    """The page “Model”."""

    version: Version  # the one in force
    since: date | None
    pillars: tuple[ModelPillar, ...]
    history: tuple[AdoptedVersion, ...]  # newest first
    proposals: Sequence[ModelVersion]  # newest first
    builtin: tuple[Version, ...]


def load_model_page(organization: Organization, today: date) -> ModelPage:
    """Past, present and future versions of the organisation."""
    timeline = load_timeline(organization)
    version, history = (
        timeline.on(today.toordinal()),
        _adoption_history(organization, timeline, today),
    )
    return ModelPage(
        version=version,
        since=next(each.since for each in history if each.counts),
        pillars=pillars_of(version),
        history=history,
        proposals=list(ModelVersion.objects.filter(organization=organization).select_related("by")),
        builtin=tuple(VERSIONS.values()),
    )


def _adoption_history(
    organization: Organization, timeline: VersionTimeline, today: date
) -> tuple[AdoptedVersion, ...]:
    in_effect = Adoption.objects.filter(organization=organization).in_effect()
    adoptions = list(in_effect.select_related("version", "by"))
    started = [each for each in adoptions if each.since <= today]
    rows = [AdoptedVersion(timeline.first.identifier, None, None, not started)]
    rows += [
        AdoptedVersion(a.identifier, a.since, a, bool(started) and a is started[-1])
        for a in adoptions
    ]
    return tuple(reversed(rows))


def version_or_none(organization: Organization, identifier: str) -> Version | None:
    """A version by its identifier; None if the organisation has none with it."""
    try:
        return version_of(organization.pk, identifier)
    except ModelVersion.DoesNotExist:
        return None


def pillars_of(version: Version, compared_with: Version | None = None) -> tuple[ModelPillar, ...]:
    """The version's signals by pillar; with `compared_with`, also their values under that one."""
    others = {each.name: each for each in compared_with.signals} if compared_with else {}
    return tuple(
        ModelPillar(
            pillar,
            PILLAR_NAMES[at],
            tuple(
                ModelSignal(
                    each.name,
                    each.weight,
                    target_words(each),
                    _compared_values(others.get(each.name)),
                )
                for each in version.signals
                if each.pillar == pillar
            ),
        )
        for at, pillar in enumerate(PILLARS)
    )


def _compared_values(signal: object) -> tuple[float, str] | None:
    return (signal.weight, target_words(signal)) if signal else None  # type: ignore[attr-defined]


def target_words(signal: object) -> str:
    """Target of a signal in words: what earns 90 % of the points of a flow or stock, else all."""
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


def half_life_words(version: Version) -> str:
    """The half-life in a sentence."""
    return f"Activity counts half after {version.half_life:g} days."
