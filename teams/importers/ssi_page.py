"""Parser for the pasted text of LinkedIn's SSI page: four pillars, total, ranks and averages.

The page prints the member's four pillars, then the four labels again for the industry and for the
network: the member's own are the first set in the page's order. A number stands before its label,
on the same line or the line above; otherwise it may stand after it. Text that lacks a part or does
not add up is refused, never repaired. Run time is linear in the length of the text. The labels are
in ssi_labels.py.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Final

from teams.importers.ssi_labels import LANGUAGES, Labels, Phrasings

MAX_CHARACTERS: Final = 200_000
PILLARS: Final = ("brand", "people", "insights", "relationships")
RANKS: Final = ("industry_rank", "network_rank")
POINTS: Final = ("points", "fraction", "number")
ROUNDING: Final = 1.0  # points: LinkedIn prints the total as a whole number
COPY_AGAIN: Final = (
    "open linkedin.com/sales/ssi, select everything (Ctrl+A), copy it and paste all of it here."
)


@dataclass(frozen=True, slots=True)
class SsiPage:
    """Numbers on the page: pillars in points, 0 to 25; None where the text does not say."""

    brand: float
    people: float
    insights: float
    relationships: float
    total: float | None = None
    industry_rank: float | None = None
    network_rank: float | None = None
    industry_average: float | None = None
    network_average: float | None = None

    @property
    def points(self) -> float:
        """Sum of the four pillars; `total` is the rounded number that the page prints."""
        return self.brand + self.people + self.insights + self.relationships


class SsiPageError(ValueError):
    """The text can't be used: a sentence on what was not found and what to do."""


SECTIONS: Final = ("industry", "network", "industry_average", "network_average")
# Not part of a word, a date or a fraction. Possessive, so that long numbers do not backtrack.
NUMBER: Final = r"(?<![\w.,/-])-?[0-9]++(?:[.,][0-9]++)*+"
PLACEHOLDERS: Final = {"N": NUMBER, "…": r"[^\n]{1,80}?"}  # bounded, to keep the run time linear
INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
SEPARATORS: Final = " \n|:=*•-–—"  # characters allowed between a number and its label


@dataclass(frozen=True, slots=True)
class PageToken:
    """A label, a number or a phrase with one, and the text between it and the word before."""

    kind: str
    number: float | None
    at: int
    gap: str


@dataclass(frozen=True, slots=True)
class LabelledNumber:
    """A label and the number beside it."""

    label: str
    number: float
    at: int
    on_one_line: bool


def parse_ssi_page(text: str) -> SsiPage:
    """The member's own numbers. Raises SsiPageError if any are missing or can't be right."""
    if len(text) > MAX_CHARACTERS:
        limit = f"{MAX_CHARACTERS:,} characters"
        raise SsiPageError(f"The text is longer than {limit}; paste only LinkedIn's SSI page.")
    normalized = _normalize(text)
    labels = _language(normalized)
    tokens = list(_tokens(labels, normalized))
    own_tokens = _own_part(tokens)
    pillars = _pillars(labels, own_tokens)
    total = next((token.number for token in own_tokens if token.kind == "total"), None)
    refuse_wrong_sum(sum(pillars.values()), total)
    figures = _ranks_in_sentences(tokens) | _ranks(tokens) | _averages(tokens)
    for name, number in figures.items():
        _refuse_outside(name.replace("_", " "), number, 100)
    return SsiPage(**pillars, total=total, **figures)


def _normalize(text: str) -> str:
    """Lower case, single blanks and line breaks, no invisible characters."""
    composed = unicodedata.normalize("NFC", text.translate(INVISIBLE)).replace("\u2212", "-")
    lines = re.sub(r"\r\n?", "\n", composed).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip()).lower()


def _language(text: str) -> Labels:
    one_line = text.replace("\n", " ")

    def found(labels: Labels) -> int:
        return sum(any(p in one_line for p in getattr(labels, pillar)) for pillar in PILLARS)

    labels = max(LANGUAGES.values(), key=found)
    if not found(labels):
        parts = f"“{_name(labels, 'brand')}” to “{_name(labels, 'relationships')}”"
        reason = f"This is not LinkedIn's SSI page: none of its four parts, {parts}, was found"
        message = f"It is read in {', '.join(list(LANGUAGES)[:-1])} and {list(LANGUAGES)[-1]}"
        raise SsiPageError(f"{reason}; {COPY_AGAIN} {message}; in others, type the four numbers.")
    return labels


def _name(labels: Labels, pillar: str) -> str:
    """The label as the page prints it."""
    phrasing: str = getattr(labels, pillar)[0]
    return phrasing.capitalize()


@lru_cache
def _pattern(labels: Labels) -> re.Pattern[str]:
    """One alternative per label; at the same position a phrase beats a plain number."""
    numbers = {"fraction": ("N / 25",), "percent": ("N %",), "number": ("N",)}
    kinds = {**asdict(labels), **numbers}
    return re.compile("|".join(_alternative(kind, kinds[kind]) for kind in kinds if kinds[kind]))


def _alternative(kind: str, phrasings: Phrasings) -> str:
    spelled = "|".join(map(_phrase_pattern, phrasings))
    if kind in ("industry", "network"):  # a heading here, but also the start of longer phrases
        spelled = f"(?={spelled})"
    return f"(?P<{kind}>{spelled})"


def _phrase_pattern(phrasing: str) -> str:
    pieces = (PLACEHOLDERS.get(piece) or re.escape(piece) for piece in phrasing.split())
    spelled = r"\s?".join(pieces) + r"(?!\w)"
    return spelled if phrasing.startswith("N") else rf"(?<!\w){spelled}"


