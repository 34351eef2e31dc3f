"""A report in which nobody is named: for those who may read the numbers and not whose they are."""

from dataclasses import replace

from scoring.reports.content import Report
from scoring.reports.order import Kind


def unnamed(report: Report) -> Report:
    """The same without names and addresses; what people wrote in their own words goes, too."""
    persons = tuple(
        replace(each, pk=at, name=f"Rep {at}", email="", agreed=())
        for at, each in enumerate(report.persons, start=1)
    )
    title = "A rep" if report.order.kind == Kind.REP else report.title
    return replace(report, title=title, persons=persons)
