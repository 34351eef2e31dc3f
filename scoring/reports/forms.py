"""Report form: subject, period and sections of a report, kept in the query string."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from scoring.reports.spec import (
    ALL_SECTIONS,
    ReportSpec,
    ReportSpecError,
    SubjectKind,
    valid_sections,
)
from teams.access.viewer import Viewer
from teams.models import Group, Programme, Rep, ReportTemplate
from teams.web.form_fields import DayInput

DEFAULT_PERIOD = timedelta(days=30)
MAX_LISTED_REPS = 300  # reps in the menu; others are reached from their own pages
Choices = list[tuple[str, str]]


def subject_value(kind: SubjectKind, pk: int) -> str:
    """Form value of a report's subject, such as `team-3`."""
    return f"{kind.value}-{pk}"


def subject_choices(viewer: Viewer) -> list[tuple[str, Choices]]:
    """Everything the viewer may report on, grouped by kind."""
    organization, reps = viewer.organization, viewer.overseen_reps().order_by("name", "pk")
    groups = Group.objects.filter(organization=organization, by=viewer.user)
    programmes: Any = Programme.objects.filter(organization=organization)
    led = programmes if viewer.is_admin else programmes.led_by(viewer.user)
    choices_by_label = {
        "Teams": [
            (subject_value(SubjectKind.TEAM, team.pk), team.name)
            for team in viewer.overseen_teams()
        ],
        "Programmes": [(subject_value(SubjectKind.PROGRAMME, each.pk), each.name) for each in led],
        "Saved groups": [(subject_value(SubjectKind.GROUP, each.pk), each.name) for each in groups],
        "Everybody you look after": [
            (subject_value(SubjectKind.ORGANIZATION, organization.pk), organization.name)
        ],
        "People": [
            (subject_value(SubjectKind.REP, rep.pk), rep.name) for rep in reps[:MAX_LISTED_REPS]
        ],
    }
    return [(label, choices) for label, choices in choices_by_label.items() if choices]


class ReportForm(forms.Form):
    """Parses a report request; `spec` is set once the form is valid."""

    whom = forms.ChoiceField(label="Report on")
    first = forms.DateField(widget=DayInput(), label="From")
    last = forms.DateField(widget=DayInput(), label="To")
    template = forms.ChoiceField(required=False, label="Template")
    section = forms.MultipleChoiceField(
        required=False,
        label="What is in it",
        choices=[(each.value, each.label) for each in ALL_SECTIONS],
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, params: QueryDict, viewer: Viewer) -> None:
        self.offered = subject_choices(viewer)
        self.closed = viewer.organization.last_closed_day()
        templates = ReportTemplate.objects.filter(organization=viewer.organization)
        self.templates: dict[str, ReportTemplate] = {str(each.pk): each for each in templates}
        super().__init__(self._data(params, viewer), label_suffix="")
        self.fields["whom"].choices = self.offered  # type: ignore[attr-defined]
        template_choices = [
            ("", "Ours"),
            *((str(each.pk), each.name) for each in self.templates.values()),
        ]
        self.fields["template"].choices = template_choices  # type: ignore[attr-defined]

    def _data(self, params: QueryDict, viewer: Viewer) -> dict[str, Any]:
        chosen = _parse_subject(params) or self.offered[0][1][0][0]
        self._offer(chosen, viewer)
        first, last = default_period(chosen, viewer, self.closed)
        default_days = (
            {"first": first, "last": last} if not {"first", "last"} & params.keys() else {}
        )
        template = self.templates.get(params.get("template", ""))
        sections = template.sections if template else [each.value for each in ALL_SECTIONS]
        return {
            "first": params.get("first"), "last": params.get("last"), **default_days,
            "whom": chosen, "template": params.get("template", ""),
            "section": params.getlist("section") or sections,
        }  # fmt: skip

    def _offer(self, chosen: str, viewer: Viewer) -> None:
        """Adds a rep who is not in the menu (see MAX_LISTED_REPS) if the viewer oversees them."""
        kind, _, number = chosen.partition("-")
        listed = {value for _, choices in self.offered for value, _ in choices}
        if kind == SubjectKind.REP and number.isdecimal() and chosen not in listed:
            rep: Rep | None = viewer.overseen_reps().filter(pk=int(number[:9])).first()
            if rep:
                self.offered.append(("This person", [(chosen, rep.name)]))

    @property
    def chosen_template(self) -> ReportTemplate | None:
        """The report template chosen; None is the built-in design."""
        return self.templates.get(str(self["template"].value()))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if {"whom", "first", "last"} <= values.keys():
            kind, _, number = values["whom"].partition("-")
            sections = valid_sections(values["section"])
            try:
                self.spec = ReportSpec(
                    SubjectKind(kind), int(number), values["first"], values["last"], sections
                ).checked(self.closed)
            except ReportSpecError as error:
                self.add_error(None, str(error))
        return values


def _parse_subject(params: QueryDict) -> str:
    """Subject in the query string: `whom=team-3`, or `team=3` in links from other pages."""
    if "whom" in params:
        return str(params["whom"])
    subject_kind = next((kind for kind in SubjectKind if kind.value in params), None)
    return f"{subject_kind.value}-{params[subject_kind.value]}" if subject_kind else ""


def default_period(chosen: str, viewer: Viewer, closed: date) -> tuple[date, date]:
    """Default period: the last 30 days; for a programme, the days since it began."""
    kind, _, number = chosen.partition("-")
    if kind == SubjectKind.PROGRAMME and number.isdecimal():
        programmes: Any = Programme.objects.filter(organization=viewer.organization)
        programme = programmes.filter(pk=int(number[:9])).first()
        if programme and programme.starts_on < closed:
            return programme.starts_on, min(programme.ends_on, closed)
    return closed - DEFAULT_PERIOD, closed


def report_params(spec: ReportSpec) -> dict[str, Any]:
    """Query parameters of a report; sections only when some are left out."""
    sections = [] if spec.sections == ALL_SECTIONS else [each.value for each in spec.sections]
    return {
        "whom": subject_value(spec.kind, spec.pk),
        "first": spec.first.isoformat(),
        "last": spec.last.isoformat(),
        "section": sections,
    }


def period_links(spec: ReportSpec, closed: date) -> Iterator[tuple[str, ReportSpec]]:
    """Links to this report over 30 days, 90 days and a year up to the last close."""
    for label, days in (("30 days", 30), ("90 days", 90), ("A year", 365)):
        yield label, replace(spec, first=closed - timedelta(days=days), last=closed)
