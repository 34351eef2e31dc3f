"""Subject of a report: the reps of its spec that the requesting user may see."""

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


def subject_of(spec: ReportSpec, organization: Organization, visible_reps: RepQuerySet) -> Subject:
    """The spec's reps that are in `visible_reps`; others are counted, not named.

    Raises ReportSpecError with a sentence if there are none, or too many.
    """
    title, all_reps = _title_and_reps(spec, organization)
    visible = all_reps.filter(pk__in=visible_reps.order_by().values("pk")).distinct()
    reps = tuple(visible.select_related("organization").order_by("name", "pk")[: MAX_REPS + 1])
    if len(reps) > MAX_REPS:
        raise ReportSpecError(
            f"A report is about {MAX_REPS:,} people at most: choose a team or a group."
        )
    if not reps:
        raise ReportSpecError(f"There is nobody to report on in {title}.")
    left_out = all_reps.distinct().count() - len(reps)
    without = (f"{count_words(left_out, 'rep')} not looked after by you.",) if left_out else ()
    return Subject(title, reps, without)


def _title_and_reps(spec: ReportSpec, organization: Organization) -> tuple[str, RepQuerySet]:
    """Title, and all reps of the spec who were not erased; ReportSpecError if it is gone."""
    reps: RepQuerySet = Rep.objects.filter(organization=organization).present()
    if spec.kind == SubjectKind.ORGANIZATION:
        return organization.name, reps
    if spec.kind == SubjectKind.REP:
        rep = reps.filter(pk=spec.pk)
        return next(iter(rep.values_list("name", flat=True)), "a person who is not here"), rep
    subject = (
        SUBJECT_MODELS[spec.kind].objects.filter(organization=organization, pk=spec.pk).first()
    )
    if subject is None:
        raise ReportSpecError(f"This {spec.kind} is not there any more.")
    if spec.kind == SubjectKind.TEAM:
        return subject.name, reps.of_team(subject, spec.last)
    if spec.kind == SubjectKind.GROUP:
        return subject.name, reps.filter(groups__group=subject)
    return subject.name, reps.filter(programmes__programme=subject)
