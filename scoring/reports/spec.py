"""Specification of a report: its subject, the two closes it compares, and its sections."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from teams.base.formatting import day_words

MAX_PERIOD = timedelta(days=3 * 366)
MIN_PERIOD = timedelta(days=7)  # a shorter one would reveal on which days a rep logged


class SubjectKind(StrEnum):
    """What a report is about."""

    REP = "rep"
    TEAM = "team"
    GROUP = "group"
    PROGRAMME = "programme"
    ORGANIZATION = "organization"


class Section(StrEnum):
    """Sections of a report, in order; the three opening sentences are always included."""

    SCORES = "scores"
    TREND = "trend"
    OFFICIAL = "official"
    CAUSES = "causes"
    ACTIVITY = "activity"
    COVERAGE = "coverage"
    AGREED = "agreed"
    NEXT = "next"
    FORECAST = "forecast"

    @property
    def label(self) -> str:
        """Heading on pages and in files."""
        return LABELS[self]


LABELS = {
    Section.SCORES: "Total and pillars, before and after",
    Section.TREND: "Trend with the 70 line",
    Section.OFFICIAL: "LinkedIn’s own scores",
    Section.CAUSES: "Why it moved",
    Section.ACTIVITY: "What was done, against the targets",
    Section.COVERAGE: "How much is known",
    Section.AGREED: "What was agreed",
    Section.NEXT: "What to do next",
    Section.FORECAST: "Forecast",
}
ALL_SECTIONS = tuple(Section)
# Left out of a page on several people, each of whom has a page with them.
SINGLE_REP_SECTIONS = (Section.NEXT, Section.FORECAST)


class ReportSpecError(ValueError):
    """The reason why no report can be made, as a sentence for the user."""


@dataclass(frozen=True)
class ReportSpec:
    """A report on one rep, team, group or programme (by id) or on all reps, between two closes."""

    kind: SubjectKind
    pk: int
    first: date
    last: date
    sections: tuple[Section, ...] = ALL_SECTIONS

    def checked(self, closed: date) -> "ReportSpec":
        """Returns itself; raises ReportSpecError for an invalid period.

        `closed` is the last closed day.
        """
        if self.first >= self.last:
            raise ReportSpecError("The period ends before it begins: choose an earlier first day.")
        if self.last > closed:
            day = day_words(self.last, closed.year)
            raise ReportSpecError(f"{day} is not over yet: choose a day up to {day_words(closed)}.")
        if self.last - self.first < MIN_PERIOD:
            raise ReportSpecError(
                "A report is about seven days or more: choose an earlier first day."
            )
        if self.last - self.first > MAX_PERIOD:
            raise ReportSpecError(
                "A report is about three years at most: choose a later first day."
            )
        return self

    @property
    def days(self) -> int:
        """Number of days from the first close to the last."""
        return (self.last - self.first).days

    @property
    def before(self) -> date:
        """First close of the equally long period before."""
        return date.fromordinal(max(self.first.toordinal() - self.days, 1))

    def for_page(self) -> "ReportSpec":
        """The spec without sections that a page on several people leaves out."""
        if self.kind == SubjectKind.REP:
            return self
        return replace(
            self, sections=tuple(e for e in self.sections if e not in SINGLE_REP_SECTIONS)
        )

    def of(self, rep: int) -> "ReportSpec":
        """This spec for one rep (by id)."""
        return replace(self, kind=SubjectKind.REP, pk=rep)

    def as_json(self) -> dict[str, Any]:
        """JSON data that `parse_report_spec` reads."""
        return {
            "kind": self.kind.value,
            "pk": self.pk,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "sections": [each.value for each in self.sections],
        }


def parse_report_spec(data: Mapping[str, Any]) -> ReportSpec:
    """The spec stored by `ReportSpec.as_json`."""
    return ReportSpec(
        kind=SubjectKind(data["kind"]),
        pk=int(data["pk"]),
        first=date.fromisoformat(data["first"]),
        last=date.fromisoformat(data["last"]),
        sections=valid_sections(data.get("sections", ALL_SECTIONS)),
    )


def valid_sections(names: Any) -> tuple[Section, ...]:
    """Valid sections among the names, in report order."""
    chosen = set(names)
    return tuple(each for each in ALL_SECTIONS if each.value in chosen)
