"""Bands of a team's distribution as a Plotly figure: stacked areas, told apart by pattern too."""

from scoring.charts.plotly_figures import COLOURS, Figure, Theme, days_axis, template
from scoring.trends.team_trend import BANDS, TeamTrend

PATTERNS = ("/", ".", "")


def bands_figure(found: TeamTrend, *, theme: Theme) -> Figure:
    """Shares of those counted, from the lowest band up; empty if no rep was counted."""
    colour = COLOURS[theme]
    lines = (colour["soft"], colour["people-line"], colour["accent"])
    days = [each.day for each in found.days]
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "stackgroup": "bands",
            "x": [day.isoformat() for day in days],
            "y": [_share(each.bands[at], each.counted) for each in found.days],
            "line": {"width": 1},
            "fillpattern": {"shape": pattern, "size": 6, "solidity": 0.35},
            "hovertemplate": f"{name} %{{y:.0f}} %<extra></extra>",
        }
        for at, (name, pattern) in enumerate(zip(BANDS, PATTERNS, strict=True))
    ]
    return {
        "data": traces,
        "layout": {
            "template": template(theme),
            "colorway": list(lines),
            "xaxis": days_axis(days),
            "yaxis": {"range": [0, 100], "dtick": 25},
            "hovermode": "x unified",
            "margin": {"l": 30, "r": 132, "t": 18, "b": 32},
            "annotations": _names(found),
        },
    }


def _share(some: int, people: int) -> float:
    return round(100 * some / people, 1) if people else 0.0


def _names(found: TeamTrend) -> list[Figure]:
    """Each band's name beside where it ends."""
    if not found.told:
        return []
    last, below, named = found.told[-1], 0.0, []
    for name, some in zip(BANDS, last.bands, strict=True):
        share = _share(some, last.counted)
        if some:
            place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6}
            named.append(place | {"y": below + share / 2, "text": f"{name}: {share:.0f} %"})
        below += share
    return named
