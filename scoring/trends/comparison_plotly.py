"""Several courses as a Plotly figure; names are escaped, and only letters answer the pointer."""

from html import escape

from scoring.charts.canvas import apart, reach, score_ticks
from scoring.charts.plotly_figures import (
    COLOURS,
    PILLAR_LINES,
    Figure,
    Theme,
    days_axis,
    mark_line,
    mark_words,
    template,
)
from scoring.core.signals import GOOD
from scoring.trends.comparison import Comparison

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
LONGEST = 20


def compare_figure(found: Comparison, *, theme: Theme) -> Figure:
    """A line each, told by its dashes and its letter."""
    colour = COLOURS[theme]
    low, high = reach(t for course in found.shown for t in course.totals if t is not None)
    good = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": GOOD, "y1": GOOD}
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [day.isoformat() for day in found.days],
                "y": [None if total is None else round(total, 2) for total in course.totals],
                "line": {"width": 2, "dash": dash},
                "hovertemplate": f"{course.letter} %{{y:.1f}}<extra></extra>",
            }
            for course, dash in zip(found.courses, DASHES, strict=False)
        ],
        "layout": {
            "template": template(theme),
            "colorway": [colour["accent"], *(colour[name] for name in PILLAR_LINES)],
            "xaxis": days_axis(found.days),
            "yaxis": {"range": [low, high], "tickvals": score_ticks(low, high)},
            "hovermode": "x unified",
            "margin": {"l": 30, "r": 156, "t": 18, "b": 32},
            "shapes": [good, *(mark_line(day) for day, _ in found.marks)],
            "annotations": [*_names(found, low, high), *mark_words(found.marks, found.days)],
        },
    }


def _names(found: Comparison, low: int, high: int) -> list[Figure]:
    named = [(float(GOOD), f"{GOOD} good")]
    for course in found.shown:
        long = len(course.label) > LONGEST
        words = course.label[: LONGEST - 1] + "…" if long else course.label
        named.append((course.last or 0.0, escape(words)))
    heights = apart([score for score, _ in named], low, high, gap=(high - low) / 16)
    place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6}
    return [
        place | {"y": round(y, 2), "text": words}
        for y, (_, words) in zip(heights, named, strict=True)
    ]
