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
    form: str
    next_on: date | None


def schedule_rows(viewer: Viewer) -> tuple[ScheduleRow, ...]:
    """The viewer's own schedules; one query per kind of subject."""
    mine = ReportSchedule.objects.filter(organization=viewer.organization).of_user(viewer.user)
    found = list(mine.select_related("programme"))
    titles = _titles(viewer, found)
    return tuple(_schedule_row(each, titles) for each in found)


def _titles(viewer: Viewer, schedules: list[ReportSchedule]) -> dict[tuple[str, int], str]:
    """Names of what the schedules are about, by kind and id."""
    asked: dict[str, set[int]] = defaultdict(set)
    for each in schedules:
        asked[each.asked["kind"]].add(each.asked["pk"])
    ours = viewer.organization
    titles = {(SubjectKind.ORGANIZATION.value, ours.pk): ours.name}
    for kind, pks in asked.items():
        if kind == SubjectKind.ORGANIZATION:
            continue
        rows = (
            viewer.overseen_reps()
            if kind == SubjectKind.REP
            else SUBJECT_MODELS[SubjectKind(kind)].objects.filter(organization=ours)
        )
        named = rows.filter(pk__in=pks).order_by().values_list("pk", "name")
        titles |= {(kind, pk): name for pk, name in named}
    return titles


def _schedule_row(each: ReportSchedule, titles: dict[tuple[str, int], str]) -> ScheduleRow:
    order, how = parse_report_spec(each.asked), parse_report_output(each.how)
    return ScheduleRow(
        pk=each.pk,
        title=titles.get((order.kind.value, order.pk), DELETED_SUBJECT),
        every=each.get_every_display(),
        form=output_words(how),
        next_on=next_report_day(each),
    )
