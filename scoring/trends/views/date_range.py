"""Period and step of a chart, in the query string of its page."""

from django.http import HttpRequest

from scoring.scores.date_range import DEFAULT_PERIOD, PERIODS, STEPS, DateRange
from teams.web.query_params import choice_param


def parse_date_range(request: HttpRequest) -> DateRange:
    """Parses the period and step; invalid values fall back to the defaults."""
    periods = (DEFAULT_PERIOD, *(value for value, _ in PERIODS if value != DEFAULT_PERIOD))
    steps = ("", *(value for value, _ in STEPS))
    return DateRange(
        choice_param(request.GET, "period", periods), choice_param(request.GET, "by", steps)
    )


def date_range_params(span: DateRange) -> dict[str, str]:
    """Query parameters of a period and step, for a link."""
    return {"period": span.period, **({"by": span.step} if span.step else {})}
