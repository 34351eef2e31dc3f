"""How a score looks on a page: one tag a drawing, one filter a way of writing a number.

The tags only choose a template and hand it finished strings; the geometry is in drawings.py and
trend_drawing.py, the words are in wording.py.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template

from scoring import band_drawing, compare_drawing, drawings, trend_drawing, wording
from scoring.comparing import Comparison
from scoring.effect_drawing import moved
from scoring.programme_effect import Effect
from scoring.shares import TeamTrend
from scoring.trends import Trend

register = template.Library()
Context = dict[str, Any]


@register.inclusion_tag("components/score_bar.html")
def score_bar(pillars: Sequence[float]) -> Context:
    """Four pillars end to end on a 0–100 track with the tick at 70."""
    return {"bar": drawings.score_bar(pillars)}


@register.inclusion_tag("components/ring.html")
def ring(pillars: Sequence[float], total: float, caption: str = "") -> Context:
    """A quarter of a circle for each pillar around the total."""
    return {"ring": drawings.ring(pillars, total, caption)}


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Sequence[float | None]) -> Context:
    """A small line, on one scale wherever it appears; None is a gap."""
    return {"spark": drawings.sparkline(values)}


@register.inclusion_tag("components/movement.html")
def movement(moved: int | None) -> Context:
    """Places up or down since the day the board compares with; None is a newcomer."""
    return {
        "moved": moved,
        "steps": abs(moved or 0),
        "words": "new" if moved is None else wording.places(moved),
    }


@register.inclusion_tag("components/change.html")
def change(value: float | None, cause: str = "") -> Context:
    """An arrow, the signed change and, if there is one, its cause; None is not known yet."""
    if value is None:
        return {"kind": None}
    kind = wording.direction(value)
    words = {"up": "up", "down": "down", "soft": "unchanged"}[kind]
    arrow = {"up": "▲", "down": "▼", "soft": "–"}[kind]
    text = wording.signed(value)
    return {"kind": kind, "arrow": arrow, "words": words, "text": text, "cause": cause}


@register.inclusion_tag("components/trend.html")
def trend_svg(trend: Trend) -> Context:
    """The total over time, drawn for a wide and for a narrow place."""
    return {"drawings": _both_sizes(trend_drawing.trend_drawing, trend)}


@register.inclusion_tag("components/trend.html")
def pillars_svg(trend: Trend) -> Context:
    """The four pillars over time, drawn for a wide and for a narrow place."""
    return {"drawings": _both_sizes(trend_drawing.pillars_drawing, trend)}


@register.inclusion_tag("components/trend.html")
def against_svg(trend: Trend) -> Context:
    """The total over time, with the gap to each of LinkedIn's numbers."""
    return {"drawings": _both_sizes(trend_drawing.against_drawing, trend)}


@register.inclusion_tag("components/bands.html")
def bands_svg(found: TeamTrend) -> Context:
    """How those counted were spread, drawn for a wide and for a narrow place."""
    return {"drawings": _both_sizes(band_drawing.bands_drawing, found, band_drawing)}


@register.inclusion_tag("components/compared.html")
def compared_svg(found: Comparison) -> Context:
    """Several courses, drawn for a wide and for a narrow place."""
    return {"drawings": _both_sizes(compare_drawing.compare_drawing, found, compare_drawing)}


@register.inclusion_tag("components/moved.html")
def effect_moved(effect: Effect) -> Context:
    """What moved in a programme, each mean with its interval."""
    return {"rows": moved(effect)}


def _both_sizes(
    draw: Any, found: Trend | TeamTrend | Comparison, sized: Any = trend_drawing
) -> list[tuple[str, Any]]:
    if not found.days:
        return []
    return [("wide", draw(found, sized.WIDE)), ("narrow", draw(found, sized.NARROW))]


@register.inclusion_tag("components/numbers.html")
def trend_table(trend: Trend) -> Context:
    """The chart's numbers as a table, newest day first."""
    readings = {dot.day: wording.one_decimal(dot.total) for dot in trend.readings}
    year = trend.days[-1].year if trend.days else None
    rows = [
        (
            wording.day_words(day, year),
            [wording.one_decimal(value) for value in (total, *pillars)],
            trend.said(at),
            readings.get(day, ""),
            trend.noted(at),
        )
        for at, (day, total, pillars) in enumerate(
            zip(trend.days, trend.totals, trend.pillars, strict=True)
        )
    ]
    has_notes = any(row[-1] for row in rows)
    named = {"pillars": wording.PILLARS, "title": trend.title, "has_notes": has_notes}
    return {"rows": rows[::-1], **named}


@register.inclusion_tag("components/key.html")
def pillar_key() -> Context:
    """The four pillars' colours with their names."""
    return {"pillars": [(name.lower(), name) for name in wording.PILLARS]}


@register.filter
def one_decimal(value: float | None) -> str:
    """`16.9`; a dash where nothing is known."""
    return "–" if value is None else wording.one_decimal(value)


@register.filter
def signed(value: float | None) -> str:
    """`+3.9`, `−3.0`; a dash where nothing is known."""
    return "–" if value is None else wording.signed(value)


@register.filter
def whole(value: float | None) -> str:
    """`70` for 69.5; a dash where nothing is known."""
    return "–" if value is None else str(wording.whole(value))


@register.filter
def plain(value: float | None) -> str:
    """`6`, `6.5`: without a needless zero; a dash where nothing is known."""
    return "–" if value is None else wording.one_decimal(value).removesuffix(".0")


@register.filter
def direction(value: float | None) -> str:
    """`up`, `down` or `soft`: the class of a change."""
    return "soft" if value is None else wording.direction(value)


@register.filter
def day(value: date, shown_year: int | None = None) -> str:
    """`20 November`, with its year if that is not the year given."""
    return wording.day_words(value, shown_year)


@register.filter
def short_day(value: date) -> str:
    """`21 Oct`."""
    return wording.short_day(value)


@register.filter
def weekday(value: date) -> str:
    """`Friday 20 November`."""
    return wording.weekday_words(value)


@register.filter
def short_weekday(value: date) -> str:
    """`Fri 20 Nov`."""
    return wording.short_weekday(value)


@register.filter
def days_ago(value: int) -> str:
    """`today`, `3 d ago`."""
    return wording.days_ago(value)


@register.filter
def pillars_in_words(values: Sequence[float]) -> list[tuple[str, str, str]]:
    """Class, name and one decimal of each pillar, for lists beside a ring."""
    named = zip(wording.PILLARS, values, strict=True)
    return [(name.lower(), name, wording.one_decimal(value)) for name, value in named]
