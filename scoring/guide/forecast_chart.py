"""Chart of a forecast: past totals, forecast totals, and the likely range around them."""

from datetime import date

from scoring.charts.canvas import score_range, score_ticks
from scoring.charts.chart import (
    AreaSeries,
    CanvasSize,
    Chart,
    ChartMark,
    EndLabel,
    LineSeries,
)
from scoring.core.signals import GOOD
from scoring.guide.forecast import ForecastPage
from teams.base.formatting import day_words, whole

WIDE, NARROW = CanvasSize(720, 310, 34), CanvasSize(340, 250, 34)


def forecast_chart(forecast: ForecastPage) -> Chart:
    """The total behind and ahead; the 70 line is always in sight."""
    totals = dict(forecast.behind) | {forecast.close: forecast.total}
    totals |= {each.day: each.total for each in forecast.line}
    edges = _likely_ranges(forecast)
    low, high = score_range([*totals.values(), *(edge for pair in edges.values() for edge in pair)])
    days, last = tuple(totals), forecast.line[-1].total
    likely = AreaSeries(
        "Likely range",
        "likely",
        tuple(edges[day][0] if day in edges else None for day in days),
        tuple(edges[day][1] if day in edges else None for day in days),
    )
    return Chart(
        label=_label(forecast),
        xs=days,
        low=low,
        high=high,
        ticks=score_ticks(low, high),
        wide=WIDE,
        narrow=NARROW,
        kind="forecast",
        good=GOOD,
        lines=(
            LineSeries(
                "SSI", "total", tuple(totals.values()), tuple(day > forecast.close for day in days)
            ),
        ),
        areas=(likely,),
        marks=(ChartMark(forecast.close, ""),),
        end_labels=(
            EndLabel(GOOD, str(GOOD), "good", firm=True),
            EndLabel(last, str(whole(last)), "end"),
        ),
    )


def _likely_ranges(forecast: ForecastPage) -> dict[date, tuple[float, float]]:
    """The likely range of each day from the close on."""
    now, half = forecast.total, forecast.half_range
    today = {forecast.close: (max(now - half, 0.0), min(now + half, 100.0))}
    return today | {each.day: (each.low, each.high) for each in forecast.line}


def _label(forecast: ForecastPage) -> str:
    last = forecast.line[-1]
    words = f"Forecast from {whole(forecast.total)} on {day_words(forecast.close)}"
    return f"{words} to {whole(last.total)} on {day_words(last.day)}; good is {GOOD}"
