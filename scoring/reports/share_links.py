"""Shared reports: made when the link is opened, with the permissions of that moment."""

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
    """The report a link opens now; None if its owner may not show any of it any more."""
    viewer, order = current_sharer(link), parse_report_spec(link.asked)
    if viewer is None or not _may_see_subject(viewer, order):
        return None
    ours = viewer.organization
    try:
        report = gather(order.for_page(), ours, viewer.overseen_reps(), today=ours.today())
    except ReportSpecError:
        return None
    report = replace(report, without=(LEFT_OUT_NOTE,) if report.without else ())
    return _with_names(report) if link.names else _without_names(report)


def _may_see_subject(viewer: Viewer, order: ReportSpec) -> bool:
    """Whether the viewer may still see the group or programme; reps are checked separately."""
    try:
        if order.kind == SubjectKind.GROUP:
            group_or_404(viewer, order.pk)
        if order.kind == SubjectKind.PROGRAMME:
            programme_or_404(viewer, order.pk)
    except Http404:
        return False
    return True


def _with_names(report: Report) -> Report:
    """With names, except of reps who are unnamed on boards: link readers oversee none of them."""
    pks = [each.pk for each in report.persons]
    shy = set(Rep.objects.filter(pk__in=pks, unnamed=True).values_list("pk", flat=True))
    if not shy:
        return report
    bare = _without_names(report)
    if report.order.kind == SubjectKind.REP:
        return bare
    pairs = zip(report.persons, bare.persons, strict=True)
    persons = tuple(without if each.pk in shy else each for each, without in pairs)
    return replace(report, persons=persons)


def _without_names(report: Report) -> Report:
    """Without names of reps, and of groups, which may be named after a person."""
    bare = anonymous_report(report)
    return replace(bare, title="A group") if report.order.kind == SubjectKind.GROUP else bare


def share_rows(links: Iterable[ShareLink]) -> list[ShareRow]:
    """Share links with a description of what each opens; reps by their current names."""
    found = [(link, parse_report_spec(link.asked)) for link in links]
    reps = {order.pk for _, order in found if order.kind == SubjectKind.REP}
    names = dict(Rep.objects.present().filter(pk__in=reps).values_list("pk", "name"))
    return [
        ShareRow(
            link, link.how.get("about") or names.get(order.pk, "a rep who is gone"), _days(order)
        )
        for link, order in found
    ]


def _days(order: ReportSpec) -> str:
    """`2 February to 3 March 2026`."""
    return f"{day_words(order.first, order.last.year)} to {day_words(order.last)} {order.last.year}"
