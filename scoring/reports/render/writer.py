"""Writes a report as a file in the requested format and design."""

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

    file_format: Format
    design: Design

    def whole(self, report: Report) -> bytes:
        """The whole report as one file."""
        return self.file_format.write(report, self.design)

    def of(self, report: Report, person: ReportPerson) -> bytes:
        """One person's own report as a file."""
        return self.file_format.write(single_person_report(report, person), self.design)

    def name_of(self, report: Report, person: ReportPerson) -> str:
        """File name of one person's own report."""
        return file_name(single_person_report(report, person), self.file_format)

    def summary(self, report: Report) -> tuple[str, bytes]:
        """File name and content of a table of all reps, for a batch."""
        table = FORMATS[SUMMARY_FORMAT]
        return f"summary.{table.extension}", table.write(report, self.design)


def writer_for(output: ReportOutput) -> Writer:
    """Writer for the output options; in the default design if their template was deleted."""
    template: ReportTemplate | None = None
    if output.template is not None:
        template = ReportTemplate.objects.filter(pk=output.template).first()
    return Writer(FORMATS[output.format], design_of(template))


def output_words(output: ReportOutput) -> str:
    """Output options in words, such as `PDF, a file each`."""
    file_format = FORMATS.get(output.format)
    label = file_format.label if file_format else output.format
    return f"{label}, {'a file each' if output.parts == EACH else 'one file'}"
