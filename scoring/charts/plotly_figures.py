"""Plotly figures: plain dicts made from presenters, ready for JSON.

Every figure uses `template(theme)`; every chart of totals goes through `_score_figure`, which
draws the 70 line. Text that people wrote is escaped, and none is ever part of a hovertemplate.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any, Literal, cast

from scoring.charts.canvas import apart, reach, score_ticks
from scoring.charts.small_svg import PILLAR_MAX
from scoring.charts.trend_labels import aimed
from scoring.core.signals import GOOD
from scoring.scores.series import Aim, Trend
from teams.base.formatting import PILLARS, one_decimal, whole

Theme = Literal["light", "dark"]
Figure = dict[str, Any]

# The same colours as in static/css/tokens.css; a test compares the two.
COLOURS: dict[Theme, dict[str, str]] = {
    "light": {
        "card": "#ffffff",
        "ink": "#1d1c1a",
        "soft": "#67645e",
        "line": "#e5e2dc",
        "accent": "#2a4b9b",
        "brand-line": "#a87400",
        "people-line": "#2a82b8",
        "insights-line": "#b0548a",
        "relationships-line": "#00845f",
    },
    "dark": {
        "card": "#1e2024",
        "ink": "#ecebe8",
        "soft": "#a3a19b",
        "line": "#313339",
        "accent": "#9db4f5",
        "brand-line": "#f0b429",
        "people-line": "#6cc0ef",
        "insights-line": "#d98fb8",
        "relationships-line": "#1fb58a",
    },
}
DAY = 86_400_000  # in the milliseconds Plotly counts in
FONT = "Segoe UI, Roboto, Helvetica Neue, Noto Sans, Liberation Sans, Arial, sans-serif"
PILLAR_LINES = tuple(f"{name.lower()}-line" for name in PILLARS)
DATES = {
    "type": "date",
    "hoverformat": "%-d %B %Y",
    "tickformat": "%-d %b",
    "tickangle": 0,
    "ticklabelstandoff": 6,
    "showgrid": False,
    "showspikes": True,
    "spikemode": "across",
    "spikethickness": 1,
    "spikedash": "solid",
}
MONTHS_AND_YEARS = [  # not in the template: Plotly merges no lists from there
    {"dtickrange": ["M1", "M6"], "value": "%b"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]
UNHEARD = {"hoverinfo": "skip"}
LONGEST_MARK = 14  # longer text is shown on hover
TOTAL_LINES = ("accent", "accent", "ink", "accent")


def template(theme: Theme) -> Figure:
    """The one layout all figures share, in the colours of a theme."""
    colour = COLOURS[theme]
    axis = {"gridcolor": colour["line"], "linecolor": colour["line"], "zeroline": False}
    return {
        "layout": {
            "paper_bgcolor": colour["card"],
            "plot_bgcolor": colour["card"],
            "font": {"family": FONT, "size": 12, "color": colour["soft"]},
            "colorway": [colour[name] for name in PILLAR_LINES],
            "hoverlabel": {
                "bgcolor": colour["card"],
                "bordercolor": colour["line"],
                "font": {"family": FONT, "size": 13, "color": colour["ink"]},
            },
            "hovermode": "x",
            "showlegend": False,
            "margin": {"l": 30, "r": 62, "t": 18, "b": 32},
            "xaxis": axis | DATES | {"spikecolor": colour["soft"]},
            "yaxis": axis | {"fixedrange": True, "ticklabelstandoff": 6},
            "shapedefaults": {"line": {"color": colour["ink"], "width": 1.2, "dash": "4px,3px"}},
            "annotationdefaults": {"showarrow": False, "font": {"color": colour["ink"]}},
        },
        "data": {"scatter": [{"marker": {"line": {"color": colour["card"], "width": 1.5}}}]},
    }


def trend_figure(trend: Trend, *, theme: Theme) -> Figure:
    """The total over time: known solid, held dashed, LinkedIn's numbers as filled dots."""
    known, dashed = _parted(trend.totals, trend.held)
    x = _days(trend.days)
    traces = [
        _line(known) | x | UNHEARD,
        _line(dashed, dash="dot") | x | UNHEARD,
        {
            "type": "scatter",
            "mode": "markers",
            "x": [dot.day.isoformat() for dot in trend.readings],
            "y": [round(dot.total, 2) for dot in trend.readings],
            "marker": {"size": 9},
        }
        | UNHEARD,
        # The trace with hover text, so that no text shows up on a neighbouring day.
        _line(trend.totals)
        | x
        | {"line": {"width": 0}, "text": _words(trend)}
        | {"hovertemplate": "%{y:.1f} %{text}<extra></extra>"},
    ]
    if len(trend.days) == 1:
        traces[0]["mode"] = "markers"  # a line of one day would not be seen
    return _score_figure(traces, trend, theme)


