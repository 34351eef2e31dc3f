"""Period and step of a chart, in the query string of its page."""

from django.http import HttpRequest

from scoring.scores.date_range import PERIODS, STEPS, USUAL, DateRange
from teams.web.query_params import choice_param


def span_of(request: HttpRequest) -> DateRange:
    """Parses the period and step; invalid values fall back to the defaults."""
    periods = (USUAL, *(value for value, _ in PERIODS if value != USUAL))
    steps = ("", *(value for value, _ in STEPS))
    return DateRange(
        choice_param(request.GET, "period", periods), choice_param(request.GET, "by", steps)
    )


def in_address(span: DateRange) -> dict[str, str]:
    """Query parameters of a period and step, for a link."""
    return {"period": span.period, **({"by": span.step} if span.step else {})}
