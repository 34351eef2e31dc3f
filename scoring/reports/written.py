"""A report as a file, in the form that was asked for."""

from scoring.reports.beginning import How
from scoring.reports.content import Report

EXTENSIONS = FORMATS = {"csv": "csv", "pdf": "pdf"}


def extension(how: How) -> str:
    """How names of such files end."""
    return EXTENSIONS[how.format]


def written(report: Report, how: How) -> bytes:
    """The file."""
    return "\n".join([report.title, *report.sentences, *(p.name for p in report.persons)]).encode()


def summary(report: Report) -> tuple[str, bytes]:
    """Everybody in one table, to lie beside a file of each."""
    return "summary.csv", written(report, How("csv"))
