"""One person's report out of one of several: the same as if it had been gathered alone."""

from dataclasses import replace

from scoring.reports.content import Person, Report, Score


def alone(report: Report, person: Person) -> Report:
    """What the report says of the person, without another query."""
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
