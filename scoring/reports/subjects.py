"""Reps that a report is about: those of the order whom the requesting user may see."""

from dataclasses import dataclass
from typing import Any

from scoring.reports.spec import ReportSpec, ReportSpecError, SubjectKind
from teams.base.formatting import count_words
from teams.models import Group, Organization, Programme, Rep, Team
from teams.models.people import RepQuerySet

MAX_REPS = 1000  # reps
SUBJECT_MODELS: dict[SubjectKind, Any] = {
    SubjectKind.TEAM: Team,
    SubjectKind.GROUP: Group,
    SubjectKind.PROGRAMME: Programme,
}


@dataclass(frozen=True)
class Subject:
    """Title and reps of a report, by name; `without` are sentences on who is left out."""

    title: str
    reps: tuple[Rep, ...]
    without: tuple[str, ...]


def subject_of(order: ReportSpec, organization: Organization, among: RepQuerySet) -> Subject:
    """The order's reps that are in `among`; others are counted, not named.

    Raises OrderError with a sentence where there are none, or too many.
    """
    title, everybody = _title_and_reps(order, organization)
    seen = everybody.filter(pk__in=among.order_by().values("pk")).distinct()
    reps = tuple(seen.select_related("organization").order_by("name", "pk")[: MAX_REPS + 1])
    if len(reps) > MAX_REPS:
        raise ReportSpecError(
            f"A report is about {MAX_REPS:,} people at most: choose a team or a group."
        )
    if not reps:
        raise ReportSpecError(f"There is nobody to report on in {title}.")
    unseen = everybody.distinct().count() - len(reps)
    without = (f"{count_words(unseen, 'rep')} not looked after by you.",) if unseen else ()
    return Subject(title, reps, without)


def _title_and_reps(order: ReportSpec, organization: Organization) -> tuple[str, RepQuerySet]:
    """Title, and all reps of the order who were not erased. Raises OrderError if it is gone."""
    ours: RepQuerySet = Rep.objects.filter(organization=organization).present()
    if order.kind == SubjectKind.ORGANIZATION:
        return organization.name, ours
    if order.kind == SubjectKind.REP:
        one = ours.filter(pk=order.pk)
        return next(iter(one.values_list("name", flat=True)), "a person who is not here"), one
    found = (
        SUBJECT_MODELS[order.kind].objects.filter(organization=organization, pk=order.pk).first()
    )
    if found is None:
        raise ReportSpecError(f"This {order.kind} is not there any more.")
    if order.kind == SubjectKind.TEAM:
        return found.name, ours.of_team(found, order.last)
    if order.kind == SubjectKind.GROUP:
        return found.name, ours.filter(groups__group=found)
    return found.name, ours.filter(programmes__programme=found)
