"""Charts of one score over time: the total, also against LinkedIn's scores, and the pillars."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil

from scoring.charts.canvas import LETTER, score_range, score_ticks
from scoring.charts.chart import (
    CanvasSize,
    Chart,
    ChartDot,
    ChartGap,
    ChartMark,
    ChartSlope,
    EndLabel,
    LineSeries,
)
from scoring.charts.small_svg import PILLAR_MAX
from scoring.core.signals import GOOD
from scoring.scores.series import EARLY_WORDS, GoalPath, ReadingDot, ScoreSeries
from scoring.scores.signal_names import LINKEDIN_SCORE_LABEL, gap_words
from teams.base.formatting import PILLARS, count_words, day_words, one_decimal, whole

WIDE, NARROW = CanvasSize(720, 310, 62), CanvasSize(340, 250, 62)


def total_chart(trend: ScoreSeries) -> Chart:
    """The total over time; the 70 line is always within the plot."""
    dots = [dot for dot in trend.readings if _covers(trend, dot)]
    slopes = _slopes(trend, trend.goals_for("total"))
    heights = [height for slope in slopes for _, height in (slope.start, slope.end)]
    low, high = score_range([*trend.totals, *(dot.total for dot in dots), *heights])
    words = tuple(trend.status_words(at) if held else "" for at, held in enumerate(trend.held))
    return Chart(
        label=_total_label(trend),
        xs=trend.days,
        low=low,
        high=high,
        ticks=score_ticks(low, high),
        wide=WIDE,
        narrow=NARROW,
        good=GOOD,
        lines=(
            *_early_lines(trend, [("Early estimate", trend.totals)]),
            LineSeries("SSI", "total", _begun(trend, trend.totals), trend.held, words=words),
        ),
        dots=tuple(_dot(dot) for dot in dots),
        marks=_marks(trend),
        slopes=slopes,
        end_labels=_total_ends(trend),
        caption=_caption(trend),
    )


def linkedin_gap_chart(trend: ScoreSeries) -> Chart:
    """The total over time with the gap between our estimate and each LinkedIn score.

    The line is broken where a LinkedIn score changed the total. Our estimate before a LinkedIn
    score is the total of the day before it; one that begins the line is compared with nothing.
    """
    chart = total_chart(trend)
    closes = list(zip(trend.days[1:], trend.totals, strict=False))
    before = dict(closes[trend.early :])
    readings = [(dot, before[dot.day]) for dot in trend.readings if dot.day in before]
    broken = frozenset(dot.day for dot, _ in readings)
    return replace(
        chart,
        label=f"{chart.label}; against {count_words(len(readings), 'LinkedIn score')}",
        lines=tuple(replace(line, broken=broken) for line in chart.lines),
        gaps=tuple(_gap(dot, estimate) for dot, estimate in readings),
    )


def pillars_chart(trend: ScoreSeries) -> Chart:
    """The four pillars over time, 0 to 25 each, with a label at the end of each line."""
    columns = list(zip(*trend.pillars, strict=True)) or [()] * len(PILLARS)
    now = trend.pillars[-1] if trend.pillars else ()
    named = [f"{name} {one_decimal(value)}" for name, value in zip(PILLARS, now, strict=False)]
    return Chart(
        label=f"Pillars over {count_words(len(trend.days), 'day')}, 0 to {PILLAR_MAX} each; "
        f"now {', '.join(named)}",
        xs=trend.days,
        low=0,
        high=PILLAR_MAX,
        ticks=tuple(range(0, PILLAR_MAX + 1, 5)),
        wide=CanvasSize(720, 310, _margin(named)),
        narrow=CanvasSize(340, 250, _margin(PILLARS)),
        lines=(
            *_early_lines(
                trend,
                [(f"{name}, early", each) for name, each in zip(PILLARS, columns, strict=True)],
            ),
            *(
                LineSeries(name, name.lower(), _begun(trend, column), trend.held)
                for name, column in zip(PILLARS, columns, strict=True)
            ),
        ),
        marks=_marks(trend),
        caption=_caption(trend),
        slopes=_slopes(trend, trend.goals_for(*(name.lower() for name in PILLARS))),
        end_labels=tuple(
            EndLabel(value, words, f"end {name.lower()}", short=name)
            for value, words, name in zip(now, named, PILLARS, strict=False)
        ),
    )


def _begun(trend: ScoreSeries, values: Sequence[float]) -> tuple[float | None, ...]:
    """The values of the score's line, and nothing before it begins."""
    return (*(None for _ in values[: trend.early]), *values[trend.early :])


def _early_lines(
    trend: ScoreSeries, columns: Iterable[tuple[str, Sequence[float]]]
) -> Iterator[LineSeries]:
    """What is estimated before the score's line begins, each drawn apart from its line."""
    after = (None,) * (len(trend.days) - trend.early)
    for name, values in columns if trend.early else ():
        yield LineSeries(name, "early", (*values[: trend.early], *after), trend.held)


def _caption(trend: ScoreSeries) -> str:
    return f"Grey: {EARLY_WORDS}" if trend.early else ""


def _margin(words: Sequence[str]) -> int:
    return ceil(max(map(len, words), default=0) * LETTER) + 8


def _covers(trend: ScoreSeries, dot: ReadingDot) -> bool:
    return bool(trend.days) and trend.days[0] <= dot.day <= trend.days[-1]


def _total_label(trend: ScoreSeries) -> str:
    over = f"Total over {count_words(len(trend.days), 'day')}"
    if not trend.totals:
        return f"{over}; good is {GOOD}"
    early = f"; {count_words(trend.early, 'day')} of {EARLY_WORDS} before" if trend.early else ""
    totals = trend.totals[trend.early :]
    if not totals:
        return f"{over}: {EARLY_WORDS} {whole(trend.totals[-1])}; good is {GOOD}"
    return f"{over}, from {whole(totals[0])} to {whole(totals[-1])}; good is {GOOD}{early}"


def _total_ends(trend: ScoreSeries) -> tuple[EndLabel, ...]:
    """Labels of 70, which keeps its place, and of the last total, which makes room."""
    good = EndLabel(GOOD, f"{GOOD} good", "good", firm=True)
    if not trend.totals:
        return (good,)
    style = "end early" if trend.early == len(trend.totals) else "end total"
    return good, EndLabel(trend.totals[-1], str(whole(trend.totals[-1])), style)


def _dot(dot: ReadingDot) -> ChartDot:
    """LinkedIn's score of a day."""
    title = f"LinkedIn {whole(dot.total)} on {day_words(dot.day)}"
    return ChartDot(dot.day, dot.total, "LinkedIn", title)


def _gap(dot: ReadingDot, estimate: float) -> ChartGap:
    words = (
        f"The {LINKEDIN_SCORE_LABEL} was {gap_words(dot.total - estimate)} on {day_words(dot.day)}"
    )
    return ChartGap(dot.day, estimate, dot.total, words)


def _marks(trend: ScoreSeries) -> tuple[ChartMark, ...]:
    return tuple(ChartMark(day, words) for day, words in trend.marks)


def _slopes(trend: ScoreSeries, goals: Iterable[GoalPath]) -> tuple[ChartSlope, ...]:
    """Goal lines, cut to the days of the trend."""
    slopes = []
    for goal in goals:
        first, last = goal.within(trend.days[0], trend.days[-1]) or (goal.set_on, goal.by_day)
        slopes.append(ChartSlope((first, goal.at(first)), (last, goal.at(last)), goal.words))
    return tuple(slopes)
