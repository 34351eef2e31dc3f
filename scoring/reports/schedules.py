"""Report schedules of a user, as shown on their page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from scoring.reports.render.writer import output_words
from scoring.reports.request import parse_report_output
from scoring.reports.spec import SubjectKind, parse_report_spec
from scoring.reports.subjects import SUBJECT_MODELS
from teams.access.viewer import Viewer
from teams.models import ReportSchedule
from teams.reports.schedules import next_report_day

DELETED_SUBJECT = "not there any more"


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule in a list; `next_on` is None if it will not come again."""

    pk: int
    title: str
    every: str
    output: str
    next_on: date | None


def schedule_rows(viewer: Viewer) -> tuple[ScheduleRow, ...]:
    """The viewer's own schedules; one query per kind of subject."""
    queryset = ReportSchedule.objects.filter(organization=viewer.organization).of_user(viewer.user)
    schedules = list(queryset.select_related("programme"))
    titles = _titles(viewer, schedules)
    return tuple(_schedule_row(each, titles) for each in schedules)


def _titles(viewer: Viewer, schedules: list[ReportSchedule]) -> dict[tuple[str, int], str]:
    """Names of the schedules' subjects, by kind and id."""
    ids_by_kind: dict[str, set[int]] = defaultdict(set)
    for each in schedules:
        ids_by_kind[each.asked["kind"]].add(each.asked["pk"])
    organization = viewer.organization
    titles = {(SubjectKind.ORGANIZATION.value, organization.pk): organization.name}
    for kind, pks in ids_by_kind.items():
        if kind == SubjectKind.ORGANIZATION:
            continue
        rows = (
            viewer.overseen_reps()
            if kind == SubjectKind.REP
            else SUBJECT_MODELS[SubjectKind(kind)].objects.filter(organization=organization)
        )
        names = rows.filter(pk__in=pks).order_by().values_list("pk", "name")
        titles |= {(kind, pk): name for pk, name in names}
    return titles


def _schedule_row(schedule: ReportSchedule, titles: dict[tuple[str, int], str]) -> ScheduleRow:
    spec, output = parse_report_spec(schedule.asked), parse_report_output(schedule.how)
    return ScheduleRow(
        pk=schedule.pk,
        title=titles.get((spec.kind.value, spec.pk), DELETED_SUBJECT),
        every=schedule.get_every_display(),
        output=output_words(output),
        next_on=next_report_day(schedule),
    )
