"""Chart of several scores over time, each with its own dashes and a letter at its end."""

from scoring.charts.canvas import LETTER, score_range, score_ticks
from scoring.charts.chart import CanvasSize, Chart, ChartMark, EndLabel, LineSeries
from scoring.charts.labels import shorten
from scoring.core.signals import GOOD
from scoring.trends.comparison import ComparedSeries, Comparison
from teams.base.formatting import count_words, whole

LONGEST, LONGEST_NARROW = 20, 11  # letters of a name


def _canvas(width: int, height: int, longest: int) -> CanvasSize:
    return CanvasSize(width, height, int((longest + 4) * LETTER) + 8)


WIDE, NARROW = _canvas(720, 330, LONGEST), _canvas(340, 290, LONGEST_NARROW)


def comparison_chart(comparison: Comparison) -> Chart:
    """Totals over time with the good line; every line is named where it ends."""
    low, high = score_range(
        t for series in comparison.shown for t in series.totals if t is not None
    )
    return Chart(
        label=_label(comparison),
        xs=comparison.days,
        low=low,
        high=high,
        ticks=score_ticks(low, high),
        wide=WIDE,
        narrow=NARROW,
        kind="compared",
        good=GOOD,
        lines=tuple(
            LineSeries(series.label, series.letter.lower(), series.totals)
            for series in comparison.shown
        ),
        marks=tuple(ChartMark(day, words) for day, words in comparison.marks),
        end_labels=(
            EndLabel(GOOD, f"{GOOD} good", "good"),
            *(_end(series) for series in comparison.shown),
        ),
    )


def _end(series: ComparedSeries) -> EndLabel:
    last, style = series.last or 0.0, f"end {series.letter.lower()}"
    wide, narrow = (shorten(series.label, letters) for letters in (LONGEST, LONGEST_NARROW))
    return EndLabel(last, f"{wide} {whole(last)}", style, short=f"{narrow} {whole(last)}")


def _label(comparison: Comparison) -> str:
    now = ", ".join(f"{series.label} {whole(series.last or 0)}" for series in comparison.shown)
    return f"Compared over {count_words(len(comparison.days), 'close')}; now {now}; good is {GOOD}"