def _words(trend: Trend) -> list[str]:
    """What kind of number each day's total is; our own words and numbers only."""
    said = {dot.day: f", LinkedIn {one_decimal(dot.total)}" for dot in trend.readings}
    return [
        f"{trend.said(at) if is_held else 'estimated'}{said.get(day, '')}"
        for at, (day, is_held) in enumerate(zip(trend.days, trend.held, strict=True))
    ]


def pillars_figure(trend: Trend, *, theme: Theme) -> Figure:
    """The four pillars over time, 0 to 25 each; the 70 line belongs to totals only."""
    columns = list(zip(*trend.pillars, strict=True)) or [()] * len(PILLARS)
    x = _days(trend.days)
    traces = [
        _line(column) | x | {"hovertemplate": f"{name} %{{y:.1f}}<extra></extra>"}
        for name, column in zip(PILLARS, columns, strict=True)
    ]
    marks, aims = _marks(trend), trend.aims_at(*(name.lower() for name in PILLARS))
    heights = apart(trend.pillars[-1], 0, PILLAR_MAX, gap=1.5) if trend.pillars else []
    return {
        "data": traces,
        "layout": {
            "template": template(theme),
            "colorway": [COLOURS[theme][name] for name in PILLAR_LINES],
            "xaxis": days_axis(trend.days),
            "yaxis": {"range": [0, PILLAR_MAX], "dtick": 5},
            "hovermode": "x unified",
            "margin": {"l": 30, "r": 96, "t": 18, "b": 32},
            "shapes": [*(mark_line(day) for day, _ in marks), *_aim_lines(trend, aims)],
            "annotations": [
                *(_at_end(y, name) for name, y in zip(PILLARS, heights, strict=False)),
                *mark_words(marks, trend.days),
                *_aim_words(trend, aims),
            ],
        },
    }


def for_page(draw: Callable[..., Figure], trend: Any) -> Figure:
    """The figure once, with what differs between the themes beside it; charts.js joins them."""
    parts: Figure = {"themes": {}}
    for theme in cast(tuple[Theme, ...], ("light", "dark")):
        figure = draw(trend, theme=theme)
        layout = figure["layout"]
        parts["themes"][theme] = {key: layout.pop(key) for key in ("template", "colorway")}
        parts |= figure
    return parts


def _score_figure(traces: list[Figure], trend: Trend, theme: Theme) -> Figure:
    """Any chart of totals: the good line with its words, and the days worth a mark."""
    aims = trend.aims_at("total")
    read = [dot.total for dot in trend.readings]
    low, high = reach([*trend.totals, *read, *aimed(trend, aims)])
    good = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": GOOD, "y1": GOOD}
    marks = _marks(trend)
    return {
        "data": traces,
        "layout": {
            "template": template(theme),
            "colorway": [COLOURS[theme][name] for name in TOTAL_LINES],
            "xaxis": days_axis(trend.days),
            "yaxis": {"range": [low, high], "tickvals": score_ticks(low, high)},
            "shapes": [good, *(mark_line(day) for day, _ in marks), *_aim_lines(trend, aims)],
            "annotations": [
                _at_end(GOOD, f"{GOOD} good"),
                *_last_total(trend, (high - low) / 16),
                *mark_words(marks, trend.days),
                *_aim_words(trend, aims),
            ],
        },
    }