def _tokens(labels: Labels, text: str) -> Iterator[PageToken]:
    end = 0
    for match in _pattern(labels).finditer(text):
        figures = re.findall(NUMBER, match.group())
        # "53 out of 100" begins with its value; all other phrases end with theirs.
        figure = figures and figures[0 if match.group().startswith(figures[0]) else -1]
        number = _number(figure) if figure else None
        if figure and number is None:
            continue
        yield PageToken(str(match.lastgroup), number, match.start(), text[end : match.start()])
        end = match.end()


def _number(figures: str) -> float | None:
    """13.118 and 13,118 as a float; None for what may be a date or have thousands separators."""
    if len(figures) > 30 or figures.count(".") + figures.count(",") > 1:
        return None
    return float(figures.replace(",", "."))


def _own_part(tokens: Sequence[PageToken]) -> list[PageToken]:
    """Tokens from the heading of the member's own score, if any, to the first group's section."""
    start = next((index for index, token in enumerate(tokens) if token.kind == "own"), 0)
    return list(takewhile(lambda token: token.kind not in SECTIONS, tokens[start:]))


def _pillars(labels: Labels, tokens: Sequence[PageToken]) -> dict[str, float]:
    layouts = _layouts(tokens, PILLARS, before=POINTS, after=POINTS)
    pillars = _first_complete_layout(layouts, PILLARS)
    if not pillars:
        raise SsiPageError(_missing_pillars_message(labels, layouts))
    for name, number in pillars.items():
        _refuse_outside(_name(labels, name), number, 25)
    return pillars


def _layouts(
    tokens: Sequence[PageToken],
    names: Sequence[str],
    *,
    before: Sequence[str],
    after: Sequence[str],
) -> list[list[LabelledNumber]]:
    """Pairs under four assumed layouts, most reliable first; number before label, then after."""
    number_first, label_first = [], []
    for first_token, second_token in pairwise(tokens):
        if second_token.gap.strip(SEPARATORS):
            continue
        on_one_line = "\n" not in second_token.gap
        if (
            first_token.kind in before
            and second_token.kind in names
            and first_token.number is not None
        ):
            number_first.append(
                LabelledNumber(second_token.kind, first_token.number, second_token.at, on_one_line)
            )
        if (
            first_token.kind in names
            and second_token.kind in after
            and second_token.number is not None
        ):
            label_first.append(
                LabelledNumber(first_token.kind, second_token.number, first_token.at, on_one_line)
            )
    lines = [[pair for pair in each if pair.on_one_line] for each in (number_first, label_first)]
    # A label above a number may belong to the line before: only if no line has both.
    return [*lines, number_first, [] if any(lines) else label_first]


def _first_complete_layout(
    layouts: Sequence[list[LabelledNumber]], names: Sequence[str]
) -> dict[str, float]:
    """Numbers of the first layout that begins with all names in the page's order; {} if none does.

    First means by the position of its first label. The order shows whether numbers are above or
    below their labels: read the wrong way round, the same lines give the next label's number.
    """
    openings = [layout[: len(names)] for layout in layouts]
    complete = [each for each in openings if each and [pair.label for pair in each] == list(names)]
    first = min(complete, key=lambda opening: opening[0].at, default=[])
    return {pair.label: pair.number for pair in first}


def _missing_pillars_message(labels: Labels, layouts: Sequence[list[LabelledNumber]]) -> str:
    present = max((_labels_until_repeat(layout) for layout in layouts), key=len)
    missing = [_name(labels, name) for name in PILLARS if name not in present]
    if not missing:
        return f"The four parts do not stand in the order of LinkedIn's page; {COPY_AGAIN}"
    return f"No number was found beside “{'”, “'.join(missing)}”; {COPY_AGAIN}"


def _labels_until_repeat(layout: Sequence[LabelledNumber]) -> list[str]:
    labels: list[str] = []
    for pair in layout:
        if pair.label in labels:
            break
        labels.append(pair.label)
    return labels


def _ranks(tokens: Sequence[PageToken]) -> dict[str, float]:
    kinds = {token.kind for token in tokens}
    names = [name for name in RANKS if name in kinds]
    return _first_complete_layout(
        _layouts(tokens, names, before=("top",), after=("top", "percent")), names
    )


def _ranks_in_sentences(tokens: Sequence[PageToken]) -> dict[str, float]:
    """Ranks that the groups' sections print as a sentence."""
    ranks: dict[str, float] = {}
    group = ""
    for token in tokens:
        if token.kind in SECTIONS:
            group = token.kind.removesuffix("_average")
        if token.kind == "standing" and group and token.number is not None:
            ranks.setdefault(f"{group}_rank", token.number)
    return ranks


def _averages(tokens: Sequence[PageToken]) -> dict[str, float]:
    averages = [token for token in reversed(tokens) if token.kind.endswith("_average")]
    return {token.kind: token.number for token in averages if token.number is not None}


def refuse_wrong_sum(points: float, total: float | None) -> None:
    """Raises SsiPageError if the pillars do not add up to the printed total."""
    if total is not None and abs(points - total) > ROUNDING + 1e-9:
        reason = f"The four parts add up to {points:.1f}, but the page says {total:g} out of 100"
        raise SsiPageError(f"{reason}; {COPY_AGAIN}")


def _refuse_outside(name: str, number: float, maximum: float) -> None:
    if not 0 <= number <= maximum:
        raise SsiPageError(
            f"“{name}” is {number:g}, but it goes from 0 to {maximum:g}; {COPY_AGAIN}"
        )
