"""Template tags and filters for scores: a tag per drawing, a filter per number or date format.

The tags only choose a template and pass it finished strings; the geometry is in scoring.charts,
the words are in teams.base.formatting.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template

from scoring.charts import small_svg, trend_chart
from scoring.charts.chart import Chart
from scoring.charts.drawing import draw_canvases
from scoring.coaching import progress_bar_svg
from scoring.coaching.effect import ProgrammeEffect
from scoring.coaching.effect_svg import moved
from scoring.scores.series import ScoreSeries
from teams.base import formatting

register = template.Library()
Context = dict[str, Any]


@register.inclusion_tag("components/score_bar.html")
def score_bar(pillars: Sequence[float]) -> Context:
    """Stacked bar of the four pillars on a 0-100 track with a tick at 70."""
    return {"bar": small_svg.score_bar(pillars)}


@register.inclusion_tag("scoring/coaching/progress_bar.html")
def way_bar(began: float | None, now: float | None, target: float | None) -> Context:
    """Bar from the LinkedIn score at the start to the latest one, with the target."""
    return {"way": progress_bar_svg.progress_bar(began, now, target)}


@register.inclusion_tag("components/ring.html")
def ring(pillars: Sequence[float], total: float, caption: str = "") -> Context:
    """Ring chart: a quarter circle for each pillar around the total."""
    return {"ring": small_svg.score_ring(pillars, total, caption)}


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Sequence[float | None]) -> Context:
    """Sparkline, on the same scale everywhere; None is a gap."""
    return {"spark": small_svg.sparkline(values)}


@register.inclusion_tag("components/movement.html")
def movement(moved: int | None) -> Context:
    """Places moved up or down on a board; None is a newcomer."""
    return {
        "moved": moved,
        "steps": abs(moved or 0),
        "words": "new" if moved is None else formatting.places_words(moved),
    }


@register.inclusion_tag("components/change.html")
def change(value: float | None, cause: str = "") -> Context:
    """Arrow, signed change and its cause, if given; None is not known yet."""
    if value is None:
        return {"kind": None}
    kind = formatting.direction(value)
    words = {"up": "up", "down": "down", "soft": "unchanged"}[kind]
    arrow = {"up": "▲", "down": "▼", "soft": "–"}[kind]
    text = formatting.signed(value)
    return {"kind": kind, "arrow": arrow, "words": words, "text": text, "cause": cause}


@register.inclusion_tag("components/drawing.html")
def chart_svg(chart: Chart | None) -> Context:
    """A chart drawn for a wide and for a narrow place."""
    return {"drawings": draw_canvases(chart)}


@register.filter
def total_chart(trend: ScoreSeries) -> Chart:
    """The chart of a total over time."""
    return trend_chart.total_chart(trend)


@register.inclusion_tag("components/moved.html")
def effect_moved(effect: ProgrammeEffect) -> Context:
    """Mean changes in a programme, each with its confidence interval."""
    return {"rows": moved(effect)}


@register.filter
def against_chart(trend: ScoreSeries) -> Chart:
    """The chart of a total over time against LinkedIn's scores."""
    return trend_chart.linkedin_gap_chart(trend)


@register.inclusion_tag("components/numbers.html")
def trend_table(trend: ScoreSeries) -> Context:
    """Table of the chart's numbers, newest day first."""
    readings = {dot.day: formatting.one_decimal(dot.total) for dot in trend.readings}
    year = trend.days[-1].year if trend.days else None
    rows = [
        (
            formatting.day_words(day, year),
            [
                formatting.one_decimal(value)
                for value in (total, *formatting.rounded_parts(pillars, total))
            ],
            trend.status_words(at),
            readings.get(day, ""),
            trend.marks_text(at),
        )
        for at, (day, total, pillars) in enumerate(
            zip(trend.days, trend.totals, trend.pillars, strict=True)
        )
    ]
    has_notes = any(row[-1] for row in rows)
    headings = {"pillars": formatting.PILLARS, "title": trend.title, "has_notes": has_notes}
    return {"rows": rows[::-1], **headings}


@register.inclusion_tag("components/key.html")
def pillar_key() -> Context:
    """Legend: the four pillars' colours and names."""
    return {"pillars": [(name.lower(), name) for name in formatting.PILLARS]}


@register.filter
def one_decimal(value: float | None) -> str:
    """`16.9`; a dash for None."""
    return "–" if value is None else formatting.one_decimal(value)


@register.filter
def signed(value: float | None) -> str:
    """`+3.9`, `−3.0`; a dash for None."""
    return "–" if value is None else formatting.signed(value)


@register.filter
def whole(value: float | None) -> str:
    """`70` for 69.5; a dash for None."""
    return "–" if value is None else str(formatting.whole(value))


@register.filter
def plain(value: float | None) -> str:
    """`6`, `6.5`: no trailing `.0`; a dash for None."""
    return "–" if value is None else formatting.one_decimal(value).removesuffix(".0")


@register.filter
def plus_minus(value: float | None) -> str:
    """`± 1.8`; empty for None, on the day of a LinkedIn score."""
    return formatting.plus_minus(value)


@register.filter
def tracks(coverage: float) -> str:
    """`tracks 79 of 100 points`."""
    return formatting.coverage_words(coverage)


@register.filter
def direction(value: float | None) -> str:
    """CSS class of a change: `up`, `down` or `soft`."""
    return "soft" if value is None else formatting.direction(value)


@register.filter
def day(value: date, shown_year: int | None = None) -> str:
    """`20 November`, with the year unless it is the year given."""
    return formatting.day_words(value, shown_year)


@register.filter
def short_day(value: date) -> str:
    """`21 Oct`."""
    return formatting.short_day(value)


@register.filter
def weekday(value: date) -> str:
    """`Friday 20 November`."""
    return formatting.weekday_words(value)


@register.filter
def short_weekday(value: date) -> str:
    """`Fri 20 Nov`."""
    return formatting.short_weekday(value)


@register.filter
def days_ago(value: int) -> str:
    """`today`, `3 d ago`."""
    return formatting.days_ago(value)


@register.filter
def pillars_in_words(values: Sequence[float]) -> list[tuple[str, str, str]]:
    """CSS class, name and formatted value of each pillar, for lists beside a ring.

    The values add up to what rounds to the total in the ring.
    """
    pairs = zip(formatting.PILLARS, formatting.rounded_pillars(values), strict=True)
    return [(name.lower(), name, formatting.one_decimal(value)) for name, value in pairs]
