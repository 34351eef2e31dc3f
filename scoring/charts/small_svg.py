"""Small drawings: score bar, score ring and sparkline, as finished SVG attributes.

Returns frozen dataclasses of strings, without Django and colours. Templates only write the strings
into SVG attributes, so a page's language or settings can't change a number.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.core.signals import GOOD, MILESTONES
from teams.base.formatting import PILLARS, count_words, pillar_words, whole

PILLAR_MAX = 25
RING_RADIUS = 84
RING_GAP = 6  # degrees between two pillars' arcs
SPARKLINE_POINTS = 8  # points up and down from where a line began: one scale for all rows


def coordinate(value: float) -> str:
    """Formats a number for SVG: at most one decimal, never minus zero."""
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
    """The bar of four pillars, each clamped to 0 to 25."""
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
    """A pillar's quarter of the ring: the whole track, and the part reached (may be empty)."""

    pillar: str
    track: str
    value: str


@dataclass(frozen=True)
class ScoreRing:
    """Four arcs around a total, and the caption below it in one or two lines."""

    arcs: tuple[Arc, ...]
    total: str
    caption: tuple[str, ...]
    label: str


def score_ring(pillars: Sequence[float], total: float, caption: str = "") -> ScoreRing:
    """The ring of four pillars, a quarter each, clockwise from the top, centred at 0, 0."""
    arcs = tuple(
        Arc(name.lower(), _arc(quarter, 1), _arc(quarter, min(max(value / PILLAR_MAX, 0), 1)))
        for quarter, (name, value) in enumerate(zip(PILLARS, pillars, strict=True))
    )
    label = f"Total {whole(total)} of 100: {pillar_words(pillars)}"
    return ScoreRing(arcs, str(whole(total)), _caption_lines(caption), label)


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


def _caption_lines(caption: str, longest: int = 19) -> tuple[str, ...]:
    """The caption in one line if it fits inside the ring, else in two of about equal length."""
    words = caption.split()
    if len(caption) <= longest or len(words) < 2:
        return (caption,) if caption else ()
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(splits, key=lambda pair: max(map(len, pair)))


@dataclass(frozen=True)
class Sparkline:
    """A line without axes; `path` has one part for every stretch with data."""

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
    gap_words = f", {gaps} without data" if gaps else ""
    days, ends_text = count_words(len(values), "day"), f"{whole(known[0])} to {whole(known[-1])}"
    label = f"{days}, from {ends_text}{gap_words}"
    return Sparkline(sparkline_path(places), ends[-1], width, height, middle, label)


def _spark_places(
    values: Sequence[float | None], base: float, width: int, height: int
) -> list[tuple[str, str] | None]:
    edge = 3  # room for the dot at the end
    step = (width - 2 * edge) / max(len(values) - 1, 1)
    per_point = (height / 2 - edge) / SPARKLINE_POINTS

    def place(index: int, value: float) -> tuple[str, str]:
        moved = min(max(value - base, -SPARKLINE_POINTS), SPARKLINE_POINTS)
        return coordinate(edge + index * step), coordinate(height / 2 - moved * per_point)

    return [None if value is None else place(at, value) for at, value in enumerate(values)]


def sparkline_path(places: Sequence[tuple[str, str] | None]) -> str:
    """An SVG path through the places; None is a gap, an isolated place a dot."""
    pieces, pen_down = [], False
    for place, next_place in zip(places, [*places[1:], None], strict=True):
        if place is not None:
            is_isolated = not pen_down and next_place is None
            pieces.append(
                f"{'L' if pen_down else 'M'}{place[0]} {place[1]}{'h.01' if is_isolated else ''}"
            )
        pen_down = place is not None
    return "".join(pieces)
