"""Extracts one person's report from a report on several people."""

from dataclasses import replace

from scoring.reports.content import Person, Report, Score


def alone(report: Report, person: Person) -> Report:
    """The person's own report, equal to one gathered for that person, without further queries."""
    before, after = person.figures.before, person.figures.after
    counts = after is not None and not person.state
    return replace(
        report,
        order=report.order.of(person.pk),
        title=person.name,
        sentences=person.sentences,
        figures=person.figures,
        good=(_is_good(before), int(counts and _is_good(after))),
        ranked=(int(before is not None), int(counts)),
        persons=(person,),
        without=(),
    )


def _is_good(score: Score | None) -> int:
    return int(score is not None and score.is_good)
