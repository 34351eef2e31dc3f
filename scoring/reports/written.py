"""A report as a file, in the form that was asked for."""

from dataclasses import dataclass

from scoring.reports.alone import alone
from scoring.reports.beginning import EACH, How
from scoring.reports.content import Person, Report
from scoring.reports.design import Design, design_of
from scoring.reports.formats import FORMATS, Format, file_name
from teams.models import ReportTemplate

SUMMARY = "csv"  # of a batch: everybody, a row each


@dataclass(frozen=True)
class Writer:
    """Writes any number of reports in one form, which is looked up once."""

    form: Format
    design: Design

    def whole(self, report: Report) -> bytes:
        """All of it as one file."""
        return self.form.write(report, self.design)

    def of(self, report: Report, person: Person) -> bytes:
        """One person out of it."""
        return self.form.write(alone(report, person), self.design)

    def name_of(self, report: Report, person: Person) -> str:
        """What that file is called."""
        return file_name(alone(report, person), self.form)

    def summary(self, report: Report) -> tuple[str, bytes]:
        """Everybody in one table, to lie beside a file of each: its name and what is in it."""
        table = FORMATS[SUMMARY]
        return f"summary.{table.extension}", table.write(report, self.design)


def writer_for(how: How) -> Writer:
    """Writes in that form; where the template is gone, as without one."""
    look: ReportTemplate | None = None
    if how.template is not None:
        look = ReportTemplate.objects.filter(pk=how.template).first()
    return Writer(FORMATS[how.format], design_of(look))


def form_words(how: How) -> str:
    """`PDF, a file each`."""
    form = FORMATS.get(how.format)
    label = form.label if form else how.format
    return f"{label}, {'a file each' if how.parts == EACH else 'one file'}"
