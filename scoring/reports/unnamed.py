"""Anonymises a report, for readers who may see the numbers but not whose they are."""

from dataclasses import replace

from scoring.reports.content import Report
from scoring.reports.order import Kind


def unnamed(report: Report) -> Report:
    """The report without names, addresses and text that people wrote (agreed items)."""
    persons = tuple(
        replace(each, pk=at, name=f"Rep {at}", email="", agreed=())
        for at, each in enumerate(report.persons, start=1)
    )
    title = "A rep" if report.order.kind == Kind.REP else report.title
    return replace(report, title=title, persons=persons)
