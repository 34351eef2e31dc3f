"""Form for a custom model version: weights by pillar, targets, half-life."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scoring.core.custom_versions import OutOfBoundsError, Parameters, parameters_of
from scoring.core.signals import PILLARS
from scoring.core.versions import Version
from scoring.models import ModelVersion
from scoring.scores.signal_names import SIGNAL_NAMES
from teams.base.formatting import PILLARS as PILLAR_NAMES


@dataclass(frozen=True)
class SignalField:
    """The form fields of a signal; `target` is None for signals without one."""

    name: str
    weight: forms.BoundField
    target: forms.BoundField | None


@dataclass(frozen=True)
class PillarFields:
    """A pillar's signals and the sum of their weights; "?" while a weight is not a number."""

    pillar: str
    name: str
    total: str
    signals: tuple[SignalField, ...]


class VersionForm(forms.Form):
    """Form of a custom version: its parameters, pre-filled from another version."""

    why = forms.CharField(
        max_length=300, label="Why", help_text="People who see scores move will read it."
    )

    def __init__(self, *args: Any, base: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix, self.base = "", base
        parameters = parameters_of(base)
        for signal in base.signals:
            self._number(f"weight_{signal.name}", SIGNAL_NAMES[signal.name], signal.weight)
        for name, target in parameters.targets.items():
            self._number(f"target_{name}", f"Target of {SIGNAL_NAMES[name]}", target)
        self._number(
            "half_life",
            "Half-life, days",
            parameters.half_life,
            "Activity counts half after this many days: 7 to 120.",
        )

    def _number(self, name: str, label: str, value: float, help_text: str = "") -> None:
        widget = forms.NumberInput(attrs={"min": 0, "step": "any", "inputmode": "decimal"})
        initial = f"{value:g}"
        self.fields[name] = forms.FloatField(
            label=label, initial=initial, widget=widget, help_text=help_text
        )

    def pillars(self) -> Iterator[PillarFields]:
        """Yields the pillars with their fields."""
        for pillar, name in zip(PILLARS, PILLAR_NAMES, strict=True):
            signals = [each.name for each in self.base.signals if each.pillar == pillar]
            fields = tuple(self._signal_field(each) for each in signals)
            yield PillarFields(pillar, name, self._total(fields), fields)

    def _signal_field(self, signal: str) -> SignalField:
        target = f"target_{signal}"
        target_field = self[target] if target in self.fields else None
        return SignalField(SIGNAL_NAMES[signal], self[f"weight_{signal}"], target_field)

    def _total(self, fields: tuple[SignalField, ...]) -> str:
        try:
            return f"{sum(float(field.weight.value()) for field in fields):g}"
        except (TypeError, ValueError):
            return "?"

    def life_and_reason(self) -> list[forms.BoundField]:
        """The fields below the pillars."""
        return [self["half_life"], self["why"]]

    def proposed(self, propose: Callable[..., ModelVersion], **details: Any) -> ModelVersion | None:
        """Proposes the version; None when it is refused, with errors on the fields."""
        values = self.cleaned_data
        parameters = Parameters(
            weights={s.name: values[f"weight_{s.name}"] for s in self.base.signals},
            targets={name: values[f"target_{name}"] for name in parameters_of(self.base).targets},
            half_life=values["half_life"],
            gains=self.base.gains,
            variance=self.base.variance,
        )
        why, based_on = values["why"], self.base.identifier
        try:
            return propose(parameters=parameters, why=why, based_on=based_on, **details)
        except OutOfBoundsError as error:
            for fault in error.faults:
                self._add_fault(fault.about, fault.sentence)
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return None

    def _add_fault(self, about: str, sentence: str) -> None:
        if about in PILLARS:
            first = next(each.name for each in self.base.signals if each.pillar == about)
            about = f"weight_{first}"
        self.add_error(about if about in self.fields else None, sentence)
