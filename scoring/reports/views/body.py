"""Body of a progress report, shared by the coach's page and the public share link."""

from collections.abc import Callable
from typing import Any

from scoring.reports.content import Report, ReportPerson
from scoring.reports.spec import Section, SubjectKind


def report_body_context(
    report: Report, link: Callable[[ReportPerson], str] = lambda _: ""
) -> dict[str, Any]:
    """Template context of scoring/reports/report_body.html.

    `link` returns the address of one person's report; empty where the reader may not open it.
    """
    return {
        "report": report,
        "year": report.made_on.year,
        "rows": [(each, link(each)) for each in report.persons],
        "person": report.persons[0] if report.spec.kind == SubjectKind.REP else None,
        "has": {section.value: report.has(section) for section in Section},
    }
