"""Forms for a LinkedIn score: pasted as text, JSON or page source, or typed."""

from datetime import date
from typing import Any

from django import forms

from teams.base.formatting import PILLARS, one_decimal
from teams.facts.readings import MAX_PILLAR_POINTS, PASTE_METHODS
from teams.facts.retention import not_kept_message
from teams.importers.ssi import parse_ssi
from teams.importers.ssi_page import ROUNDING, SsiPage, SsiPageError
from teams.importers.table import DECIMAL, LINKEDIN_LAUNCH
from teams.models import OfficialReading, Rep
from teams.web.form_fields import DayInput

BENCHMARK_LABELS = {
    "industry_rank": "Rank in your industry, top %",
    "network_rank": "Rank in your network, top %",
    "industry_average": "Average of your industry",
    "network_average": "Average of your network",
}


class NumberField(forms.CharField):
    """A number from 0 to `max_value`; accepts a decimal comma and a per cent sign."""

    def __init__(self, *, max_value: float, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.max_value = max_value
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> float | None:
        text = super().clean(value).removesuffix("%").strip().replace(",", ".")
        if not text:
            return None
        if not DECIMAL.fullmatch(text):
            raise forms.ValidationError(f"“{value[:20]}” is not a number; write one such as 13.1.")
        if not 0 <= float(text) <= self.max_value:
            raise forms.ValidationError(
                f"{value[:20]} is outside 0 to {self.max_value:g}; check it."
            )
        return float(text)


class ReadingForm(forms.Form):
    """The day a LinkedIn score was seen; `page` holds the parsed score once the form is valid."""

    day = forms.DateField(widget=DayInput(), label="Seen on")
    how = OfficialReading.How.TYPED

    def __init__(self, *args: object, rep: Rep, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.rep, self.today = rep, today
        self.fields["day"].widget.attrs |= {"max": today.isoformat()}
        self.page: SsiPage | None = None

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(f"{day} is in the future; choose the day you saw it.")
        if day < LINKEDIN_LAUNCH:
            raise forms.ValidationError(f"{day} is before LinkedIn’s first day, {LINKEDIN_LAUNCH}.")
        if not self.rep.keeps(day):
            raise forms.ValidationError(f"{not_kept_message(day, self.rep.facts_from or day)}.")
        return day


class PasteForm(ReadingForm):
    """Parses pasted text of LinkedIn's page, the JSON it loads, or its saved source."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        label="Text of your LinkedIn SSI page, its JSON, or its source as saved",
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            kind, self.page = parse_ssi(text)
        except SsiPageError as error:
            raise forms.ValidationError(str(error)) from error
        self.how = PASTE_METHODS[kind]
        return text


class ManualReadingForm(ReadingForm):
    """The four pillars typed by hand; total (a cross-check), ranks and averages are optional."""

    brand = NumberField(max_value=MAX_PILLAR_POINTS, label=PILLARS[0])
    people = NumberField(max_value=MAX_PILLAR_POINTS, label=PILLARS[1])
    insights = NumberField(max_value=MAX_PILLAR_POINTS, label=PILLARS[2])
    relationships = NumberField(max_value=MAX_PILLAR_POINTS, label=PILLARS[3])
    total = NumberField(max_value=100, required=False, label="Total, to check the four")
    industry_rank = NumberField(
        max_value=100, required=False, label=BENCHMARK_LABELS["industry_rank"]
    )
    network_rank = NumberField(
        max_value=100, required=False, label=BENCHMARK_LABELS["network_rank"]
    )
    industry_average = NumberField(
        max_value=100, required=False, label=BENCHMARK_LABELS["industry_average"]
    )
    network_average = NumberField(
        max_value=100, required=False, label=BENCHMARK_LABELS["network_average"]
    )

    @property
    def pillars(self) -> list[forms.BoundField]:
        """The four pillar fields."""
        return [self[name.lower()] for name in PILLARS]

    @property
    def others(self) -> list[forms.BoundField]:
        """The optional fields."""
        return [self[name] for name in ("total", *BENCHMARK_LABELS)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        page = SsiPage(**{name: value for name, value in values.items() if name != "day"})
        if page.total is not None and abs(page.points - page.total) > ROUNDING + 1e-9:
            raise forms.ValidationError(
                f"The four add up to {one_decimal(page.points)}, but the total says "
                f"{page.total:g}; check each against LinkedIn’s page."
            )
        self.page = page
        return values
