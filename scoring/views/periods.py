"""The period and the steps of a chart, as they stand in its page's address."""

from django.http import HttpRequest

from scoring.spans import PERIODS, STEPS, USUAL, Span
from teams.views.addresses import one_of


def span_of(request: HttpRequest) -> Span:
    """What is asked for; the usual for whatever makes no sense."""
    periods = (USUAL, *(value for value, _ in PERIODS if value != USUAL))
    steps = ("", *(value for value, _ in STEPS))
    return Span(one_of(request.GET, "period", periods), one_of(request.GET, "by", steps))


def in_address(span: Span) -> dict[str, str]:
    """The same for a link."""
    return {"period": span.period, **({"by": span.step} if span.step else {})}
