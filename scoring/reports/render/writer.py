"""Writes a report as a file in the requested form."""

from dataclasses import dataclass

from scoring.reports.content import Report, ReportPerson, single_person_report
from scoring.reports.render.design import Design, design_of
from scoring.reports.render.formats import FORMATS, Format, file_name
from scoring.reports.request import EACH, ReportOutput
from teams.models import ReportTemplate

SUMMARY_FORMAT = "csv"  # format of a batch's summary, one row per rep


@dataclass(frozen=True)
class Writer:
    """Writes reports in one format and design."""

    form: Format
    design: Design

    def whole(self, report: Report) -> bytes:
        """The whole report as one file."""
        return self.form.write(report, self.design)

    def of(self, report: Report, person: ReportPerson) -> bytes:
        """One person's own report as a file."""
        return self.form.write(single_person_report(report, person), self.design)

    def name_of(self, report: Report, person: ReportPerson) -> str:
        """File name of one person's own report."""
        return file_name(single_person_report(report, person), self.form)

    def summary(self, report: Report) -> tuple[str, bytes]:
        """File name and content of a table of all reps, for a batch."""
        table = FORMATS[SUMMARY_FORMAT]
        return f"summary.{table.extension}", table.write(report, self.design)


def writer_for(how: ReportOutput) -> Writer:
    """Writer for a form; without its template if that was deleted."""
    look: ReportTemplate | None = None
    if how.template is not None:
        look = ReportTemplate.objects.filter(pk=how.template).first()
    return Writer(FORMATS[how.format], design_of(look))


def output_words(how: ReportOutput) -> str:
    """`PDF, a file each`."""
    form = FORMATS.get(how.format)
    label = form.label if form else how.format
    return f"{label}, {'a file each' if how.parts == EACH else 'one file'}"
