"""The page “Model”: weights of the signals, the versions in force over time, and proposals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.core.signals import PILLARS, Flow, Percent, Rate, Signal, Stock
from scoring.core.uncertainty import half_range
from scoring.core.version_timeline import VersionTimeline
from scoring.core.versions import Version
from scoring.daily.active_version import load_timeline
from scoring.models import Adoption, ModelVersion, MonthlyCalibration, version_of
from scoring.scores.signal_names import SIGNAL_NAMES
from scoring.versions.monthly import find_monthly_calibration
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import day_words, one_decimal
from teams.models import Organization

RANGE_EXAMPLE_DAYS = 30  # days; age of the reading that the page gives the range for


@dataclass(frozen=True)
class ModelSignal:
    """A signal: its weight in points, its target in words, and both under another version."""

    signal: str
    weight: float
    target: str
    needed_days: int  # known days from which it counts
    compared: tuple[float, str] | None = None

    @property
    def name(self) -> str:
        return SIGNAL_NAMES[self.signal]

    @property
    def differs(self) -> bool:
        return self.compared is not None and self.compared != (self.weight, self.target)


@dataclass(frozen=True)
class ModelPillar:
    """A pillar with its gain and signals."""

    pillar: str
    name: str
    gain: float
    signals: tuple[ModelSignal, ...]
    compared_gain: float | None = None

    @property
    def gain_differs(self) -> bool:
        return self.compared_gain is not None and round(self.compared_gain - self.gain, 2) != 0

    @property
    def is_learned(self) -> bool:
        """Whether the gain was learned from LinkedIn scores: people don’t choose it."""
        return self.gain != 1


@dataclass(frozen=True)
class AdoptedVersion:
    """A version in force from the day `since` on; None means from the beginning."""

    identifier: str
    since: date | None
    adoption: Adoption | None
    counts: bool

    @property
    def is_learned(self) -> bool:
        """Whether calibration made the version."""
        version = self.adoption.version if self.adoption else None
        return bool(version and version.calibration)

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
    monthly: MonthlyCalibration


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
        monthly=find_monthly_calibration(organization),
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
            version.gains[at],
            tuple(
                ModelSignal(
                    each.name,
                    each.weight,
                    target_words(each),
                    each.needed_days,
                    _compared_values(others.get(each.name)),
                )
                for each in version.signals
                if each.pillar == pillar
            ),
            compared_with.gains[at] if compared_with else None,
        )
        for at, pillar in enumerate(PILLARS)
    )


def _compared_values(signal: Signal | None) -> tuple[float, str] | None:
    return (signal.weight, target_words(signal)) if signal else None


def target_words(signal: Signal) -> str:
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


def range_words(version: Version) -> str:
    """The likely range in a sentence, with V."""
    half = one_decimal(float(half_range(version.variance, np.array(RANGE_EXAMPLE_DAYS))))
    learned = "learned" if version.variance != 1 else "not learned yet"
    return (
        f"Likely range: ± {half} points {RANGE_EXAMPLE_DAYS} days after a LinkedIn score "
        f"(V {version.variance:.2f}, {learned})."
    )
