"""A report as a part of a page: the same to whoever made it and to whoever it is shared with."""

from collections.abc import Callable
from typing import Any

from scoring.reports.content import Person, Report
from scoring.reports.order import Kind, Section


def body_of(report: Report, link: Callable[[Person], str] = lambda _: "") -> dict[str, Any]:
    """What scoring/reports/report_body.html needs; `link` leads to a person's own report."""
    return {
        "report": report,
        "year": report.made_on.year,
        "rows": [(each, link(each)) for each in report.persons],
        "person": report.persons[0] if report.order.kind == Kind.REP else None,
        "has": {section.value: report.has(section) for section in Section},
    }
