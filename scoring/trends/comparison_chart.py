"""Chart of several scores over time, each told apart by its dashes and by its letter at its end."""

from scoring.charts.canvas import LETTER, reach, score_ticks
from scoring.charts.chart import CanvasSize, Chart, ChartMark, EndLabel, LineSeries
from scoring.charts.labels import shortened
from scoring.core.signals import GOOD
from scoring.trends.comparison import ComparedSeries, Comparison
from teams.base.formatting import count_words, whole

LONGEST, LONGEST_NARROW = 20, 11  # letters of a name


def _canvas(width: int, height: int, longest: int) -> CanvasSize:
    return CanvasSize(width, height, int((longest + 4) * LETTER) + 8)


WIDE, NARROW = _canvas(720, 330, LONGEST), _canvas(340, 290, LONGEST_NARROW)


def comparison_chart(found: Comparison) -> Chart:
    """Totals over time with the good line; every line is named where it ends."""
    low, high = reach(t for course in found.shown for t in course.totals if t is not None)
    return Chart(
        label=_label(found),
        xs=found.days,
        low=low,
        high=high,
        ticks=score_ticks(low, high),
        wide=WIDE,
        narrow=NARROW,
        kind="compared",
        good=GOOD,
        lines=tuple(
            LineSeries(course.label, course.letter.lower(), course.totals) for course in found.shown
        ),
        marks=tuple(ChartMark(day, words) for day, words in found.marks),
        end_labels=(
            EndLabel(GOOD, f"{GOOD} good", "good"),
            *(_end(course) for course in found.shown),
        ),
    )


def _end(course: ComparedSeries) -> EndLabel:
    last, style = course.last or 0.0, f"end {course.letter.lower()}"
    wide, narrow = (shortened(course.label, letters) for letters in (LONGEST, LONGEST_NARROW))
    return EndLabel(last, f"{wide} {whole(last)}", style, short=f"{narrow} {whole(last)}")


def _label(found: Comparison) -> str:
    now = ", ".join(f"{course.label} {whole(course.last or 0)}" for course in found.shown)
    return f"Compared over {count_words(len(found.days), 'close')}; now {now}; good is {GOOD}"
