"""Where every mark of the small drawings goes: score bar, ring and 30-day line.

Plain geometry in, frozen dataclasses of ready-made strings out; no Django, no colour. Templates
only write the strings into SVG attributes, so no page's language or settings can change a number.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.core.signals import GOOD, MILESTONES
from teams.base.formatting import PILLARS, count_words, pillar_words, whole

PILLAR_MAX = 25
RING_RADIUS = 84
RING_GAP = 6  # degrees between two pillars' arcs
SPARK_REACH = 8  # points up and down from where a line began: one scale for all rows


def coordinate(value: float) -> str:
    """A number as SVG wants it: one decimal at most, a dot, no minus zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


@dataclass(frozen=True)
class Segment:
    """One pillar's stretch of a score bar, in hundredths of the track."""

    pillar: str
    x: str
    width: str


@dataclass(frozen=True)
class ScoreBar:
    """Four pillars end to end on a track from 0 to 100, with the places of its ticks."""

    segments: tuple[Segment, ...]
    good: int
    milestones: tuple[int, ...]
    label: str


def score_bar(pillars: Sequence[float]) -> ScoreBar:
    """The bar of four pillars, 0 to 25 each; what is outside is drawn at the edge."""
    edges = [0.0]
    for value in pillars:
        edges.append(round(edges[-1] + min(max(value, 0), PILLAR_MAX), 1))
    segments = tuple(
        Segment(name.lower(), coordinate(start), coordinate(end - start))
        for name, start, end in zip(PILLARS, edges, edges[1:], strict=False)
    )
    return ScoreBar(segments, GOOD, MILESTONES[:-1], f"{pillar_words(pillars)}; good is {GOOD}")


@dataclass(frozen=True)
class Arc:
    """A pillar's quarter of the ring: all of it, and the part that is reached (or nothing)."""

    pillar: str
    track: str
    value: str


@dataclass(frozen=True)
class Ring:
    """Four arcs around a total, and the caption below it in one or two lines."""

    arcs: tuple[Arc, ...]
    total: str
    caption: tuple[str, ...]
    label: str


def ring(pillars: Sequence[float], total: float, caption: str = "") -> Ring:
    """A quarter of the circle for each pillar, clockwise from the top, drawn around 0, 0."""
    arcs = tuple(
        Arc(name.lower(), _arc(quarter, 1), _arc(quarter, min(max(value / PILLAR_MAX, 0), 1)))
        for quarter, (name, value) in enumerate(zip(PILLARS, pillars, strict=True))
    )
    label = f"Total {whole(total)} of 100: {pillar_words(pillars)}"
    return Ring(arcs, str(whole(total)), _in_two(caption), label)


def _arc(quarter: int, share: float) -> str:
    if share < 0.004:  # less than a third of a degree: a hairline that would look like a fault
        return ""
    start = -90 + quarter * 90 + RING_GAP / 2
    points = [
        (RING_RADIUS * math.cos(math.radians(angle)), RING_RADIUS * math.sin(math.radians(angle)))
        for angle in (start, start + (90 - RING_GAP) * share)
    ]
    (x0, y0), (x1, y1) = [(coordinate(x), coordinate(y)) for x, y in points]
    return f"M{x0} {y0}A{RING_RADIUS} {RING_RADIUS} 0 0 1 {x1} {y1}"


def _in_two(caption: str, longest: int = 19) -> tuple[str, ...]:
    """One line if it fits inside the ring, else two of about the same length."""
    words = caption.split()
    if len(caption) <= longest or len(words) < 2:
        return (caption,) if caption else ()
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(splits, key=lambda pair: max(map(len, pair)))


@dataclass(frozen=True)
class Sparkline:
    """A line without axes; `path` has one piece for every stretch with data."""

    path: str
    end: tuple[str, str] | None
    width: int
    height: int
    middle: str
    label: str


def sparkline(values: Sequence[float | None], width: int = 96, height: int = 28) -> Sparkline:
    """The values as one line, the first known one in the middle; days without data are gaps."""
    known = [value for value in values if value is not None]
    middle = coordinate(height / 2)
    if not known:
        return Sparkline(
            "", None, width, height, middle, f"{count_words(len(values), 'day')}, none with data"
        )
    places = _spark_places(values, known[0], width, height)
    ends = [place for place in places if place is not None]
    gaps = len(values) - len(known)
    without = f", {gaps} without data" if gaps else ""
    label = (
        f"{count_words(len(values), 'day')}, from {whole(known[0])} to {whole(known[-1])}{without}"
    )
    return Sparkline(stretches(places), ends[-1], width, height, middle, label)


def _spark_places(
    values: Sequence[float | None], base: float, width: int, height: int
) -> list[tuple[str, str] | None]:
    edge = 3  # room for the dot at the end
    step = (width - 2 * edge) / max(len(values) - 1, 1)
    per_point = (height / 2 - edge) / SPARK_REACH

    def place(index: int, value: float) -> tuple[str, str]:
        moved = min(max(value - base, -SPARK_REACH), SPARK_REACH)
        return coordinate(edge + index * step), coordinate(height / 2 - moved * per_point)

    return [None if value is None else place(at, value) for at, value in enumerate(values)]


def stretches(places: Sequence[tuple[str, str] | None]) -> str:
    """An SVG path through the places; None ends a stretch, a place alone is a dot."""
    pieces, pen_down = [], False
    for here, after in zip(places, [*places[1:], None], strict=True):
        if here is not None:
            alone = not pen_down and after is None
            pieces.append(f"{'L' if pen_down else 'M'}{here[0]} {here[1]}{'h.01' if alone else ''}")
        pen_down = here is not None
    return "".join(pieces)
