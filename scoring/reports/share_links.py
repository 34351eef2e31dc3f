"""Shared reports: built when the link is opened, with its owner's permissions at that time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import Http404

from scoring.reports.build import gather
from scoring.reports.content import Report, anonymous_report
from scoring.reports.spec import ReportSpec, ReportSpecError, SubjectKind, parse_report_spec
from teams.access.getters import group_or_404, programme_or_404
from teams.access.viewer import Viewer
from teams.base.formatting import day_words
from teams.models import Rep, ShareLink
from teams.reports.share_links import current_sharer

LEFT_OUT_NOTE = (
    "Not everybody is in it: whoever is not looked after by the person who shared this is left out."
)


@dataclass(frozen=True)
class ShareRow:
    """A share link in a list; `about` and `period` describe what it opens."""

    link: ShareLink
    about: str
    period: str


def shared_report(link: ShareLink) -> Report | None:
    """The report a link opens now; None if its owner may no longer see any of it."""
    viewer, spec = current_sharer(link), parse_report_spec(link.asked)
    if viewer is None or not _may_see_subject(viewer, spec):
        return None
    organization = viewer.organization
    try:
        report = gather(
            spec.for_page(), organization, viewer.overseen_reps(), today=organization.today()
        )
    except ReportSpecError:
        return None
    report = replace(report, without=(LEFT_OUT_NOTE,) if report.without else ())
    return _with_names(report) if link.names else _without_names(report)


def _may_see_subject(viewer: Viewer, spec: ReportSpec) -> bool:
    """Whether the viewer may still see the group or programme; reps are checked separately."""
    try:
        if spec.kind == SubjectKind.GROUP:
            group_or_404(viewer, spec.pk)
        if spec.kind == SubjectKind.PROGRAMME:
            programme_or_404(viewer, spec.pk)
    except Http404:
        return False
    return True


def _with_names(report: Report) -> Report:
    """With names, except of reps who are unnamed on boards: link readers oversee none of them."""
    pks = [each.pk for each in report.persons]
    unnamed = set(Rep.objects.filter(pk__in=pks, unnamed=True).values_list("pk", flat=True))
    if not unnamed:
        return report
    anonymous = _without_names(report)
    if report.spec.kind == SubjectKind.REP:
        return anonymous
    pairs = zip(report.persons, anonymous.persons, strict=True)
    persons = tuple(without if each.pk in unnamed else each for each, without in pairs)
    return replace(report, persons=persons)


def _without_names(report: Report) -> Report:
    """Without names of reps, and of groups, which may be named after a person."""
    anonymous = anonymous_report(report)
    return (
        replace(anonymous, title="A group") if report.spec.kind == SubjectKind.GROUP else anonymous
    )


def share_rows(links: Iterable[ShareLink]) -> list[ShareRow]:
    """Share links with a description of what each opens; reps by their current names."""
    pairs = [(link, parse_report_spec(link.asked)) for link in links]
    reps = {spec.pk for _, spec in pairs if spec.kind == SubjectKind.REP}
    names = dict(Rep.objects.present().filter(pk__in=reps).values_list("pk", "name"))
    return [
        ShareRow(
            link, link.how.get("about") or names.get(spec.pk, "a rep who is gone"), _days(spec)
        )
        for link, spec in pairs
    ]


def _days(spec: ReportSpec) -> str:
    """`2 February to 3 March 2026`."""
    return f"{day_words(spec.first, spec.last.year)} to {day_words(spec.last)} {spec.last.year}"