def _last_total(trend: Trend, room: float) -> list[Figure]:
    """The last total right of its line, moved away from the words of the good line."""
    if not trend.totals:
        return []
    total = trend.totals[-1]
    if abs(total - GOOD) >= room:
        return [_at_end(total, str(whole(total)))]
    return [_at_end(GOOD + (room if total >= GOOD else -room), str(whole(total)))]


def _at_end(score: float, words: str) -> Figure:
    place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6}
    return place | {"y": round(score, 2), "text": words}


def _marks(trend: Trend) -> list[tuple[date, str]]:
    """The marks within its days."""
    ends = (trend.days[0], trend.days[-1]) if trend.days else None
    return [(day, words) for day, words in trend.marks if ends and ends[0] <= day <= ends[1]]


def _aim_lines(trend: Trend, aims: Sequence[Aim]) -> list[Figure]:
    """The straight ways to the goals, as far as its days go."""
    shown = []
    for aim in aims:
        first, last = aim.within(trend.days[0], trend.days[-1]) or (aim.set_on, aim.by_day)
        at = {"x0": first.isoformat(), "x1": last.isoformat()}
        heights = {"y0": round(aim.at(first), 2), "y1": round(aim.at(last), 2)}
        shown.append({"type": "line", "line": {"width": 1, "dash": "dashdot"}} | at | heights)
    return shown


def _aim_words(trend: Trend, aims: Sequence[Aim]) -> list[Figure]:
    """Our own words and numbers above each goal's line."""
    shown = []
    for aim in aims:
        last = min(trend.days[-1], aim.by_day)
        place = {"x": last.isoformat(), "y": round(aim.at(last), 2)}
        shown.append(place | {"xanchor": "right", "yanchor": "bottom", "text": aim.words})
    return shown


def mark_line(day: date) -> Figure:
    """A day worth a mark, from top to bottom."""
    at, line = day.isoformat(), {"width": 0.6, "dash": "solid"}
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at, "line": line}


def mark_words(marks: Sequence[tuple[date, str]], days: Sequence[date]) -> list[Figure]:
    """The marks' words, each escaped, without those that would stand on the one before."""
    shown: list[Figure] = []
    free_from = days[0] if days else None
    room = (days[-1] - days[0]) * 0.4 if days else timedelta(0)
    for day, words in marks:
        if free_from is None or day < free_from:
            continue
        free_from = day + room
        place = {"x": day.isoformat(), "yref": "paper", "y": 1, "yanchor": "bottom"}
        side = "left" if day + room <= days[-1] else "right"
        short = words if len(words) <= LONGEST_MARK else words[: LONGEST_MARK - 1] + "…"
        told = {"text": escape(short), "hovertext": escape(words)}
        shown.append(place | told | {"xanchor": side})
    return shown


def days_axis(days: Sequence[date]) -> Figure:
    """The days from the first to the last; a short span is ticked by whole days."""
    if not days:
        return {}
    alone = timedelta(1 if len(days) == 1 else 0)
    ends = [(days[0] - alone).isoformat(), (days[-1] + alone).isoformat()]
    short = (days[-1] - days[0]).days < 7
    axis = {"range": ends, "tickformatstops": MONTHS_AND_YEARS}
    return axis | ({"dtick": 2 * DAY, "tick0": ends[1]} if short else {})


def _line(scores: Sequence[float | None], dash: str = "solid") -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "y": [None if score is None else round(score, 2) for score in scores],
        "line": {"width": 2, "dash": dash},
    }


def _days(days: Sequence[date]) -> Figure:
    """The days as Plotly takes them in the fewest bytes: a first one and a step, or a list."""
    if days and days[-1] - days[0] == timedelta(len(days) - 1):
        return {"x0": days[0].isoformat(), "dx": DAY}
    return {"x": [day.isoformat() for day in days]}


def _parted(
    scores: Sequence[float], held: Sequence[bool]
) -> tuple[list[float | None], list[float | None]]:
    """Known and held scores; the dashed line starts and ends at known days, so none floats."""
    near = [any(held[max(at - 1, 0) : at + 2]) for at in range(len(held))]
    known = [None if is_held else score for score, is_held in zip(scores, held, strict=True)]
    dashed = [score if is_near else None for score, is_near in zip(scores, near, strict=True)]
    return known, dashed
